using Workbook.Experiments;
using Xunit;

namespace Workbook.Tests.Experiments;

/// <summary>The same experiment again: other addresses, other threads, the same bits.</summary>
public sealed class RepeatedRunTests : IDisposable
{
    private static readonly ExperimentOptions Options =
        ModelRun.Options with { Lengths = [8, 130], Sizes = [1, 3, 8], Temperatures = [0.002, 0.02, 1], Epsilons = [0.01, 2], Resamples = 10, Draws = 2 };

    private readonly ModelRun model = new(context: 130);

    public static TheoryData<string> Experiments => [.. ExperimentCatalogue.All.Select(e => e.Name)];

    public void Dispose() => model.Dispose();

    [Theory, MemberData(nameof(Experiments))]
    public void Neither_where_arrays_lie_nor_how_many_threads_work_changes_a_digit(string name)
    {
        var experiment = ExperimentCatalogue.Find(name);
        string[]? first = null;
        foreach (var threads in new[] { 1, 2, 3, -1 })
        {
            // Small arrays lie one after another, so each of these moves those that the experiment makes next by 8 bytes more.
            var before = Enumerable.Range(0, 7 * threads + 30).Select(k => new byte[8 * k]).ToArray();
            var rows = Lines(model.Result(experiment, Options with { Threads = threads, Cancellation = TestContext.Current.CancellationToken }, ModelRun.Text(tokens: 130)));
            GC.KeepAlive(before);
            first ??= rows;
            Assert.Equal(first, rows);
        }
    }

    // A table's numbers as text that gives every bit back.
    private static string[] Lines(ExperimentResult result) =>
    [
        .. result.Tables.Prepend(result.Rows).SelectMany(table => table.ReadRows().Select(row => $"{table.Name}: {string.Join(' ', table.Columns.Select(c => Text(c.Value(row))))}")),
        .. result.Findings.Select(f => $"{f.Name}: {Text(f.Value)} {Text(f.Low)} {Text(f.High)}"),
    ];

    private static string Text(object? value) => value is double number ? number.ToString("R", System.Globalization.CultureInfo.InvariantCulture) : $"{value}";
}
