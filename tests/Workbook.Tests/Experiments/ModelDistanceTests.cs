using MathNet.Numerics;
using MathNet.Numerics.Statistics;
using Workbook.Bounds;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Experiments;

public sealed class ModelDistanceTests : IDisposable
{
    private readonly ModelRun model = new();

    public void Dispose() => model.Dispose();

    [Theory, InlineData(VectorChoice.Values), InlineData(VectorChoice.UnitValues), InlineData(VectorChoice.Inputs)]
    public void Every_mean_over_queries_is_that_of_the_direct_forms(VectorChoice choice)
    {
        var rows = model.Result(new ModelDistance(), ModelRun.Options with { Vectors = choice, Sizes = [1, 3, 8, 20] }).RowsOf<HeadDistanceRow>();
        Assert.Equal(2 * 2 * (2 + 3 + 4), rows.Count);
        foreach (var row in rows.Where(r => r is { Layer: 1, Head: 1 }))
        {
            var queries = Queries(1, 1, choice).Take(row.Length).Where(q => q.Weights.Length > row.N).ToArray();
            Assert.Equal(queries.Length, row.Count);
            Near(queries.Average(q => CumulativeDistance.OfSubset(q.Weights, q.Vectors, TopOrder.Of(q.Weights).AsSpan(0, row.N))), row.CumulativeDistance);
            Near(queries.Average(q => ResultantDistance.OfSubset(q.Weights, q.Vectors, TopOrder.Of(q.Weights).AsSpan(0, row.N))), row.ResultantDistance);
            Near(queries.Average(q => DistanceBounds.Published(q.Weights, q.Vectors, TopOrder.Of(q.Weights).AsSpan(0, row.N))), row.Bound);
            Near(queries.Average(q => RandomSelection.MainSumAt(q.Weights, q.Vectors, row.N)), row.ExpectationMain);
            Near(queries.Average(q => RandomSelection.PlugIn(q.Weights, q.Vectors)[row.N]), row.ExpectationPlugIn);
            Near(queries.Average(q => RandomSelection.UpperBound(q.Weights, q.Vectors)[row.N]), row.ExpectationUpper);
        }
    }

    [Fact]
    public void The_simulated_expectation_lies_in_the_closed_sandwich_and_meets_the_enumeration()
    {
        var options = ModelRun.Options with { Lengths = [8], Draws = 4000 };
        foreach (var row in model.Result(new ModelDistance(), options).RowsOf<HeadDistanceRow>().Where(r => r is { Layer: 0, Head: 0 }))
        {
            var exact = Queries(0, 0, VectorChoice.Values).Take(8).Where(q => q.Weights.Length > row.N).Average(q => Subsets(q.Weights.Length, row.N).Average(s => CumulativeDistance.OfSubset(q.Weights, q.Vectors, s)));
            Assert.Equal(exact, row.ExpectationRandom, 0.02 * exact);
            Assert.InRange(row.ExpectationRandom, row.ExpectationMain * 0.98, row.ExpectationUpper * 1.02);
        }
    }

    [Fact]
    public void Full_rows_keep_their_masked_zeros()
    {
        var options = ModelRun.Options with { Lengths = [8, 16], Sizes = [1, 3, 8, 12], FullRows = true };
        foreach (var row in model.Result(new ModelDistance(), options).RowsOf<HeadDistanceRow>().Where(r => r is { Layer: 1, Head: 0 }))
        {
            // All L vectors of the context, the weights of later tokens 0.
            var all = Queries(1, 0, VectorChoice.Values)[row.Length - 1].Vectors;
            var queries = Queries(1, 0, VectorChoice.Values).Take(row.Length).Select(q => (double[])[.. q.Weights, .. new double[row.Length - q.Weights.Length]]).ToArray();
            Assert.Equal(row.Length, row.Count);
            Near(queries.Average(a => CumulativeDistance.OfSubset(a, all, TopOrder.Of(a).AsSpan(0, row.N))), row.CumulativeDistance);
            Near(queries.Average(a => DistanceBounds.Published(a, all, TopOrder.Of(a).AsSpan(0, row.N))), row.Bound);
            Near(queries.Average(a => RandomSelection.MainSumAt(a, all, row.N)), row.ExpectationMain);
        }
    }

