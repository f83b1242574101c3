using Workbook.Runner.Session;
using Xunit;

namespace Workbook.Runner.Tests.Session;

[Collection(SharedConsole.Name)]
public sealed class NotebookRunnerTests
{
    private static Task<NotebookResult> Run(string path) =>
        NotebookRunner.RunAsync(path, cancellation: TestContext.Current.CancellationToken);

    [Fact]
    public async Task Every_cell_is_kept_and_those_after_a_failure_have_no_result()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("05-test.dib", "#!markdown\n# Title\n#!csharp\n1\n#!csharp\nthrow new Exception(\"no\");\n#!csharp\n2\n");
        var result = await Run(path);
        Assert.Equal("05-test", result.Name);
        Assert.Equal(new NotebookFailure(3, 6, "Exception: no"), result.Failure);
        Assert.Equal([false, true, true, false], result.Cells.Select(run => run.Result is not null));
        Assert.True(result.CompileDuration > TimeSpan.Zero);
    }

    [Fact]
    public async Task The_import_gives_its_usings_and_runs_its_code_on_the_library_already_loaded()
    {
        using var folder = new TemporaryFolder();
        folder.Write("workbook.csx", "#r \"/nowhere/Workbook.dll\"\r\nusing System.IO;\r\nusing Workbook;\r\nvar started = true;\r\n");
        var path = folder.Write("test.dib", "#!csharp\n\n#!import workbook.csx\n\n#!csharp\n(started, typeof(WorkbookException).Assembly.Location, Path.PathSeparator)\n");
        var result = await Run(path);
        Assert.Null(result.Failure);
        Assert.Contains(typeof(WorkbookException).Assembly.Location, result.Cells[1].Result!.Outputs[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_import_fails_by_name_and_says_what_to_do()
    {
        using var folder = new TemporaryFolder();
        var failure = (await Run(folder.Write("test.dib", "#!csharp\n#!import workbook.csx\n"))).Failure!;
        Assert.Equal((1, 2), (failure.CellNumber, failure.Line));
        Assert.Equal($"{Path.Combine(folder.Path, "workbook.csx")} is missing; run dotnet build -c Release first: the build writes it.", failure.Message);
    }

    [Fact]
    public async Task An_error_inside_the_import_fails_the_cell_and_names_the_imported_file()
    {
        using var folder = new TemporaryFolder();
        folder.Write("workbook.csx", "using System.IO;\nusing Absent.Library;\n");
        var failure = (await Run(folder.Write("test.dib", "#!csharp\n#!import workbook.csx\n"))).Failure!;
        Assert.Equal(2, failure.Line);
        Assert.Contains("workbook.csx, line 2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notebooks_do_not_see_each_other()
    {
        using var folder = new TemporaryFolder();
        Assert.Null((await Run(folder.Write("one.dib", "#!csharp\nvar x = 1;\n"))).Failure);
        Assert.Contains("CS0103", (await Run(folder.Write("two.dib", "#!csharp\nx\n"))).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_notebook_that_cannot_be_read_fails_without_a_cell()
    {
        var failure = (await Run("/nowhere/absent.dib")).Failure!;
        Assert.Equal(new NotebookFailure(null, null, "/nowhere/absent.dib: there is no such notebook."), failure);
    }

    [Fact]
    public async Task A_stopped_run_ends_between_cells()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var path = folder.Write("test.dib", "#!csharp\n1\n#!csharp\n2\n");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NotebookRunner.RunAsync(path, starting: (_, _) => stop.Cancel(), cancellation: stop.Token));
    }

    [Fact]
    public async Task What_a_check_finds_fails_the_notebook_before_its_first_cell()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("test.dib", "#!csharp\n1\n");
        var found = new NotebookFailure(1, 2, "no such formula");
        var result = await NotebookRunner.RunAsync(path, cells => cells.Count == 1 ? found : null, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(found, result.Failure);
        Assert.Null(Assert.Single(result.Cells).Result);
    }
}
