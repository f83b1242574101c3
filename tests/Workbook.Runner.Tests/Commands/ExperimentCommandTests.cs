using System.Diagnostics;
using System.Text.Json;
using Parquet;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>The verb <c>experiment</c>, as a process, on nano: exit code, both streams, files.</summary>
public sealed class ExperimentCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _cache = new();

    public ExperimentCommandTests() => _folder.Write("short.txt", string.Concat(Enumerable.Repeat("Anna lives in Paris. The lamp is in the kitchen. ", 20)));

    public void Dispose()
    {
        _folder.Dispose();
        _cache.Dispose();
    }

    public static TheoryData<string, string> Fields { get; } = new()
    {
        { "dilution", "text layer head position maxWeight entropy effectiveTokens sinkWeight" },
        { "distance", "text layer head length n cumulativeDistance resultantDistance bound expectationMain expectationPlugIn expectationRandom expectationUpper count" },
        { "critical-n", "text length rule level n share heads" },
        { "separability", "text layer head length n radius share lower upper count" },
        { "sensitivity", "text layer head temperature epsilon g spectralMax spectralMedian count" },
    };

    [Theory, MemberData(nameof(Fields))]
    public async Task The_JSON_has_version_provenance_and_the_documented_rows(string experiment, string fields)
    {
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, "experiment", experiment, "--text", "short.txt", "--lengths", "16,40", "--temperatures", "0.1,1", "--seed", "3", "--no-cache", "--json");
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal(["format", "version", "experiment", "provenance", "rows", "tables", "findings", "paper", "notes"], root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("workbook-experiment", 1, experiment), (root.GetProperty("format").GetString(), root.GetProperty("version").GetInt32(), root.GetProperty("experiment").GetString()));
        var run = root.GetProperty("provenance").GetProperty("run");
        Assert.Equal(("nano", 3, "cpu", "float32"), (run.GetProperty("model").GetString(), run.GetProperty("seed").GetInt32(), run.GetProperty("device").GetString(), run.GetProperty("dtype").GetString()));
        Assert.Equal(64, run.GetProperty("modelHash").GetString()!.Length);
        Assert.Equal(root.GetProperty("provenance").GetProperty("texts")[0].GetProperty("hash").GetString(), run.GetProperty("textHash").GetString());
        Assert.True(run.GetProperty("packages").TryGetProperty("libtorch", out _));
        var rows = root.GetProperty("rows");
        Assert.NotEqual(0, rows.GetArrayLength());
        Assert.All(rows.EnumerateArray(), row => Assert.Equal(fields.Split(' '), row.EnumerateObject().Select(p => p.Name)));
    }

    [Fact]
    public async Task CSV_and_Parquet_hold_the_same_rows_and_the_second_run_reuses_the_pieces()
    {
        string[] arguments = ["experiment", "distance", "--text", "short.txt", "--lengths", "16,40", "--why"];
        var first = await RunAsync([.. arguments, "--csv", "out/rows.csv"]);
        Assert.Equal(0, first.Code);
        Assert.Equal(4, first.Error.Split('\n').Count(line => line.Contains("measured, it was never measured", StringComparison.Ordinal)));
        var second = await RunAsync([.. arguments, "--parquet", "out/rows.parquet"]);
        Assert.Equal(0, second.Code);
        Assert.Equal(4, second.Error.Split('\n').Count(line => line.EndsWith("reused, nothing it depends on has changed", StringComparison.Ordinal)));
        Assert.Contains("4 of 4 pieces from an earlier run", second.Out, StringComparison.Ordinal);

        var csv = (await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "out/rows.csv"), TestContext.Current.CancellationToken)).Select(line => line.Split(',')).ToArray();
        Assert.Equal(["out/rows.csv", "out/rows.parquet"], Directory.GetFiles(Path.Combine(_folder.Path, "out")).Select(f => Path.GetRelativePath(_folder.Path, f)).Order());
        var reader = await ParquetReader.CreateAsync(Path.Combine(_folder.Path, "out/rows.parquet"), cancellationToken: TestContext.Current.CancellationToken);
        await using (reader)
        {
            Assert.Equal(csv[0], reader.Schema.DataFields.Select(f => f.Name));
            Assert.Equal("distance", reader.CustomMetadata["experiment"]);
            using var provenance = JsonDocument.Parse(reader.CustomMetadata["workbook"]);
            Assert.Equal("nano", provenance.RootElement.GetProperty("run").GetProperty("model").GetString());
            using var group = reader.OpenRowGroupReader(0);
            Assert.Equal(csv.Length - 1, group.RowCount);
            var column = Array.IndexOf(csv[0], "cumulativeDistance");
            var values = new double?[csv.Length - 1];
            await group.ReadAsync<double>(reader.Schema.DataFields[column], values, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(csv.Skip(1).Select(row => (double?)double.Parse(row[column])), values);
        }
    }

    [Theory]
    [InlineData(2, "There is no experiment \"dilation\"; there are critical-n, dilution, distance", "experiment", "dilation")]
    [InlineData(2, "The text short has ", "experiment", "dilution", "--text", "short.txt", "--lengths", "64,900")]
    [InlineData(2, "--lengths asks for 5000, nano reads at most 1024 tokens.", "experiment", "dilution", "--text", "short.txt", "--lengths", "5000")]
    [InlineData(2, "--sizes asks for N = 90, the longest context has 40 tokens; N can be at most 40.", "experiment", "distance", "--text", "short.txt", "--lengths", "40", "--sizes", "5,90")]
    [InlineData(2, "--lengths must ascend, but 32 follows 64.", "experiment", "dilution", "--text", "short.txt", "--lengths", "64,32")]
    [InlineData(2, "--temperatures: 0 is not a positive finite number.", "experiment", "sensitivity", "--text", "short.txt", "--lengths", "16", "--temperatures", "0")]
    [InlineData(2, "--trace and --text exclude each other", "experiment", "dilution", "--trace", "a", "--text", "short.txt")]
    [InlineData(1, "The text absent.txt can't be read", "experiment", "dilution", "--text", "absent.txt")]
    [InlineData(1, "The text absent.txt can't be read", "experiment", "dilution", "--model", "nobody/has-this-model", "--text", "absent.txt")]
    [InlineData(2, "The experiment dilution has no table \"slopes\"; it has rows, laws, bins, drift, informative, informativeLengths.", "experiment", "dilution", "--text", "short.txt", "--lengths", "16", "--csv", "out/x.csv", "--table", "slopes", "--why")]
    [InlineData(2, "--table chooses what --csv and --parquet write", "experiment", "dilution", "--text", "short.txt", "--lengths", "16", "--table", "laws", "--json", "--why")]
    [InlineData(2, "--csv would write csv into out/rows.Parquet; use --parquet", "experiment", "dilution", "--text", "short.txt", "--lengths", "16", "--csv", "out/rows.Parquet", "--why")]
    [InlineData(2, "--csv needs the name of a file.", "experiment", "dilution", "--text", "short.txt", "--lengths", "16", "--csv", "", "--why")]
    [InlineData(2, "--json and --csv both write out/same; give each a file of its own.", "experiment", "dilution", "--text", "short.txt", "--lengths", "16", "--json", "out/same", "--csv", "out/../out/same", "--why")]
    [InlineData(2, "The text short has ", "experiment", "dilution", "--text", "stories", "short.txt", "--lengths", "900", "--why")]
    [InlineData(2, "There is no device \"moon\"", "experiment", "dilution", "--model", "nobody/has-this-model", "--device", "moon", "--csv", "/proc/x.csv")]
    [InlineData(1, "/proc/x.csv can't be written", "experiment", "dilution", "--model", "nobody/has-this-model", "--csv", "/proc/x.csv")]
    [InlineData(2, "--draws 0 must be at least 1.", "experiment", "distance", "--model", "nobody/has-this-model", "--draws", "0")]
    [InlineData(1, "/proc/rows.csv can't be written", "experiment", "dilution", "--text", "short.txt", "--lengths", "16", "--csv", "/proc/rows.csv")]
    public async Task Bad_input_is_one_sentence_and_nothing_is_written(int expected, string sentence, params string[] arguments)
    {
        var (code, output, error) = await RunAsync([.. arguments, "--no-cache"]);
        Assert.Equal((expected, ""), (code, output));
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.TrimEnd());
        Assert.Equal(["short.txt"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_full_disk_leaves_no_file()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device that is always full.");
        var (code, output, error) = await RunAsync(["dilution", "--text", "short.txt", "--lengths", "16", "--no-cache", "--csv", "/dev/full"]);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("/dev/full can't be written (No space left on device", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.TrimEnd());
        Assert.Equal(["short.txt"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Ctrl_C_keeps_the_finished_pieces_and_the_same_command_goes_on_with_the_same_figures()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no SIGINT to send.");
        string[] arguments = ["experiment", "sensitivity", "--text", "stories", "--lengths", "128,256", "--why"];
        using (var process = RunnerProcess.Start(_folder.Path, Variables, [.. arguments, "--csv", "out.csv"]))
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var first = await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken);
            Assert.Equal("stories, layer 0: measured, it was never measured", first);
            using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            var rest = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((130, ""), (process.ExitCode, await output));
            Assert.Contains("are kept, the same command goes on from there.", rest, StringComparison.Ordinal);
            Assert.False(File.Exists(Path.Combine(_folder.Path, "out.csv")));
        }

        var resumed = await RunAsync([.. arguments, "--csv", "resumed.csv"]);
        Assert.Equal(0, resumed.Code);
        Assert.StartsWith("stories, layer 0: reused, nothing it depends on has changed", resumed.Error, StringComparison.Ordinal);
        Assert.Contains("from an earlier run", resumed.Out, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync([.. arguments, "--no-cache", "--csv", "whole.csv"])).Code);
        Assert.Equal(Bytes("whole.csv"), Bytes("resumed.csv"));
    }

    [Theory]
    [InlineData("distance")]
    [InlineData("selection-cost")]
    public async Task A_trace_that_lacks_what_an_experiment_reads_says_which_it_can_feed(string experiment)
    {
        var trace = Path.Combine(Checkout.Root, "tests", "Workbook.Tests", "Gpt2", "Data", "trace.safetensors");
        var (code, output, error) = await RunAsync([experiment, "--trace", trace, "--no-cache"]);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(experiment, error, StringComparison.Ordinal);
        Assert.Contains("dilution", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.TrimEnd());
    }

    private byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(_folder.Path, file));

    private Dictionary<string, string> Variables => new() { ["WORKBOOK_CACHE"] = _cache.Path };

    private async Task<(int Code, string Out, string Error)> RunAsync(string[] arguments)
    {
        var all = arguments[0] == "experiment" ? arguments : ["experiment", .. arguments];
        using var process = RunnerProcess.Start(_folder.Path, Variables, all);
        return await RunnerProcess.FinishAsync(process);
    }
}