    [Fact]
    public void Threads_do_not_change_a_digit()
    {
        var one = model.Result(new ModelDistance(), ModelRun.Options).RowsOf<HeadDistanceRow>();
        var four = model.Result(new ModelDistance(), ModelRun.Options with { Threads = 4 }).RowsOf<HeadDistanceRow>();
        Assert.Equal(one, four);
    }

    [Fact]
    public void Half_mass_and_plateau_are_those_of_each_row()
    {
        foreach (var row in model.Result(new ModelDistance()).RowsOf<HeadCriticalRow>().Where(r => r is { Layer: 0, Head: 1 }))
        {
            var queries = Queries(0, 1, VectorChoice.Values).Take(row.Length).Where(q => q.Weights.Length > 1).ToArray();
            Assert.Equal(queries.Length, row.Count);
            Near(queries.Average(q => SelectedMass.HalfMassSize(q.Weights) / (double)q.Weights.Length), row.HalfMassShare);
            Near(queries.Average(q => CriticalSelection.NearLeastDistance(ResultantDistance.AllN(q.Weights, q.Vectors), 0.1)), row.Plateau);
        }
    }

    [Fact]
    public void The_critical_size_is_the_first_that_the_test_does_not_reject()
    {
        // 12 heads of a made-up model: E falls onto D from N = 6 on.
        var random = new Random(4);
        var rows = Enumerable.Range(0, 12).SelectMany(head => Enumerable.Range(1, 16).Select(n =>
        {
            var measured = 10 + random.NextDouble();
            return new HeadDistanceRow("t", 0, head, 32, n, measured, 0, 0, n < 6 ? measured + 5 : measured, 0, 0, 0, 9);
        })).ToArray();
        var piece = new ExperimentPiece("t", 0, [new RowTable<HeadDistanceRow>("rows", rows)]);
        var result = new ModelCriticalN().Summarize([piece], new ExperimentOptions { Lengths = [32], Resamples = 20 });
        foreach (var row in result.RowsOf<CriticalRow>().Where(r => r.Rule == "ks main sum"))
        {
            // Slow form: the p value at every N.
            var slow = Enumerable.Range(1, 16).First(n => KolmogorovSmirnov.Of([.. rows.Where(r => r.N == n).Select(r => r.CumulativeDistance)], [.. rows.Where(r => r.N == n).Select(r => r.ExpectationMain)]).PValue > row.Level);
            Assert.Equal(slow, row.N);
            Assert.Equal(6, row.N);
            Assert.Equal(6 / 32.0, row.Share);
        }

        // The plug-in column is 0 everywhere: the test rejects throughout.
        Assert.All(result.RowsOf<CriticalRow>().Where(r => r.Rule == "ks plug-in"), r => Assert.Equal((-1, double.NaN), (r.N, r.Share)));
        Assert.Contains("With 12 heads", result.Notes[0]);
    }

    [Fact]
    public void Below_the_greatest_length_the_listed_sizes_are_the_paper_s_and_some_between()
    {
        var rows = model.Result(new ModelDistance()).RowsOf<HeadDistanceRow>().Where(r => r is { Layer: 0, Head: 0 }).ToLookup(r => r.Length, r => r.N);
        // The paper's, and round(15^(k/15)) for k = 0 … 15.
        int[] between = [.. Enumerable.Range(0, 16).Select(k => (int)Math.Round(Math.Pow(15, k / 15.0)))];
        Assert.Equal(new[] { 1, 2, 4, 5, 8, 10 }.Concat(between).Distinct().Order(), rows[16]);
        Assert.Equal(Enumerable.Range(1, 39), rows[40]);
    }

