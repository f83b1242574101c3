using TorchSharp;
using Workbook.Bounds;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
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

        foreach (var length in ModelRun.Options.Lengths)
            Assert.Equal(Enumerable.Range(1, length - 1), drift.Where(r => r is { Layer: 0, Head: 1 } && r.Length == length).Select(r => r.N));
    }

    [Fact]
    public void Bins_count_gaps_as_a_search_over_all_gaps_would_and_the_law_is_the_line_through_the_bins()
    {
        var result = model.Result(new ModelDilution(), null, ModelRun.Text(1), ModelRun.Text(2));
        var bins = result.RowsOf<HeadBinRow>().Where(b => b is { Text: "t1", Layer: 1, Head: 1 }).ToArray();
        var (weights, _) = model.Head(ModelRun.Text(), 1, 1, 40);
        foreach (var bin in bins)
        {
            var counted = weights.Where(a => 2 * a.Length > bin.Length && a.Length <= bin.Length).Select(a =>
            {
                // sup over t of ln N(t)/t is reached at a gap; the greatest such gap decides.
                var gaps = a.Select(v => Math.Log(a.Max() / v)).Where(g => g > 0).ToArray();
                var rates = gaps.Select(t => (Rate: Math.Log(1 + gaps.Count(g => g <= t)) / t, Gap: t)).ToArray();
                var best = rates.MaxBy(r => (r.Rate, r.Gap));
                return (best.Rate, Exponent: Math.Log(1 + gaps.Count(g => g <= best.Gap)) / Math.Log(a.Length));
            }).ToArray();
            var sorted = counted.Select(c => c.Rate).Order().ToArray();
            Assert.Equal((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, bin.CriticalInverse, 1e-9);
            Assert.Equal(counted.Average(c => c.Rate < 1 ? 1.0 : 0), bin.PickingShare, 1e-12);
            Assert.Equal(counted.Average(c => c.Exponent), bin.ContactExponent, 1e-9);
        }

        double Mean(Func<HeadBinRow, double> x, Func<HeadBinRow, double> y) => new[] { "t1", "t2" }.Average(text =>
        {
            var own = result.RowsOf<HeadBinRow>().Where(b => b.Text == text && b is { Layer: 1, Head: 1 }).ToArray();
            return MathNet.Numerics.Fit.Line([.. own.Select(x)], [.. own.Select(y)]).B;
        });

        var law = result.RowsOf<HeadLawRow>().Single(l => l is { Layer: 1, Head: 1 });
        Assert.Equal(Mean(b => Math.Log(b.LogLength), b => Math.Log(b.CriticalInverse)), law.CriticalExponent, 1e-9);
        Assert.Equal(Mean(b => b.LogLength, b => b.LogMaxWeight), law.Slope, 1e-9);
        Assert.Equal(Mean(b => b.LogLength, b => b.Gap), law.GapSlope, 1e-9);
        Assert.Equal(result.RowsOf<HeadDilutionRow>().Where(r => r is { Layer: 1, Head: 1, Position: >= 20 }).Average(r => r.SinkWeight), law.SinkWeight, 1e-9);
        Assert.InRange(law.CriticalExponent, law.CriticalExponentLow, law.CriticalExponentHigh);
        Assert.Equal(result.RowsOf<HeadBinRow>().Where(b => b.Length == 40).Average(b => b.PickingShare), result.Find("pickingShare").Value, 1e-12);
    }

    [Theory]
    [InlineData(1, 0.01, "fall")]
    [InlineData(-1, 0.01, "rise")]
    [InlineData(0, 0.01, "stay")]
    [InlineData(0, 3, "unclear")]
    public void What_the_temperature_would_have_to_do_follows_from_the_interval(double exponent, double noise, string law)
    {
        // Bins of four texts that keep Λ = (ln L)^ξ, up to noise that differs from text to text.
        var pieces = Enumerable.Range(0, 4).Select(text => new ExperimentPiece($"t{text}", 0, [new RowTable<HeadBinRow>("bins", [.. new[] { 16, 64, 256, 1024 }.Select((length, k) =>
            new HeadBinRow($"t{text}", 0, 0, length, Math.Log(length), -1, 1, 1, 1, 1, 0, Math.Pow(Math.Log(length), exponent) * Math.Exp(noise * (k - 1.5) * (text - 1.5)), 0, 1, 9))]),
            new RowTable<HeadDilutionRow>("rows", [new($"t{text}", 0, 0, 1000, 0.5, 1, 2, 0.1)])]));
        var row = new ModelDilution().Summarize([.. pieces], new ExperimentOptions { Lengths = [16, 64, 256, 1024] }).RowsOf<HeadLawRow>().Single();
        Assert.Equal(law, row.TemperatureLaw);
        Assert.Equal(exponent, row.CriticalExponent, 1e-9);
    }

    [Theory]
    [InlineData(-0.5, 0.01, "shrinking gap", false)]
    [InlineData(0, 0.01, "fixed gap", true)]
    [InlineData(0.5, 0.01, "slower than ln L", true)]
    [InlineData(1, 0.01, "keeps pace with ln L", false)]
    [InlineData(1.5, 0.01, "faster than ln L", false)]
    [InlineData(0.5, 2, "unclear", false)]
    public void A_heads_law_follows_from_the_interval_of_its_gaps_slope_and_it_dilutes_when_that_of_its_weight_lies_below_0(double slope, double noise, string law, bool dilutes)
    {
        // ln a_max falls by 1 − slope times ln L up to slope 1 of the gap, by nothing beyond; the texts differ by the noise.
        var pieces = Enumerable.Range(0, 4).Select(text => new ExperimentPiece($"t{text}", 0, [new RowTable<HeadBinRow>("bins", [.. new[] { 16, 64, 256, 1024 }.Select((length, k) =>
            new HeadBinRow($"t{text}", 0, 0, length, Math.Log(length), (dilutes ? slope - 1 : 0.1) * Math.Log(length) + noise * (k - 1.5) * (text - 1.5), slope * Math.Log(length) + noise * (k - 1.5) * (text - 1.5), 1, 1, 1, 0, 1, 0, 1, 9))]),
            new RowTable<HeadDilutionRow>("rows", [new($"t{text}", 0, 0, 1000, 0.5, 1, 2, 0.1)])]));
        var row = new ModelDilution().Summarize([.. pieces], new ExperimentOptions { Lengths = [16, 64, 256, 1024] }).RowsOf<HeadLawRow>().Single();
        Assert.Equal((law, dilutes), (row.Law, row.Dilutes));
    }

    [Fact]
    public void Drift_is_read_at_the_paper_s_sizes_as_the_change_of_each_head()
    {
        var result = model.Result(new ModelDilution(), null, ModelRun.Text(1), ModelRun.Text(2));
        var drift = result.RowsOf<HeadDriftRow>().Where(r => r.Length == 40).ToArray();
        double At(int n, Func<HeadDriftRow, double> value) => drift.Where(r => r.N == n).Average(value);
        Assert.Equal(At(5, r => r.Variation), result.Find("variationFew").Value, 1e-12);
        Assert.Equal(At(20, r => r.EntropyShare), result.Find("entropyShareMany").Value, 1e-12);
        Assert.Equal(At(20, r => r.Variation) - At(5, r => r.Variation), result.Find("variationChange").Value, 1e-12);
        var heads = drift.GroupBy(r => (r.Layer, r.Head)).Select(g => g.Where(r => r.N == 20).Average(r => r.Variation) < g.Where(r => r.N == 5).Average(r => r.Variation)).ToArray();
        Assert.Equal(heads.Count(h => h) / 4.0, result.Find("driftingShare").Value);
        var paper = result.Paper.Single(p => p.Figure == "Lemma 1" && p.Reading.Contains("a_max"));
        Assert.Equal((result.Find("slope").Value, "agrees within −1.1 to −0.9"), (paper.Measured, paper.Reason));
    }

    [Fact]
    public void Of_equal_weights_the_earlier_token_comes_first()
    {
        using (torch.no_grad())
        {
            foreach (var (name, parameter) in model.Model.named_parameters())
            {
                if (name.Contains("c_attn", StringComparison.Ordinal))
                    parameter.zero_();
            }
        }

        var result = model.Result(new ModelDilution());
        Assert.All(result.RowsOf<HeadInformativeRow>(), r => Assert.Equal((r.Position == 12 ? 4 : 6, 1.0 / (r.Position + 1)), (r.Rank, Math.Round(r.Weight * (r.Position + 1), 6) / (r.Position + 1))));
        // A uniform row ties at the top: its critical inverse temperature has no bound, and no line goes through it.
        Assert.All(result.RowsOf<HeadBinRow>(), b => Assert.Equal((double.PositiveInfinity, 0.0), (b.CriticalInverse, b.PickingShare)));
        Assert.All(result.RowsOf<HeadLawRow>(), l => Assert.Equal("unclear", l.TemperatureLaw));
    }

    [Fact]
    public void Over_length_the_informative_token_is_read_in_the_best_head_of_each_question()
    {
        var result = model.Result(new ModelDilution(), null, ModelRun.Text(1), ModelRun.Text(2), ModelRun.Text(3));
        var rows = result.RowsOf<HeadInformativeRow>();
        var lengths = result.RowsOf<InformativeLengthRow>();
        // Questions at 13 and 31 tokens: the bins up to 16 and up to 40.
        Assert.Equal([16, 40], lengths.Select(r => r.Length));
        foreach (var (row, position) in lengths.Zip([12, 30]))
        {
            double[] Best(Func<HeadInformativeRow, double> value) => [.. new[] { "t1", "t2", "t3" }.Select(text => rows.Where(r => r.Text == text && r.Position == position).Max(value))];
            Assert.Equal(3, row.Count);
            Assert.Equal(Best(r => r.Weight).Average(), row.Weight, 1e-12);
            Assert.Equal(Best(r => -r.Rank).Average(), -row.Rank, 1e-12);
            Assert.Equal(Best(r => r.Rank == 1 ? 1 : 0).Average(), row.First, 1e-12);
            Assert.InRange(row.Weight, row.WeightLow, row.WeightHigh);
            Assert.InRange(row.Rank, row.RankLow, row.RankHigh);
            Assert.Equal(Statistic.Share((int)Math.Round(3 * row.First), 3), new(row.First, row.FirstLow, row.FirstHigh, 3));
        }

        var (l, w) = (rows.GroupBy(r => (r.Text, r.Position)).Select(q => (double)q.Key.Position).ToArray(), rows.GroupBy(r => (r.Text, r.Position)).Select(q => q.Max(r => r.Weight)).ToArray());
        Assert.Equal(MathNet.Numerics.Statistics.Correlation.Spearman(l, w), result.Find("informativeWeightOverLength").Value, 1e-12);
        Assert.Equal("bootstrap over 6 questions of 3 texts", result.Find("informativeWeightOverLength").Method);
    }

    [Fact]
    public void Drift_is_concluded_only_where_the_greater_selection_is_the_greater()
    {
        string[] Names(int length) => [.. model.Result(new ModelDilution(), new() { Lengths = [length], Resamples = 50 }).Findings.Select(f => f.Name)];
        Assert.Contains("variationChange", Names(16));
        Assert.DoesNotContain("variationChange", Names(8));
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
        Assert.Equal(rows.Average(a => a.Max() >= 0.5 ? 1.0 : 0), bin.HalfHeld, 1e-12);
        // The upper end: one logit at the top, all others a_max/a_min below it.
        Assert.Equal(rows.Average(a => Math.Log(a.Length * a.Max()) / Math.Log(a.Length / (1 + (a.Length - 1) * a.Min() / a.Max()))), bin.WeightPlace, 1e-9);
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
