using System.Text.RegularExpressions;
using Workbook.Experiments;
using Workbook.Gpt2;
using Xunit;

namespace Workbook.Tests.Experiments;

/// <summary>docs/results.md, the records behind the tables, and what the experiments give: the three say the same.</summary>
public sealed partial class ResultsPageTests : IDisposable
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Root(), "docs", "results.md"));

    private readonly ModelRun model = new();

    public void Dispose() => model.Dispose();

    /// <summary>The stable form that was asked for: these fields in this order, among others that may stand before them.</summary>
    public static TheoryData<string, string> Asked { get; } = new()
    {
        { "dilution", "layer head position maxWeight entropy effectiveTokens sinkWeight" },
        { "distance", "layer head length n cumulativeDistance resultantDistance bound expectationMain expectationPlugIn expectationRandom expectationUpper count" },
        { "separability", "layer head length n radius share lower upper count" },
        { "sensitivity", "layer head temperature epsilon g spectralMax spectralMedian count" },
    };

    [Theory, MemberData(nameof(Asked))]
    public void The_rows_have_the_fields_that_the_stable_form_lists(string experiment, string fields) =>
        Assert.Equal(fields.Split(' '), Result(experiment).Rows.Columns.Select(c => c.Name).Where(name => name != "text"));

    [Fact]
    public void The_page_lists_every_experiment_with_the_fields_of_its_rows()
    {
        var listed = Page.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|'))
            .Where(cells => cells.Length == 4 && ExperimentCatalogue.All.Any(e => cells[1].Trim() == $"`{e.Name}`"))
            .ToDictionary(cells => cells[1].Trim(' ', '`'), cells => Names(cells[2]).ToArray());
        Assert.Equal(ExperimentCatalogue.All.Select(e => e.Name), listed.Keys.Order(StringComparer.Ordinal));
        foreach (var (experiment, names) in listed)
        {
            var columns = Result(experiment).Rows.Columns.Select(c => c.Name).Where(name => name is not ("text" or "layer" or "head")).ToArray();
            // Values of a field stand there too, and are no fields.
            Assert.Equal(columns, names.Where(columns.Contains).Distinct());
        }
    }

    [Fact]
    public void The_page_lists_every_further_table_with_its_fields()
    {
        var listed = Page.Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')).Where(cells => cells.Length == 6)
            .Select(cells => $"{cells[1].Trim(' ', '`')} {cells[2].Trim(' ', '`')}: {string.Join(", ", Names(cells[4]))}").ToArray();
        var given = ExperimentCatalogue.All.SelectMany(e => Result(e.Name).Tables.Select(t => $"{e.Name} {t.Name}: {string.Join(", ", t.Columns.Select(c => c.Name))}"));
        Assert.Equal(given.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_experiment_names_beforehand_the_tables_that_it_gives() =>
        Assert.All(ExperimentCatalogue.All, e => Assert.Equal(e.TableNames, Result(e.Name).Tables.Prepend(Result(e.Name).Rows).Select(t => t.Name)));

    [Fact]
    public void Every_finding_has_words_a_count_and_a_method_and_an_interval_around_its_value_or_says_why_not()
    {
        foreach (var finding in ExperimentCatalogue.All.SelectMany(e => Result(e.Name).Findings))
        {
            Assert.Matches("^[a-z][A-Za-z0-9.]*$", finding.Name);
            Assert.NotEqual("", finding.Words);
            if (double.IsNaN(finding.Value))
                continue;
            Assert.True(finding.Count > 0, finding.Name);
            if (finding.Method.StartsWith("no interval", StringComparison.Ordinal) || finding.Method.EndsWith("no interval", StringComparison.Ordinal) || finding.Method == "exact" || finding.Count == 1)
                Assert.True(double.IsNaN(finding.Low) && double.IsNaN(finding.High), finding.Name);
            else if (!double.IsNaN(finding.Low))
                Assert.True(finding.Low <= finding.High && finding.Method.Length > 0, finding.Name);
        }
    }

    private static IEnumerable<string> Names(string cell) => Code().Matches(cell).Select(match => match.Groups[1].Value);

    private ExperimentResult Result(string experiment)
    {
        var options = ModelRun.Options with { Temperatures = [0.1, 1], Sizes = experiment == "selection-cost" ? [1, 3] : [], Resamples = 20, Cancellation = TestContext.Current.CancellationToken };
        return model.Result(ExperimentCatalogue.Find(experiment), options, ModelRun.Text(1), ModelRun.Text(2));
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Workbook.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Workbook.sln lies in no folder above the tests.");
        return folder;
    }

    [GeneratedRegex("`([A-Za-z0-9]+)`")]
    private static partial Regex Code();
}