    [Fact]
    public void Spread_is_the_quartiles_of_the_direct_forms_over_queries()
    {
        var spread = model.Result(new ModelDistance()).RowsOf<HeadSpreadRow>().Where(r => r is { Layer: 1, Head: 1 }).ToArray();
        foreach (var row in spread.Where(r => r.N is 1 or 5 or 20))
        {
            var queries = Queries(1, 1, VectorChoice.Values).Where(q => q.Weights.Length > row.N).ToArray();
            var measured = queries.Select(q => CumulativeDistance.AllN(q.Weights, q.Vectors)[row.N]).ToArray();
            var main = queries.Select(q => RandomSelection.MainSumAt(q.Weights, q.Vectors, row.N)).ToArray();
            Assert.Equal(queries.Length, row.Count);
            Near(measured.LowerQuartile(), row.CumulativeLow);
            Near(measured.Median(), row.CumulativeMedian);
            Near(measured.UpperQuartile(), row.CumulativeHigh);
            Near(main.LowerQuartile(), row.MainLow);
            Near(main.Median(), row.MainMedian);
            Near(main.UpperQuartile(), row.MainHigh);
        }
    }

    [Fact]
    public void The_figures_of_Algorithms_1_and_2_are_read_off_the_rows_and_set_beside_the_paper()
    {
        // D_N = L^p (1 + c N), p and c of each head; the readings are multiples of it, the bound falls from 4 to 2 times.
        int[] lengths = [64, 128, 256], sizes = [1, 5, 20, 100];
        double Power(int head) => 0.9 + 0.1 * head;
        double Rise(int head) => 0.001 * (head + 1);
        var pieces = new[] { "a", "b" }.Select(text => new ExperimentPiece(text, 0, [new RowTable<HeadDistanceRow>("rows", [.. lengths.SelectMany(length => Enumerable.Range(0, 3).SelectMany(head => sizes.Where(n => n < length).Select(n =>
        {
            var d = Math.Pow(length, Power(head)) * (1 + Rise(head) * n);
            return new HeadDistanceRow(text, 0, head, length, n, d, Math.Pow(length, -0.5), d * (n > 50 ? 2 : 4), 0.5 * d, 1.02 * d, Math.Sqrt(length), d, 9);
        })))])])).ToArray();
        var result = new ModelDistance().Summarize(pieces, new ExperimentOptions { Lengths = lengths, Resamples = 50 });
        void Is(string name, double value) => Assert.Equal(value, result.Find(name).Value, 1e-9);
        Is("lengthSlopeMeasured", 1);
        Is("lengthSlopeMainSum", 1);
        Is("lengthSlopeRandomSelection", 0.5);
        Is("lengthSlopeResultant", -0.5);
        Is("boundRatioFew", 4);
        Is("boundTightens", -2);
        Is("ratioMainSum", 0.5);
        Is("ratioPlugIn", 1.02);
        Is("changePastTwenty", Enumerable.Range(0, 3).Average(head => 80 * Rise(head) / (1 + 20 * Rise(head))));
        Assert.Equal("bootstrap over 2 texts and 3 heads", result.Find("boundRatioFew").Method);
        string Verdict(string reported, string reading) => result.Paper.Single(p => p.Reported.Contains(reported) && p.Reading == reading).Verdict;
        Assert.Equal("reproduces", Verdict("linearly", "D_N"));
        Assert.Equal("does not", Verdict("linearly", "E, random selection"));
        Assert.Equal("reproduces", Verdict("safe", "Theorem 1 (i)"));
        Assert.Equal("reproduces", Verdict("loose", "Theorem 1 (i)"));
        Assert.Equal("reproduces", Verdict("meet near N = 100", "plug-in"));
        Assert.Equal("does not", Verdict("meet near N = 100", "main sum"));
        Assert.Equal("reproduces", Verdict("tightens", "Theorem 1 (i)"));
        Assert.Contains("The mixed vectors are the heads' values.", result.Notes);
    }

