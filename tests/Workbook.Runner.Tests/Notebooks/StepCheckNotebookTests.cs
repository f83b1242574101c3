using Workbook.Claims;
using Workbook.Runner.Notebooks;
using Workbook.Runner.Session;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Notebooks;

/// <summary>The checks beside the steps of the proofs: each can fail.</summary>
[Collection(SharedConsole.Name)]
public sealed class StepCheckNotebookTests
{
    // What a step's cell never needs: the ledger's searches and the figures of claims.
    private static readonly string[] LeftOut = ["ClaimLedger.", "ClaimFigures.", "ClaimSearch.", "verdicts", "Ledger(", nameof(NotImplementedException)];

    public static TheoryData<string> Chapters => [.. Directory.GetFiles(Checkout.Notebooks, "*.dib").Where(path => Steps(path).Any()).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Chapters))]
    public async Task Every_step_fails_when_its_right_side_is_a_few_per_cent_off(string chapter)
    {
        var path = Path.Combine(Checkout.Notebooks, $"{chapter}.dib");
        var cells = DibNotebook.Read(path).Cells.Where(cell => cell.Kind == DibCell.CSharp && (cell.Source.Contains(nameof(StepCheck), StringComparison.Ordinal) || !LeftOut.Any(word => cell.Source.Contains(word, StringComparison.Ordinal))));
        using var folder = new TemporaryFolder();
        folder.Write("workbook.csx", await File.ReadAllTextAsync(Path.Combine(Checkout.Notebooks, "workbook.csx"), TestContext.Current.CancellationToken));
        var result = await NotebookRunner.RunAsync(folder.Write("steps.dib", string.Concat(cells.Select(cell => $"#!csharp\n\n{cell.Source}\n\n"))), cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Failure is null, result.Failure?.Message);
        StepCheck[] steps = [.. result.Cells.Select(run => run.Result?.Value).OfType<StepCheck>()];
        Assert.Equal(Steps(path).Count(), steps.Length);
        Assert.All(steps, step =>
        {
            // A bound that no row comes within half of would say little; the others break just below what was reached.
            Assert.True(step.Closest > 0.45, $"{step.Words}: the closest row reaches {step.Closest} of the bound.");
            double[] factors = step.IsEquality ? [1.03, 0.97] : [0.97 * Math.Min(1, step.Closest)];
            Assert.All(factors, factor => Assert.Contains("fails", Assert.Throws<WorkbookException>(() => step.RunScaled(factor)).Message, StringComparison.Ordinal));
        });
    }

    private static IEnumerable<DibCell> Steps(string path) =>
        DibNotebook.Read(path).Cells.Where(cell => cell.Kind == DibCell.CSharp && cell.Source.Contains(nameof(StepCheck), StringComparison.Ordinal));
}
