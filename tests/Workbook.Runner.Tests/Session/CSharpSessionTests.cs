using Workbook.Runner.Notebooks;
using Workbook.Runner.Session;
using Xunit;

namespace Workbook.Runner.Tests.Session;

[Collection(SharedConsole.Name)]
public sealed class CSharpSessionTests
{
    private readonly CSharpSession _session = new("/notebooks/test.dib");

    private int _number;

    private Task<CellResult> Run(string source, int firstLine = 1) =>
        _session.RunAsync(new DibCell(DibCell.CSharp, ++_number, source, firstLine), TestContext.Current.CancellationToken);

    private async Task<string> Shown(string source)
    {
        var result = await Run(source);
        Assert.Null(result.Failure);
        return result.Outputs[^1].Text;
    }

    [Fact]
    public async Task A_cell_sees_what_earlier_cells_declared()
    {
        await Run("record Head(int Layer, int Index);\nint Twice(int x) => 2 * x;\nvar head = new Head(1, 2);");
        Assert.Equal("5", await Shown("Twice(head.Index) + head.Layer"));
    }

    [Fact]
    public async Task A_name_may_be_declared_anew_with_another_type()
    {
        await Run("var x = 1;\nint F() => 1;");
        await Run("var x = \"two\";\nint F() => 2;");
        Assert.Equal("two2", await Shown("x + F()"));
    }

    [Fact]
    public async Task A_cell_may_await_at_its_top_level() =>
        Assert.Equal("7", await Shown("await Task.Delay(1);\nvar seven = await Task.FromResult(7);\nseven"));

    [Theory]
    [InlineData("Math.Sqrt(4)", "2")]
    [InlineData("new StringBuilder(\"a\").Append('b').ToString()", "ab")]
    [InlineData("new List<int> { 1, 2 }.Sum()", "3")]
    [InlineData("Task.CompletedTask.IsCompleted", "True")]
    public async Task The_common_imports_are_there(string source, string shown) => Assert.Equal(shown, await Shown(source));

    [Fact]
    public async Task System_IO_is_not_imported() => Assert.NotNull((await Run("File.Exists(\"x\")")).Failure);

    [Theory]
    [InlineData("var x = 1;")]
    [InlineData("1 + 1;\nvar y = 2;")]
    [InlineData("Console.Write(\"\")")]
    [InlineData("// nothing")]
    [InlineData("")]
    public async Task A_cell_without_a_value_shows_none(string source)
    {
        var result = await Run(source);
        Assert.Empty(result.Outputs);
    }

    [Fact]
    public async Task A_null_is_shown() => Assert.Equal("<null>", await Shown("(string)null"));

