using Workbook.Runner.Session;
using Xunit;

namespace Workbook.Runner.Tests.Session;

[Collection(SharedConsole.Name)]
public sealed class CommonSubsetTests
{
    private static async Task<NotebookFailure?> FailureOf(string text)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("test.dib", text);
        return (await NotebookRunner.RunAsync(path, cancellation: TestContext.Current.CancellationToken)).Failure;
    }

    [Theory]
    [InlineData("#r \"nuget: Plotly.NET\"", "#r \"nuget:\"")]
    [InlineData("#r \"/tmp/Other.dll\"", "#r")]
    [InlineData("#i \"nuget:x\"", "#i")]
    [InlineData("#load \"x.csx\"", "#load")]
    [InlineData("#!time", "#!time")]
    [InlineData("#!set --name x --value 1", "#!set")]
    [InlineData("#!value --name x", "#!value")]
    [InlineData("#!share --from fsharp x", "#!share")]
    [InlineData("#!who", "#!who")]
    [InlineData("var name = @input;", "@input")]
    [InlineData("display(1);", "display()")]
    [InlineData("HTML(\"<b>\")", "HTML()")]
    [InlineData("Formatter.ResetToDefault();", "Formatter")]
    [InlineData("DisplayedValue shown = null;", "DisplayedValue")]
    [InlineData("static int Twice(this int x) => 2 * x;", "extension method")]
    [InlineData("namespace Mine { }", "namespace")]
    [InlineData("namespace Mine;", "namespace")]
    [InlineData("file class Mine;", "file-scoped type")]
    [InlineData("using var stream = new System.IO.MemoryStream();", "using declaration")]
    [InlineData("using System.IO.MemoryStream stream = new();", "using declaration")]
    [InlineData("await using var stream = new System.IO.MemoryStream();", "using declaration")]
    [InlineData("Span<int> some = new int[3];", "Span")]
    public async Task What_some_reader_lacks_is_refused_by_name_with_cell_and_line(string line, string name)
    {
        var failure = await FailureOf($"#!markdown\n\ntext\n\n#!csharp\n\nvar before = 1;\n{line}\n");
        Assert.Equal((2, 8), (failure?.CellNumber, failure?.Line));
        Assert.Contains(name, failure!.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("#!import other.csx", "#!import other.csx", 2)]
    [InlineData("#!import workbook.csx\nvar x = 1;", "alone", 3)]
    [InlineData("// first\n#!import workbook.csx\n\n#!time", "#!time", 5)]
    public async Task An_import_of_another_file_or_among_other_lines_is_refused(string source, string name, int line)
    {
        var failure = await FailureOf($"#!csharp\n{source}\n");
        Assert.Equal((1, line), (failure?.CellNumber, failure?.Line));
        Assert.Contains(name, failure!.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("fsharp"), InlineData("mermaid"), InlineData("javascript")]
    public async Task A_cell_of_another_kernel_is_refused(string kernel) =>
        Assert.Contains($"#!{kernel}", (await FailureOf($"#!{kernel}\n1"))!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task Nothing_of_a_refused_notebook_runs()
    {
        using var folder = new TemporaryFolder();
        var trace = Path.Combine(folder.Path, "trace");
        var path = folder.Write("test.dib", $"#!csharp\nSystem.IO.File.WriteAllText(\"{trace}\", \"\");\n#!csharp\n#!time\n");
        Assert.NotNull((await NotebookRunner.RunAsync(path, cancellation: TestContext.Current.CancellationToken)).Failure);
        Assert.False(File.Exists(trace));
    }

    [Theory]
    [InlineData("record Point(double X, double Y);\nnew Point(1, 2)")]
    [InlineData("int Sum(ReadOnlySpan<int> values) { var total = 0; foreach (var value in values) total += value; return total; }\nSum([1, 2])")]
    [InlineData("using (var stream = new System.IO.MemoryStream()) { Console.Write(stream.Length); }")]
    [InlineData("#region part\n#nullable enable\nvar s = \"#!time display(1)\";\n#endregion")]
    [InlineData("#pragma warning disable CS0168\nint x;")]
    [InlineData("string display = \"a variable\";\ndisplay")]
    public async Task What_every_reader_runs_is_accepted(string source) => Assert.Null(await FailureOf($"#!csharp\n{source}\n"));
}
