using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Workbook.Runner.Notebooks;
using Xunit;

namespace Workbook.Runner.Tests.Notebooks;

/// <summary>The committed notebooks, and the import that the build writes beside them.</summary>
public sealed class NotebookFilesTests
{
    // A host as an editor's: it knows nothing of the library.
    private static readonly ScriptOptions BareHost = ScriptOptions.Default
        .WithImports("System", "System.Text", "System.Collections.Generic", "System.Linq", "System.Threading.Tasks")
        .WithReferences(((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(f => Path.GetFileName(f).StartsWith("System.", StringComparison.Ordinal) && Path.GetDirectoryName(f) == Path.GetDirectoryName(typeof(object).Assembly.Location)));

    // docs/editors.md is where the second cell is written down.
    private static readonly string Guard = File.ReadAllText(Path.Combine(Checkout.Root, "docs", "editors.md")).Split("```csharp")[1].Split("```")[0].Trim();

    [Fact]
    public void Every_notebook_imports_the_library_and_says_so_when_it_was_never_built() =>
        Assert.All(Directory.GetFiles(Checkout.Notebooks, "*.dib", SearchOption.AllDirectories), notebook =>
            Assert.Equal(["#!import workbook.csx", Guard], DibNotebook.Read(notebook).Cells.Where(c => c.Kind == DibCell.CSharp).Take(2).Select(c => c.Source)));

    [Fact]
    public void The_check_of_the_second_cell_compiles_without_the_library() =>
        Assert.Empty(CSharpScript.Create(Guard, BareHost).Compile(TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("workbook.csx")]
    [InlineData("solutions/workbook.csx")]
    public async Task What_the_build_writes_runs_in_a_host_that_knows_nothing_of_the_library(string import)
    {
        var stop = TestContext.Current.CancellationToken;
        var state = await CSharpScript.RunAsync(await File.ReadAllTextAsync(Path.Combine(Checkout.Notebooks, import), stop), BareHost, cancellationToken: stop);
        state = await state.ContinueWithAsync(Guard, cancellationToken: stop);
        state = await state.ContinueWithAsync("torch.ones(3).sum().item<float>() + zeros(1).item<float>()", cancellationToken: stop);
        Assert.Equal(3f, state.ReturnValue);
    }
}
