using Workbook.Runner.Commands;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

public sealed class NotebookChoiceTests
{
    private static IEnumerable<string> Names(params string[] wanted) => NotebookChoice.Resolve(wanted).Select(Path.GetFileName)!;

    [Fact]
    public void Without_a_name_every_notebook_is_chosen_in_reading_order()
    {
        var names = Names().ToArray();
        Assert.Equal("00-start-here.dib", names[0]);
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
    }

    [Theory, InlineData("02"), InlineData("02-distance"), InlineData("02-distance.dib")]
    public void A_notebook_is_called_by_its_number_its_name_or_its_file(string wanted) =>
        Assert.Equal(["02-distance.dib"], Names(wanted));

    [Fact]
    public void Notebooks_run_in_the_order_given_and_once_each() =>
        Assert.Equal(["02-distance.dib", "00-start-here.dib"], Names("02", "00", "02-distance"));

    [Fact]
    public void A_path_is_taken_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("02-distance.dib", "");
        Assert.Equal([path], NotebookChoice.Resolve([path]));
    }

    [Fact]
    public void Two_notebooks_of_one_name_would_share_a_page_and_are_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("02-distance.dib", "");
        Assert.Contains("02-distance.dib", Assert.Throws<UsageException>(() => NotebookChoice.Resolve(["02", path])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_those_known() =>
        Assert.Contains("02-distance", Assert.Throws<UsageException>(() => NotebookChoice.Resolve(["99"])).Message, StringComparison.Ordinal);
}
