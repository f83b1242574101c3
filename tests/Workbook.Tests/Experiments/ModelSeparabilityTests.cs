using Workbook.Bounds;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Experiments;

public sealed class ModelSeparabilityTests : IDisposable
{
    private readonly ModelRun model = new();

    public void Dispose() => model.Dispose();

    [Fact]
    public void Shares_and_Theorem_2s_sides_are_those_of_the_direct_form()
    {
        var options = ModelRun.Options with { Sizes = [1, 2, 5, 12] };
        foreach (var row in model.Result(new ModelSeparability(), options).RowsOf<HeadSeparabilityRow>().Where(r => r is { Layer: 1, Head: 0 }))
        {
            var queries = Queries(1, 0).Take(row.Length).Where(q => q.Weights.Length > row.N).ToArray();
            Assert.Equal(queries.Length, row.Count);
            var direct = queries.Select(q => Direct(q.Weights, q.Vectors, row.N, row.Radius, options.Radius)).ToArray();
            Assert.Equal(direct.Average(d => d.Share), row.Share, 1e-9);
            Assert.Equal(direct.Average(d => d.Sides.Lower), row.Lower, 1e-5 * Math.Max(1, Math.Abs(row.Lower)));
            Assert.Equal(direct.Average(d => d.Sides.Upper), row.Upper, 1e-5);
        }
    }

    [Fact]
    public void At_the_greatest_length_every_N_has_its_r_min_share()
    {
        var rows = model.Result(new ModelSeparability(), ModelRun.Options).RowsOf<HeadSeparabilityRow>().Where(r => r is { Layer: 0, Head: 1, Length: 40, Radius: HeadSeparabilityRow.Nearest }).ToArray();
        Assert.Equal(Enumerable.Range(1, 39), rows.Select(r => r.N));
        foreach (var row in rows)
        {
            var queries = Queries(0, 1).Where(q => q.Weights.Length > row.N);
            Assert.Equal(queries.Average(q => Direct(q.Weights, q.Vectors, row.N, row.Radius, 0.5).Share), row.Share, 1e-9);
        }
    }

    [Fact]
    public void The_informative_token_is_distinguishable_when_nothing_left_out_is_nearer()
    {
        var text = ModelRun.Text() with { Questions = [.. Enumerable.Range(8, 31).Select(t => new InformativeToken(t % 8, t))] };
        var rows = model.Result(new ModelSeparability(), ModelRun.Options with { Sizes = [1, 2, 5, 10, 20] }, text).RowsOf<HeadDistinguishedRow>();
        foreach (var row in rows)
        {
            var (a, x) = Queries(row.Layer, row.Head)[row.Position];
            var token = row.Position % 8;
            var distances = Distances(a, x, row.N);
            var outside = TopOrder.Of(a)[row.N..].Select(i => distances[i]).ToArray();
            Assert.Equal(Array.IndexOf(TopOrder.Of(a), token) + 1, row.Rank);
            var selected = row.Rank <= row.N;
            Assert.Equal(selected && distances[token] < outside.Min(), row.Distinguishable);
            Assert.Equal(selected ? outside.Count(d => d > distances[token]) / (double)outside.Length : double.NaN, row.NearerShare, 1e-12);
        }

        Assert.Contains(rows, r => r.Rank > r.N);
        Assert.Contains(rows, r => r.Distinguishable);
        // One row a head for every listed N that leaves something out.
        Assert.Equal(2 * 2 * Enumerable.Range(8, 31).Sum(t => new[] { 1, 2, 5, 10, 20 }.Count(n => n <= t)), rows.Count);
        Assert.Contains(rows, r => r is { N: 1, Rank: 1 });
    }

    [Fact]
    public void Over_length_and_N_a_question_counts_when_some_head_selects_or_distinguishes_its_token()
    {
        var result = model.Result(new ModelSeparability(), ModelRun.Options with { Sizes = [1, 2, 5, 10, 20] }, ModelRun.Text(1), ModelRun.Text(2));
        var rows = result.RowsOf<HeadDistinguishedRow>();
        var shares = result.RowsOf<DistinguishedShareRow>();
        foreach (var share in shares)
        {
            var positions = share.Length switch { 16 => new[] { 12 }, 40 => [30], _ => [12, 30] };
            var questions = new[] { "t1", "t2" }.SelectMany(text => positions.Where(p => p >= share.N).Select(p => rows.Where(r => r.Text == text && r.Position == p && r.N == share.N).ToArray())).ToArray();
            Assert.Equal(questions.Length, share.Count);
            Assert.Equal(questions.Average(q => q.Any(r => r.Rank <= share.N) ? 1.0 : 0), share.Selected, 1e-12);
            Assert.Equal(questions.Average(q => q.Any(r => r.Distinguishable) ? 1.0 : 0), share.Distinguishable, 1e-12);
            Assert.InRange(share.Selected, share.SelectedLow, share.SelectedHigh);
            Assert.InRange(share.Distinguishable, share.DistinguishableLow, share.DistinguishableHigh);
        }

        Assert.Equal(shares.Single(s => s is { Length: 0, N: 1 }).Selected, result.Find("informativeSelected1").Value);
        Assert.Equal(shares.Single(s => s is { Length: 0, N: 1 }).Distinguishable, result.Find("informativeDistinguishable1").Value);
        Assert.Equal("exact binomial over 4 questions of 2 texts", result.Find("informativeSelected1").Method);
    }

