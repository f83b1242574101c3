using TorchSharp;
using Workbook.Claims;
using Workbook.Gpt2;
using Workbook.Tests.Gpt2;
using Xunit;

namespace Workbook.Tests.Claims;

public class RealRowsTests
{
    private static readonly int[] Ids = [.. Enumerable.Range(0, 25).Select(i => 7 * i % 250)];

    [Fact]
    public void A_models_rows_have_its_weights_its_values_and_its_lengths()
    {
        torch.manual_seed(3);
        using var model = new Gpt2Model(RandomCheckpoint.Config);
        using var source = new ModelTrace(model, Ids);
        var rows = RealRows.From(source, longRows: 2);

        // Ten short rows and the middle and last of the context, of two layers with four heads each.
        Assert.Equal(2 * 4 * 12, rows.Count);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 25], rows.Select(r => r.Length).Distinct());
        var at = 0;
        foreach (var layer in source.Read())
        {
            foreach (var query in new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 24 })
            {
                var weights = layer.RowWeights(query);
                for (var head = 0; head < 4; head++, at++)
                {
                    for (var i = 0; i <= query; i++)
                    {
                        Assert.Equal(weights[head][i], rows[at].Weights[i], 1e-6);
                        Assert.Equal(layer.Values[head, i, 2].item<float>(), rows[at].Vectors[i][2], 1e-6);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_true_claim_holds_on_them_and_a_false_one_falls()
    {
        torch.manual_seed(3);
        using var model = new Gpt2Model(RandomCheckpoint.Config);
        using var source = new ModelTrace(model, Ids);
        var options = SearchOptions.Quick with { RandomInstances = 1, Steps = 0, AscentSteps = 0, UseKnown = false, Rows = RealRows.From(source) };
        var sharp = ClaimLedger.Check("sensitivity.sharp", options);
        Assert.NotEqual(VerdictKind.Refuted, sharp.Kind);
        Assert.True(sharp.Rows > 80);
        Assert.InRange(sharp.RowsRatio, 0.5, 1);
        Assert.Equal(VerdictKind.Refuted, ClaimLedger.Check("sensitivity.quarter", options).Kind);
    }
}
