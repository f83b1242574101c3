using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>Kept pieces of <c>experiment</c>, as a process: what is reused and why, what a stop or a full disk leaves.</summary>
public sealed class ExperimentPiecesTests : IDisposable
{
    private static readonly string[] Same = ["reused, nothing it depends on has changed"];

    private readonly TemporaryFolder _folder = new();

    public ExperimentPiecesTests() => Write("short.txt", string.Concat(Enumerable.Repeat("Anna lives in Paris. The lamp is in the kitchen. ", 20)));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Why_names_exactly_the_option_the_text_or_the_model_that_changed()
    {
        Directory.CreateDirectory(At("m"));
        foreach (var file in Directory.GetFiles(Path.Combine(Checkout.Root, "data", "nano")))
            File.Copy(file, At($"m/{Path.GetFileName(file)}"));
        Assert.Equal(["measured, it was never measured"], await WhyAsync("--lengths", "16,40"));
        Assert.Equal(Same, await WhyAsync("--lengths", "16,40", "--threads", "1"));
        Assert.Equal(["measured, Lengths was \"16 40\", is \"16 32\""], await WhyAsync("--lengths", "16,32"));
        Assert.Equal(["measured, Sizes was \"\", is \"2 4\""], await WhyAsync("--lengths", "16,40", "--sizes", "2,4"));
        Write("short.txt", File.ReadAllText(At("short.txt")) + "The end.");
        Assert.Equal(["measured, textHash was \"…\", is \"…\""], await WhyAsync("--lengths", "16,40"));
        using (var weights = File.Open(At("m/model.safetensors"), FileMode.Open))
        {
            weights.Seek(-4, SeekOrigin.End);
            var low = weights.ReadByte();
            weights.Seek(-4, SeekOrigin.End);
            weights.WriteByte((byte)(low ^ 1));
        }

        Assert.Equal(["measured, modelHash was \"…\", is \"…\""], await WhyAsync("--lengths", "16,40"));
        Assert.Equal(Same, await WhyAsync("--lengths", "16,40"));
    }

    [Fact]
    public async Task A_damaged_piece_is_measured_again_and_the_files_are_the_same()
    {
        string[] command = ["distance", "--text", "short.txt", "--lengths", "16,40", "--why"];
        await ExpectAsync(0, [.. command, "--csv", "first.csv"]);
        var piece = Directory.GetFiles(At("cache/pieces/distance"))[0];
        var bytes = File.ReadAllBytes(piece);
        bytes[bytes.Length / 3] ^= 4;
        File.WriteAllBytes(piece, bytes);
        var lines = Lines(await ExpectAsync(0, [.. command, "--csv", "second.csv", "--json", "second.json"]));
        Assert.Equal((3, 1), (lines.Count(l => l.EndsWith(Same[0], StringComparison.Ordinal)), lines.Count(l => l.EndsWith("measured, the kept piece is damaged (its checksum does not fit)", StringComparison.Ordinal))));
        Assert.Equal(File.ReadAllBytes(At("first.csv")), File.ReadAllBytes(At("second.csv")));
        Assert.Equal((4, 3), Pieces("second.json"));
    }

    [Fact]
    public async Task Stopped_in_mid_run_and_gone_on_it_gives_the_bytes_of_an_unbroken_run()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Windows has no SIGINT to send.");
        string[] command = ["experiment", "distance", "--text", "stories", "--lengths", "64,1024", "--threads", "1", "--why"];
        using (var process = RunnerProcess.Start(_folder.Path, Variables, [.. command, "--csv", "stopped.csv", "--parquet", "stopped.parquet"]))
        {
            Assert.Equal("stories, layer 0: measured, it was never measured", await process.StandardError.ReadLineAsync(TestContext.Current.CancellationToken));
            using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
                await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            var (code, output, _) = await RunnerProcess.FinishAsync(process);
            Assert.Equal((130, ""), (code, output));
            Assert.Empty(Directory.GetFiles(_folder.Path, "stopped*"));
        }

