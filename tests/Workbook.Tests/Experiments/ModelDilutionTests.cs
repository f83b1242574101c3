using Workbook.Bounds;
using Workbook.Experiments;
using Xunit;

namespace Workbook.Tests.Experiments;

public sealed class ModelDilutionTests : IDisposable
{
    private readonly ModelRun model = new();

    public void Dispose() => model.Dispose();

    [Fact]
    public void Rows_are_the_measures_of_each_query()
    {
        var rows = model.Result(new ModelDilution()).RowsOf<HeadDilutionRow>();
        Assert.Equal(2 * 2 * 40, rows.Count);
        var (weights, _) = model.Head(ModelRun.Text(), 1, 0, 40);
        foreach (var row in rows.Where(r => r is { Layer: 1, Head: 0 }))
        {
            var a = weights[row.Position];
            Assert.Equal(row.Position + 1, a.Length);
            Assert.Equal(a.Max(), row.MaxWeight);
            Assert.Equal(-a.Sum(v => v * Math.Log(v)), row.Entropy, 1e-12);
            Assert.Equal(Math.Exp(row.Entropy), row.EffectiveTokens, 1e-12);
            Assert.Equal(a[0], row.SinkWeight);
        }
    }

    [Fact]
    public void Drift_is_entropy_and_variation_of_the_renormalised_top_weights()
    {
        var drift = model.Result(new ModelDilution()).RowsOf<HeadDriftRow>();
        var (weights, _) = model.Head(ModelRun.Text(), 0, 1, 40);
        foreach (var row in drift.Where(r => r is { Layer: 0, Head: 1, N: > 1 }))
        {
            var rows = weights.Take(row.Length).Where(a => a.Length > row.N).Select(a =>
            {
                var top = a.OrderDescending().Take(row.N).ToArray();
                return top.Select(v => v / top.Sum()).ToArray();
            }).ToArray();
            Assert.Equal(rows.Length, row.Count);
            Assert.Equal(rows.Average(p => -p.Sum(v => v * Math.Log(v)) / Math.Log(row.N)), row.EntropyShare, 1e-9);
            Assert.Equal(rows.Average(p => p.Sum(v => Math.Abs(v - 1.0 / row.N)) / 2), row.Variation, 1e-9);
        }

        Assert.Equal(Enumerable.Range(1, 39), drift.Where(r => r is { Layer: 0, Head: 1, Length: 40 }).Select(r => r.N));
    }

    [Fact]
    public void Bins_hold_gap_and_place_between_the_sharp_bounds()
    {
        var bin = model.Result(new ModelDilution()).RowsOf<HeadBinRow>().Single(b => b is { Layer: 1, Head: 1, Length: 16 });
        var (weights, _) = model.Head(ModelRun.Text(), 1, 1, 40);
        var rows = weights.Where(a => a.Length is > 8 and <= 16).ToArray();
        Assert.Equal(8, bin.Count);
        Assert.Equal(rows.Average(a => Math.Log(a.Max())), bin.LogMaxWeight, 1e-9);
        Assert.Equal(rows.Average(a => GapInversion.GapFor(a.Max(), a.Length)), bin.Gap, 1e-4);
        Assert.Equal(rows.Average(a => a.Count(v => Math.Log(a.Max() / v) <= 1)), bin.Within, 1e-9);
        Assert.Equal(rows.Average(a =>
        {
            var bounds = EntropyBounds.Sharp(a.Length, Math.Log(a.Max() / a.Min()));
            return (EntropyBounds.Entropy(a) - bounds.Lower) / (bounds.Upper - bounds.Lower);
        }), bin.EntropyPlace, 1e-9);
    }

    [Fact]
    public void A_shorter_length_is_the_first_rows_of_the_same_pass()
    {
        var long_ = model.Result(new ModelDilution(), ModelRun.Options).RowsOf<HeadDriftRow>().Where(r => r.Length == 16).ToDictionary(r => (r.Layer, r.Head, r.N));
        foreach (var row in model.Result(new ModelDilution(), ModelRun.Options with { Lengths = [8, 16] }).RowsOf<HeadDriftRow>().Where(r => r.Length == 16 && long_.ContainsKey((r.Layer, r.Head, r.N))))
            Assert.Equal(long_[(row.Layer, row.Head, row.N)].Variation, row.Variation, 1e-6);
    }

    [Fact]
    public void The_informative_tokens_rank_and_weight_are_those_of_its_row()
    {
        var informative = model.Result(new ModelDilution()).RowsOf<HeadInformativeRow>();
        Assert.Equal(2 * 2 * 2, informative.Count);
        foreach (var row in informative)
        {
            var (weights, _) = model.Head(ModelRun.Text(), row.Layer, row.Head, 40);
            var token = row.Position == 12 ? 3 : 5;
            Assert.Equal(row.Position + 1 - token, row.Distance);
            Assert.Equal(weights[row.Position][token], row.Weight);
            Assert.Equal(1 + weights[row.Position].Count(v => v > row.Weight), row.Rank);
        }
    }
}