    [Fact]
    public void A_rules_slope_is_that_of_its_mean_shares_and_its_interval_comes_from_texts_and_heads()
    {
        var options = ModelRun.Options with { Resamples = 200 };
        var result = model.Result(new ModelCriticalN(), options, ModelRun.Text(1), ModelRun.Text(2), ModelRun.Text(3));
        foreach (var (rule, word) in new[] { ("half mass", "HalfMass"), ("plateau", "Plateau") })
        {
            var means = options.Lengths.Select(length => result.RowsOf<HeadCriticalRow>().Where(r => r.Length == length).Average(r => rule == "plateau" ? r.PlateauShare : r.HalfMassShare)).ToArray();
            Assert.Equal(means, result.RowsOf<CriticalShareRow>().Where(r => r.Rule == rule).Select(r => r.Share), (x, y) => Math.Abs(x - y) < 1e-12);
            var slope = result.Find($"slope{word}");
            Assert.Equal(Fit.Line([.. options.Lengths.Select(l => Math.Log(l))], [.. options.Lengths.Zip(means, (l, m) => Math.Log(l * m))]).B, slope.Value, 1e-9);
            Assert.True(slope.Low < slope.Value && slope.Value < slope.High);
            Assert.Equal("bootstrap over 3 texts and 4 heads", slope.Method);
        }
    }

    [Fact]
    public void The_tests_interval_shows_what_other_heads_would_have_given()
    {
        // Nine heads of 24 let go of E later than the others. Ten would be seen at level 0.05, nine are not: so the size is that of
        // the many, and in the draws that hold ten of the nine kind or more it is that of the few.
        var rows = Enumerable.Range(0, 24).SelectMany(head => Enumerable.Range(1, 16).Select(n =>
            new HeadDistanceRow("t", 0, head, 32, n, 10 + 0.01 * head, 0, 0, n < (head < 9 ? 12 : 4) ? 20 + head : 10 + 0.01 * head, 0, 0, 0, 9))).ToArray();
        var share = new ModelCriticalN().Summarize([new ExperimentPiece("t", 0, [new RowTable<HeadDistanceRow>("rows", rows)])], new ExperimentOptions { Lengths = [32], Resamples = 200 })
            .RowsOf<CriticalShareRow>().Single(r => r is { Rule: "ks main sum", Level: 0.05 });
        Assert.InRange(KolmogorovSmirnov.LeastSignificant(24, 24, 0.05), 9.001 / 24, 10 / 24.0);
        Assert.Equal((4 / 32.0, 4 / 32.0, 12 / 32.0), (share.Share, share.Low, share.High));
        // At twice the length all let go at once: the slope is 1 or falls to what the few give at the shorter length.
        var both = rows.Concat(Enumerable.Range(0, 24).SelectMany(head => Enumerable.Range(1, 32).Select(n => new HeadDistanceRow("t", 0, head, 64, n, 10 + 0.01 * head, 0, 0, n < 8 ? 20 + head : 10 + 0.01 * head, 0, 0, 0, 9)))).ToArray();
        var slope = new ModelCriticalN().Summarize([new ExperimentPiece("t", 0, [new RowTable<HeadDistanceRow>("rows", both)])], new ExperimentOptions { Lengths = [32, 64], Resamples = 200 }).Find("slopeKsMainSum05");
        Assert.Equal((1.0, Math.Log(8 / 12.0) / Math.Log(2), 1.0), (slope.Value, slope.Low, slope.High), (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item3 - b.Item3) < 1e-9);
    }