        Assert.InRange(Directory.GetFiles(At("cache/pieces/distance")).Length, 1, 3);
        Assert.Empty(Directory.GetFiles(At("cache"), "*.part", SearchOption.AllDirectories));
        await ExpectAsync(0, [.. command[1..], "--csv", "resumed.csv", "--json", "resumed.json"]);
        await ExpectAsync(0, [.. command[1..], "--csv", "whole.csv", "--json", "whole.json", "--no-cache"]);
        Assert.Equal(File.ReadAllBytes(At("whole.csv")), File.ReadAllBytes(At("resumed.csv")));
        var ((_, resumed), (_, whole)) = (Pieces("resumed.json"), Pieces("whole.json"));
        Assert.True(resumed > 0);
        Assert.Equal(0, whole);
        Assert.Equal(Measured("whole.json"), Measured("resumed.json"));
    }

    [Theory]
    [InlineData("cache/pieces", "set WORKBOOK_CACHE to another folder or use --no-cache.")]
    [InlineData("temporary", "set TMPDIR to another folder.", "--no-cache")]
    [InlineData("out", "choose another file with --csv.", "--csv", "out/rows.csv")]
    [InlineData("out", "choose another file with --json.", "--json", "out/rows.json")]
    [InlineData("out", "choose another file with --parquet.", "--parquet", "out/rows.parquet")]
    public async Task A_disk_that_fills_up_in_mid_run_is_told_in_one_sentence_and_nothing_is_half_written(string full, string advice, params string[] options)
    {
        Directory.CreateDirectory(At(full));
        // A file system of 100 kB of its own: a piece has 48 kB, each file more than 100.
        const string Mount = "mount -t tmpfs -o size=100k tmpfs \"$0\" && { \"${@:1}\"; code=$?; ls -A \"$0\" >left; find \"$0\" -name '*.part' >>left; exit $code; }";
        Assert.SkipUnless(await NamespacesAsync(), "This system gives users no file systems of their own (unshare -rm).");
        var start = new ProcessStartInfo("unshare", ["-rm", "bash", "-c", Mount, At(full), "dotnet", Path.Combine(AppContext.BaseDirectory, "Workbook.Runner.dll"), "experiment", "distance", "--text", "poem", "--lengths", "32,128", .. options])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Variables)
            start.Environment[name] = value;
        if (full == "temporary")
            start.Environment["TMPDIR"] = At(full);
        using var process = Process.Start(start)!;
        var (code, output, error) = await RunnerProcess.FinishAsync(process);
        Assert.Equal((1, ""), (code, output));
        Assert.Matches("^[^\n]*can't be written \\(No space left on device\\); " + Regex.Escape(advice) + "\n$", error);
        Assert.Equal(full == "cache/pieces" ? "distance\n" : "", File.ReadAllText(At("left")));
    }

    [Fact]
    public async Task Standard_output_on_a_full_disk_is_told_in_one_sentence()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no device that is always full.");
        var start = new ProcessStartInfo("bash", ["-c", "exec \"$0\" \"$@\" >/dev/full", "dotnet", Path.Combine(AppContext.BaseDirectory, "Workbook.Runner.dll"), "experiment", "dilution", "--text", "short.txt", "--lengths", "16", "--no-cache", "--json"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (code, _, error) = await RunnerProcess.FinishAsync(process);
        Assert.Equal((1, "The output can't be written (No space left on device).\n"), (code, error));
    }

    [Fact]
    public async Task A_notebook_says_how_many_pieces_of_its_figures_an_earlier_run_measured()
    {
        Write("n.dib", "#!csharp\nWorkbook.Charts.SubjectFigures.Notes(Workbook.Training.ChapterSubject.FromParameters(32, \"story\").Measure(\"dilution\"))\n");
        Assert.DoesNotContain("measured before", await NoteAsync("first"), StringComparison.Ordinal);
        File.Delete(Directory.GetFiles(At("cache/pieces/dilution"))[0]);
        Assert.Contains("3 of 4 pieces were measured before", await NoteAsync("second"), StringComparison.Ordinal);
        Assert.Contains("4 of 4 pieces were measured before", await NoteAsync("third"), StringComparison.Ordinal);
    }

    private static async Task<bool> NamespacesAsync()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            using var process = Process.Start(new ProcessStartInfo("unshare", ["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return (await RunnerProcess.FinishAsync(process)).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    // Distinct reasons of all pieces, hashes left out.
    private async Task<string[]> WhyAsync(params string[] options) =>
        [.. Lines(await ExpectAsync(0, ["dilution", "--model", "m", "--text", "short.txt", "--why", .. options]))
            .Select(line => Regex.Replace(line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..], "\"[0-9a-f]{12}…\"", "\"…\"")).Distinct()];

    private async Task<string> NoteAsync(string name)
    {
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, Variables, "./n.dib", "--out", name);
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(File.ReadAllText(At($"{name}/results.json")));
        return json.RootElement.GetProperty("notebooks")[0].GetProperty("cells")[0].GetProperty("text").GetString()!;
    }

    private static string[] Lines(string error) => error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private (int Total, int Reused) Pieces(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(At(file)));
        var pieces = json.RootElement.GetProperty("provenance").GetProperty("pieces");
        return (pieces.GetProperty("total").GetInt32(), pieces.GetProperty("reused").GetInt32());
    }

    private string Measured(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(At(file)));
        return string.Join('\n', json.RootElement.EnumerateObject().Where(p => p.Name != "provenance").Select(p => p.Value.GetRawText()));
    }

    private async Task<string> ExpectAsync(int expected, params string[] arguments)
    {
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, Variables, ["experiment", .. arguments]);
        Assert.True(code == expected, error);
        return error;
    }

    private Dictionary<string, string> Variables => new() { ["WORKBOOK_CACHE"] = At("cache") };

    private string At(string path) => Path.Combine(_folder.Path, path);

    private void Write(string name, string text) => _folder.Write(name, text);
}
