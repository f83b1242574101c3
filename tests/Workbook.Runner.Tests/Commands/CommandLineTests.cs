using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>Help, version and bad input, as a process. Nothing runs, so nothing is compiled and each takes a moment.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("There is no option --frobnicate; run --help lists them.", "--frobnicate")]
    [InlineData("There is no option --frobnicate; run --help lists them.", "run", "--frobnicate")]
    [InlineData("There is no verb and no notebook called frobnicate; --help lists the verbs", "frobnicate")]
    [InlineData("--set takes name=value, not \"seed\"; notebooks stand before --set.", "--set", "seed")]
    [InlineData("Use --model instead of --set model.", "--set", "model=gpt2")]
    [InlineData("There is no device \"abacus\": choose one of auto, cpu, cuda, mps.", "--device", "abacus")]
    [InlineData("Required argument missing for option: '--out'; --help shows the usage.", "--out")]
    [InlineData("--normalizer sparsemx: There is no normalizer 'sparsemx'; near it are sparsemax", "train", "--normalizer", "sparsemx")]
    [InlineData("--normalizer differentail: There is no normalizer 'differentail'; near it are differential", "train", "--normalizer", "differentail")]
    [InlineData("--normalizer differential:depth=x: The depth of differential must be a whole number such as 0, not 'x'.", "train", "--normalizer", "differential:depth=x")]
    [InlineData("--normalizer differential: Differential attention splits each head in two; a width of 3 is odd.", "train", "--normalizer", "differential", "--width", "12", "--heads", "4")]
    [InlineData("--normalizer entmax:alpha=0.5: The alpha must be finite and at least 1.", "train", "--normalizer", "entmax:alpha=0.5")]
    [InlineData("\"nano\" is no hub id; write gpt2, org/name, or either with @revision.", "model", "pull", "nano")]
    [InlineData("model remove takes every revision; leave out what stands after gpt2.", "model", "remove", "gpt2@v1")]
    public async Task Wrong_usage_is_one_sentence_and_exit_code_2(string sentence, params string[] arguments)
    {
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, arguments);
        Assert.Equal((2, ""), (code, output));
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
        Assert.Equal(error.TrimEnd() + "\n", error);
        Assert.DoesNotContain('\n', error.TrimEnd());
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("a-file", "is a file")]
    [InlineData("a-file/report", "cannot be written")]
    [InlineData("notebooks", "holds other files")]
    [InlineData("/proc/report", "cannot be written")]
    public async Task An_output_folder_that_cannot_be_written_is_told_before_anything_runs(string folder, string reason)
    {
        _folder.Write("a-file", "");
        _folder.Write("notebooks/one.dib", "#!csharp\nSystem.IO.File.WriteAllText(\"ran\", \"\");\n");
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, "notebooks/one.dib", "--out", folder);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("The report cannot be written", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.TrimEnd());
        Assert.Equal(["a-file", "notebooks", "notebooks/one.dib"], Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder.Path, path)).Order(StringComparer.Ordinal));
    }

    [Theory, InlineData("--help"), InlineData("run", "--help"), InlineData("model", "pull", "--help")]
    public async Task Help_ends_with_the_exit_codes(params string[] arguments)
    {
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, arguments);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Exit codes:", output, StringComparison.Ordinal);
        Assert.Contains("130", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_printed_alone()
    {
        var (code, output, _) = await RunnerProcess.RunAsync(_folder, "--version");
        Assert.Equal(0, code);
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", output);
    }
}