    [Fact]
    public void Theory_stands_beside_the_measured_shares_of_the_same_queries()
    {
        var result = model.Result(new ModelSeparability(), ModelRun.Options);
        foreach (var row in result.RowsOf<HeadTheoryRow>().Where(r => r is { Layer: 1, Head: 1 }))
        {
            // The last query and the one an eighth before it.
            var queries = new[] { 39, 34 }.Select(t => Queries(1, 1)[t]).Where(q => row.N < q.Weights.Length).ToArray();
            Assert.Equal(queries.Length, row.Count);
            double Share(string radius) => queries.Average(q => Direct(q.Weights, q.Vectors, row.N, radius, 0.5).Share);
            Assert.Equal(Share(HeadSeparabilityRow.Fixed), row.ShareFixed, 1e-9);
            Assert.Equal(Share(HeadSeparabilityRow.Nearest), row.ShareMin, 1e-9);
            Assert.Equal(Share(HeadSeparabilityRow.Median), row.ShareMedian, 1e-9);
            Assert.Equal(queries.Average(q => Pairs(q.Weights, q.Vectors, row.N)), row.Auc, 1e-9);
            // What theory says of the same rows' weights, in so many dimensions.
            var d = EffectiveDimension.Of(Queries(1, 1)[39].Vectors.Values, model.Model.Config.Width / model.Model.Config.Heads);
            double[][] Tops() => [.. queries.Select(q => TopOrder.Of(q.Weights)[..row.N].Select(i => q.Weights[i]).ToArray())];
            Assert.Equal(d, row.EffectiveDimension, 1e-5);
            Assert.Equal(queries.Average(q => CapacityLaws.NearestRadiusShare(row.N, q.Weights.Length, (int)Math.Round(d))), row.ShareMinEqual, 1e-5);
            Assert.Equal(CapacityLaws.MedianRadiusShare(row.N, d), row.ShareMedianEqual, 1e-5);
            Assert.Equal(Tops().Average(top => CapacityLaws.NegligibleTailShare(top, d)), row.ShareMinWeights, 1e-5);
            Assert.Equal(queries.Average(q => PairLaw.Auc(q.Weights, row.N, d)), row.AucWeights, 1e-5);
            // The radius is half of the greatest weight, the vectors have length 1.
            Assert.Equal(queries.Zip(Tops()).Average(q => SeparabilityBounds.Cantelli(q.Second, d, 0.5 * q.First.Weights.Max()).Lower), row.FixedLower, 1e-5);
            Assert.Equal(queries.Zip(Tops()).Average(q => SeparabilityBounds.Cantelli(q.Second, d, 0.5 * q.First.Weights.Max()).Upper), row.FixedUpper, 1e-5);
        }
    }

    [Fact]
    public void The_plateau_and_the_errors_of_theory_are_read_off_the_rows()
    {
        // Shares at r_min: 1 at N = 1, 0.65 from 16 on; at r_med 0.82 throughout. The capacity laws err by 0.1 upwards.
        var pieces = new[] { "a", "b" }.Select(text => new ExperimentPiece(text, 0, [
            new RowTable<HeadSeparabilityRow>("rows", [.. Enumerable.Range(0, 3).SelectMany(head => new[] { 1, 4, 16, 32, 64 }.SelectMany(n => new[] { HeadSeparabilityRow.Nearest, HeadSeparabilityRow.Median }.Select(radius =>
                new HeadSeparabilityRow(text, 0, head, 80, n, radius, radius == HeadSeparabilityRow.Median ? 0.82 : n == 1 ? 1 : 0.65, 0, 0.9, 9))))]),
            new RowTable<HeadTheoryRow>("theory", [.. Enumerable.Range(0, 3).SelectMany(head => new[] { 4, 16 }.Select(n => new HeadTheoryRow(text, 0, head, n, 7, 0.5, 0.7, 0.6, 0.4, 0.5, 0.8, 0.9, 0.3, 0.2, 0.6, 2)))]),
        ])).ToArray();
        var result = new ModelSeparability().Summarize(pieces, new ExperimentOptions { Lengths = [80], Resamples = 30 });
        PaperComparison Line(string reported, string radius) => result.Paper.Single(p => p.Reported.Contains(reported) && p.Reading == (radius == "min" ? "r_min" : "r_med"));
        Assert.Equal((0.65, PaperComparison.DoesNot), (Math.Round(Line("0.7 to 0.85", "min").Measured, 9), Line("0.7 to 0.85", "min").Verdict));
        Assert.Equal(PaperComparison.Reproduces, Line("0.7 to 0.85", "median").Verdict);
        Assert.Equal((-0.35, PaperComparison.Reproduces), (Math.Round(Line("falls until", "min").Measured, 9), Line("falls until", "min").Verdict));
        Assert.Equal(PaperComparison.DoesNot, Line("falls until", "median").Verdict);
        Assert.Equal(PaperComparison.Reproduces, Line("stays level", "min").Verdict);
        Assert.Equal((0.08, PaperComparison.Reproduces), (Math.Round(Line("near the empirical maxima", "median").Measured, 9), Line("near the empirical maxima", "median").Verdict));
        void Is(string name, double value) => Assert.Equal(value, result.Find(name).Value, 1e-9);
        Is("aucError16", 0.1);
        Is("minErrorWeights16", 0.2);
        Is("minErrorEqual16", 0.1);
        Is("medianErrorEqual4", 0.1);
        Is("fixedWithinMoments4", 1);
        Is("effectiveDimension", 7);
    }