    [Fact]
    public void The_tests_slope_over_length_is_drawn_anew_with_texts_and_heads()
    {
        // E falls onto D from N = 3 L/8 on in every head: the slope is 1, whichever heads are drawn.
        int[] lengths = [32, 64, 128];
        var random = new Random(4);
        var rows = lengths.SelectMany(length => Enumerable.Range(0, 24).SelectMany(head => Enumerable.Range(1, length / 2).Select(n =>
        {
            var measured = 10 + random.NextDouble();
            return new HeadDistanceRow("t", 0, head, length, n, measured, 0, 0, n < 3 * length / 8 ? measured + 5 : measured, 0, 0, 0, 9);
        }))).ToArray();
        var result = new ModelCriticalN().Summarize([new ExperimentPiece("t", 0, [new RowTable<HeadDistanceRow>("rows", rows)])], new ExperimentOptions { Lengths = lengths, Resamples = 20 });
        var slope = result.Find("slopeKsMainSum05");
        Assert.Equal((1.0, 3), (slope.Value, slope.Count), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && a.Item2 == b.Item2);
        Assert.Equal((1.0, 1.0), (slope.Low, slope.High), (a, b) => Math.Abs(a.Item1 - b.Item1) < 1e-9 && Math.Abs(a.Item2 - b.Item2) < 1e-9);
        Assert.All(result.RowsOf<CriticalShareRow>().Where(r => r.Rule == "ks main sum"), r => Assert.Equal((0.375, 0.375, 0.375, 1, 0), (r.Share, r.Low, r.High, r.Texts, r.Without)));
        // The plug-in column is 0 everywhere: no size is found and no slope is defined.
        Assert.Equal(double.NaN, result.Find("slopeKsPlugIn05").Value);
        Assert.All(result.RowsOf<CriticalShareRow>().Where(r => r.Rule == "ks plug-in"), r => Assert.Equal((double.NaN, double.NaN, 0, 1), (r.Share, r.Low, r.Texts, r.Without)));
    }

    private List<(double[] Weights, VectorSet Vectors)> Queries(int layer, int head, VectorChoice choice)
    {
        var (weights, values) = choice == VectorChoice.Inputs ? (model.Head(ModelRun.Text(), layer, head, 40).Weights, model.Inputs(ModelRun.Text(), layer, 40)) : model.Head(ModelRun.Text(), layer, head, 40);
        if (choice == VectorChoice.UnitValues)
            values = [.. values.Select(v => v.Select(x => x / Math.Sqrt(v.Sum(y => y * y))).ToArray())];
        return [.. weights.Select(a => (a, VectorSet.FromRows(values[..a.Length])))];
    }

    private static IEnumerable<int[]> Subsets(int length, int n) =>
        Enumerable.Range(0, 1 << length).Where(set => System.Numerics.BitOperations.PopCount((uint)set) == n).Select(set => Enumerable.Range(0, length).Where(i => (set >> i & 1) == 1).ToArray());

    // The kernel's roots have 12 digits, its inputs are float32's own values.
    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, 1e-6 * Math.Max(1, Math.Abs(expected)));

    [Theory, InlineData(false), InlineData(true)]
    public void Batches_of_tensors_give_the_rows_of_the_plain_form(bool full)
    {
        var options = ModelRun.Options with { Draws = 2, FullRows = full };
        var (plain, batched) = (model.Result(new ModelDistance(), options with { Batches = false }), model.Result(new ModelDistance(), options with { Batches = true }));
        foreach (var (one, other) in plain.Tables.Prepend(plain.Rows).Zip(batched.Tables.Prepend(batched.Rows)))
        {
            Assert.Equal(one.Count, other.Count);
            foreach (var (x, y) in one.ReadRows().Zip(other.ReadRows()))
            {
                foreach (var column in one.Columns)
                {
                    if (column.Value(x) is double number)
                        Assert.Equal(number, (double)column.Value(y)!, 1e-6 * (1 + Math.Abs(number)));
                    else
                        Assert.Equal(column.Value(x), column.Value(y));
                }
            }
        }
    }
}
