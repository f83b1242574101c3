using Workbook.Experiments.Pieces;
using Workbook.Gpt2;
using Workbook.Runner.Commands;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>How <c>verify</c> measures the findings that it compares.</summary>
public sealed class FindingsMeasurementTests
{
    [Fact]
    public void What_seeds_share_is_measured_once()
    {
        var plan = new FindingsPlan([new(["dilution"], ["story", "stories"], [8, 16])], [1, 2]);
        using var store = PieceStore.Temporary();
        var kept = new FindingsMeasurement("nano", plan, store, TestContext.Current.CancellationToken);
        var runs = plan.Seeds.Select(seed => kept.Run(seed)).ToArray();
        Assert.NotEqual(runs[0][0].Find("sinkWeight").Value, runs[1][0].Find("sinkWeight").Value);
        // Four layers of one text, and of one generated text a seed; what the other seed measured is no earlier run's.
        Assert.Equal((16, 0), (kept.Pieces, kept.Reused));
        Assert.Equal(12, Directory.GetFiles(store.Folder, "*.piece", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void A_rounding_moves_every_weight_matrix_and_by_no_more()
    {
        using var checkpoint = Checkpoint.Load("nano");
        var before = checkpoint.Model.TokenEmbedding.data<float>().ToArray();
        RoundingNoise.Apply(checkpoint.Model, 1);
        var changes = checkpoint.Model.TokenEmbedding.data<float>().ToArray().Zip(before, (a, b) => b == 0 ? 0 : Math.Abs(a - b) / Math.Abs(b)).ToArray();
        Assert.InRange(changes.Max(), 1e-7, 1e-6);
        Assert.InRange(changes.Count(c => c > 0), changes.Length / 4, changes.Length);
    }
}