    [Fact]
    public void How_often_Theorem_2_holds_is_counted_over_sizes_and_resampled_over_heads()
    {
        var result = model.Result(new ModelSeparability(), ModelRun.Options);
        foreach (var (radius, word) in new[] { (HeadSeparabilityRow.Fixed, "Fixed"), (HeadSeparabilityRow.Nearest, "Min"), (HeadSeparabilityRow.Median, "Median") })
        {
            var rows = result.RowsOf<HeadSeparabilityRow>().Where(r => r.Length == 40 && r.Radius == radius && r.N is 16 or 32).ToArray();
            Assert.Equal(8, rows.Length);
            Assert.Equal(rows.Count(r => r.Share <= r.Upper) / 8.0, result.Find($"upperHolds{word}").Value, 1e-12);
            Assert.Equal(rows.Count(r => r.Share >= r.Lower) / 8.0, result.Find($"lowerHolds{word}").Value, 1e-12);
            Assert.Equal("bootstrap over 4 heads of one text", result.Find($"lowerHolds{word}").Method);
        }
    }

    [Fact]
    public void The_effective_dimension_is_that_of_the_covariances_eigenvalues()
    {
        // Independent coordinates with variances 4, 1, 1, 0: (4+1+1)²/(16+1+1) = 2, up to the sample's noise.
        var random = new Random(1);
        var vectors = Enumerable.Range(0, 20_000).SelectMany(_ => new[] { 5 + 2 * GaussianDraw.Next(random), GaussianDraw.Next(random), -GaussianDraw.Next(random), 3 }).ToArray();
        Assert.Equal(2, EffectiveDimension.Of(vectors, 4), 0.05);
        // Four points of a cross, far from the origin.
        Assert.Equal(2, EffectiveDimension.Of([11, 5, 9, 5, 10, 6, 10, 4], 2), 1e-12);
        Assert.Equal(64, EffectiveDimension.Of(VectorSet.RandomUnit(20_000, 64, 2).Values, 64), 0.5);
    }

    private static (double Share, Interval Sides) Direct(double[] a, VectorSet x, int n, string radius, double unit)
    {
        var order = TopOrder.Of(a);
        var distances = Distances(a, x, n);
        var outside = order[n..].Select(i => distances[i]).Order().ToArray();
        var r = radius switch
        {
            HeadSeparabilityRow.Fixed => unit * a.Max(),
            HeadSeparabilityRow.Nearest => outside[0],
            _ => outside.Length % 2 == 1 ? outside[outside.Length / 2] : (outside[outside.Length / 2 - 1] + outside[outside.Length / 2]) / 2,
        };
        var share = order[..n].Count(i => radius == HeadSeparabilityRow.Nearest ? distances[i] < r : distances[i] <= r) / (double)n;
        var gap = double.PositiveInfinity;
        for (var i = 0; i < a.Length; i++)
        {
            for (var j = 0; j < i; j++)
                gap = Math.Min(gap, Math.Sqrt(Enumerable.Range(0, x.Width).Sum(k => Math.Pow(x[i][k] - x[j][k], 2))));
        }

        return (share, SeparabilityBounds.Published([.. order[..n].Select(i => a[i])], 1, gap, r));
    }

    // Every pair of a selected and an unselected token; a tie counts half.
    private static double Pairs(double[] a, VectorSet x, int n)
    {
        var (order, distances) = (TopOrder.Of(a), Distances(a, x, n));
        return order[..n].Average(i => order[n..].Average(j => distances[i] < distances[j] ? 1 : distances[i] == distances[j] ? 0.5 : 0));
    }

    private static double[] Distances(double[] a, VectorSet x, int n)
    {
        var s = ContextVector.OfSubset(a, x, TopOrder.Of(a).AsSpan(0, n));
        return [.. Enumerable.Range(0, a.Length).Select(i => Math.Sqrt(Enumerable.Range(0, x.Width).Sum(k => Math.Pow(s[k] - a[i] * x[i][k], 2))))];
    }

    private List<(double[] Weights, VectorSet Vectors)> Queries(int layer, int head)
    {
        var (weights, values) = model.Head(ModelRun.Text(), layer, head, 40);
        // float32, as the rows hold unit vectors.
        var unit = values.Select(v => v.Select(y => (double)(float)(y / Math.Sqrt(v.Sum(z => z * z)))).ToArray()).ToArray();
        return [.. weights.Select(a => (a, VectorSet.FromRows(unit[..a.Length])))];
    }
}
