using System.Diagnostics;
using System.Text.Json;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>The verb <c>run</c>, as a process: exit code, both streams, files.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Notebooks_that_run_give_a_report_and_exit_code_0()
    {
        _folder.Write("one.dib", "#!markdown\n# One\n#!csharp\nConsole.WriteLine(\"hello\");\nnew Workbook.Charts.Table(\"squares\", [\"n\", \"square\"], [[1, 1.0], [2, double.NaN]])\n");
        _folder.Write("two.dib", "#!csharp\nWorkbook.Parameters.Get(\"layers\", 4) + Workbook.Parameters.Seed\n");
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, "./one.dib", "two.dib", "--out", "out", "--set", "layers=7", "seed=2");

        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.StartsWith("[1/2] one (about ", output, StringComparison.Ordinal);
        Assert.Contains("[2/2] two: 1 cell in ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hello", output, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(_folder.Path, "out")], Directory.GetDirectories(_folder.Path));
        using var results = Results();
        Assert.Equal("workbook-results", results.RootElement.GetProperty("format").GetString());
        Assert.Equal("run ./one.dib two.dib --out out --set layers=7 seed=2", results.RootElement.GetProperty("run").GetProperty("commandLine").GetString());
        var cell = Notebook(results, 0).GetProperty("cells")[0];
        Assert.Equal((2, 4), (cell.GetProperty("number").GetInt32(), cell.GetProperty("line").GetInt32()));
        Assert.Equal("hello\n", cell.GetProperty("console").GetString());
        Assert.Equal("""{"kind":"table","caption":"squares","columns":["n","square"],"rows":[[1,1],[2,"NaN"]]}""", JsonSerializer.Serialize(cell.GetProperty("data")));
        Assert.Equal("9", Notebook(results, 1).GetProperty("cells")[0].GetProperty("text").GetString());
        Assert.Equal("""{"layers":"7","seed":"2"}""", JsonSerializer.Serialize(Notebook(results, 1).GetProperty("parameters")));
    }

    [Fact]
    public async Task The_text_that_is_named_reaches_the_notebooks_and_the_record_by_its_hash()
    {
        _folder.Write("words.txt", "abc");
        _folder.Write("reads.dib", "#!csharp\nstring.Join(' ', Workbook.Parameters.GetTexts([\"stories\"]))\n");
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, "./reads.dib", "--text", "words.txt", "--out", "out");

        Assert.Equal((0, ""), (code, error));
        using var results = Results();
        Assert.Equal("words.txt", Notebook(results, 0).GetProperty("cells")[0].GetProperty("text").GetString());
        const string Hash = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        Assert.Equal(Hash, Notebook(results, 0).GetProperty("parameters").GetProperty("text").GetString());
        Assert.Equal(Hash, results.RootElement.GetProperty("run").GetProperty("textHash").GetString());
    }

    [Fact]
    public async Task A_failing_cell_is_named_the_later_notebooks_still_run_and_the_exit_code_is_1()
    {
        _folder.Write("1.dib", "#!markdown\n# One\n#!csharp\nvar x = 1;\nvar y = missing;\n");
        _folder.Write("2.dib", "#!csharp\nvar zero = 0;\n#!csharp\n\n1 / zero\n#!csharp\n2\n");
        _folder.Write("3.dib", "#!csharp\n#!time\n");
        _folder.Write("4.dib", "#!csharp\nConsole.Error.WriteLine(\"careful\");\n");
        _folder.Write("5.dib", "#!csharp\n5\n");
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, "./1.dib", "./2.dib", "./3.dib", "./4.dib", "./absent.dib", "./5.dib", "--out", "out");

        Assert.Equal(1, code);
        Assert.Equal(
            [
                "1, cell 2, line 5: CS0103: The name 'missing' does not exist in the current context",
                "2, cell 2, line 5: DivideByZeroException: Attempted to divide by zero.",
                "3, cell 1, line 2: #!time is not supported: it works in .NET Interactive only.",
                "4, cell 1, line 2: The cell wrote to stderr, which a reader's editor takes for a failure: careful",
                $"absent: {_folder.Path}/absent.dib: there is no such notebook.",
            ],
            error.TrimEnd().Split('\n'));
        using var results = Results();
        Assert.Equal("""{"cell":2,"line":5,"message":"DivideByZeroException: Attempted to divide by zero."}""", JsonSerializer.Serialize(Notebook(results, 1).GetProperty("failure")));
        Assert.Equal(JsonValueKind.Null, Notebook(results, 5).GetProperty("failure").ValueKind);
        Assert.Equal(5, results.RootElement.GetProperty("summary").GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task Json_goes_to_standard_output_alone()
    {
        _folder.Write("one.dib", "#!csharp\n1\n");
        var (code, output, error) = await RunnerProcess.RunAsync(_folder, "run", "./one.dib", "--json", "--out", "out");
        Assert.Equal(0, code);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "out", "results.json"), TestContext.Current.CancellationToken), output);
        Assert.Contains("[1/1] one", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_no_notebook_reads_is_an_error()
    {
        _folder.Write("one.dib", "#!csharp\nWorkbook.Parameters.Seed\n");
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, "./one.dib", "--set", "sed=1", "--out", "out");
        Assert.Equal((2, "--set sed: no notebook of this run reads that; they read seed.\n"), (code, error));
    }

    [Fact]
    public async Task Ctrl_C_keeps_the_finished_notebooks_and_exits_with_130()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signal that a test could send.");
        _folder.Write("quick.dib", "#!csharp\n1\n");
        _folder.Write("slow.dib", "#!csharp\nSystem.IO.File.WriteAllText(\"started\", \"\");\nSystem.Threading.Thread.Sleep(60_000);\n");
        _folder.Write("never.dib", "#!csharp\n3\n");
        using var process = RunnerProcess.Start(_folder, "./quick.dib", "./slow.dib", "./never.dib", "--out", "out");
        while (!File.Exists(Path.Combine(_folder.Path, "started")) && !process.HasExited)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var (code, _, error) = await RunnerProcess.FinishAsync(process);

        Assert.Equal((130, "Stopped before the end; without result: slow, never.\n"), (code, error));
        using var results = Results();
        Assert.Equal("quick", Notebook(results, 0).GetProperty("name").GetString());
        Assert.True(results.RootElement.GetProperty("summary").GetProperty("stopped").GetBoolean());
        Assert.Equal([Path.Combine(_folder.Path, "out")], Directory.GetDirectories(_folder.Path));
    }

    private JsonDocument Results() => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Path, "out", "results.json")));

    private static JsonElement Notebook(JsonDocument results, int index) => results.RootElement.GetProperty("notebooks")[index];
}