    [Fact]
    public async Task A_number_and_a_table_are_shown_as_html_and_as_text()
    {
        var result = await Run("new[] { new { N = 1, Mass = 0.25 }, new { N = 2, Mass = 0.5 } }");
        Assert.Equal([CellOutput.Html, CellOutput.Plain], result.Outputs.Select(output => output.MimeType));
        Assert.Contains("<table>", result.Outputs[0].Text, StringComparison.Ordinal);
        Assert.Contains("0.25", result.Outputs[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_formatter_convention_comes_before_ToHtml()
    {
        await Run("""
            class TypeFormatterSourceAttribute(Type source) : Attribute { public Type FormatterSourceType => source; public string[] PreferredMimeTypes => ["text/html"]; }
            class Writer { public string MimeType => "text/html"; public bool Format(object value, System.IO.TextWriter to) { to.Write("<b>convention</b>"); return true; } }
            class Source { public IEnumerable<object> CreateTypeFormatters() => [new Writer()]; }
            [TypeFormatterSource(typeof(Source))] class View { public string ToHtml() => "<i>own</i>"; public override string ToString() => "text"; }
            """);
        var result = await Run("new View()");
        Assert.Equal("<b>convention</b>", result.Outputs[0].Text);
    }

    [Fact]
    public async Task A_value_with_ToHtml_of_its_own_is_shown_by_it()
    {
        var result = await Run("class View { public string ToHtml() => \"<i>own</i>\"; }\nnew View()");
        Assert.Equal(new CellOutput(CellOutput.Html, "<i>own</i>"), result.Outputs[0]);
    }

    [Fact]
    public async Task What_a_cell_prints_is_kept_for_that_cell_alone()
    {
        Assert.Equal("one\n", (await Run("Console.WriteLine(\"one\");")).ConsoleText);
        Assert.Equal("two", (await Run("Console.Write(\"two\");")).ConsoleText);
    }

    [Fact]
    public async Task Text_on_stderr_fails_the_cell_and_is_quoted()
    {
        var result = await Run("Console.Error.WriteLine(\"careful\");");
        Assert.Contains("stderr", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("careful", result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compile_error_names_the_line_of_the_notebook()
    {
        var result = await Run("var x = 1;\nvar y = missing;\nvar z = alsoMissing;", firstLine: 40);
        Assert.Equal(41, result.Failure!.Line);
        Assert.StartsWith("CS0103: ", result.Failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("(and 1 more)", result.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_names_the_line_of_the_notebook_and_shows_no_stack_trace()
    {
        var result = await Run("var zero = 0;\nConsole.WriteLine(\"before\");\nvar x = 1 / zero;", firstLine: 40);
        Assert.Equal(new CellFailure("DivideByZeroException: Attempted to divide by zero.", 42), result.Failure);
        Assert.Equal("before\n", result.ConsoleText);
    }

    [Fact]
    public async Task An_exception_in_an_earlier_cells_function_names_the_line_of_that_cell()
    {
        await Run("int Fail(string name)\n{\n    throw new ArgumentException(\"no \" + name);\n}", firstLine: 10);
        var result = await Run("Fail(\"luck\")", firstLine: 30);
        Assert.Equal(new CellFailure("ArgumentException: no luck", 12), result.Failure);
    }

    [Fact]
    public async Task An_exception_after_an_await_names_its_line()
    {
        var result = await Run("await Task.Yield();\nawait Task.Delay(1);\nthrow new InvalidOperationException(\"late\");", firstLine: 5);
        Assert.Equal(new CellFailure("InvalidOperationException: late", 7), result.Failure);
    }

    [Fact]
    public async Task The_librarys_own_errors_are_shown_as_they_are_written()
    {
        var result = await Run("throw new Workbook.WorkbookException(\"Pull the model first.\");");
        Assert.Equal("Pull the model first.", result.Failure!.Message);
    }

    [Fact]
    public async Task A_cell_after_a_failed_one_still_sees_the_earlier_state()
    {
        await Run("var x = 3;");
        await Run("throw new Exception(\"no\");");
        Assert.Equal("3", await Shown("x"));
    }

    [Fact]
    public async Task The_library_that_cells_see_is_the_one_that_runs()
    {
        var result = await Run("new Workbook.WorkbookException(\"mine\").GetType().Assembly.Location");
        Assert.Equal(typeof(WorkbookException).Assembly.Location, result.Outputs[^1].Text);
        var thrown = await Run("(Action)(() => throw new Workbook.WorkbookException(\"mine\"))");
        Assert.Null(thrown.Failure);
    }

    [Fact]
    public async Task Newer_syntax_than_every_reader_knows_does_not_compile() =>
        Assert.Contains("13.0", (await Run("class A { public int X; }\nA a = null;\na?.X = 1;")).Failure!.Message, StringComparison.Ordinal);

    [Fact]
    public async Task Compiling_and_running_are_timed_apart()
    {
        var result = await Run("await Task.Delay(50);");
        Assert.True(result.RunDuration >= TimeSpan.FromMilliseconds(45));
        Assert.True(result.CompileDuration > TimeSpan.Zero);
    }
}
