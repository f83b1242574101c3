using MathNet.Numerics;
using MathNet.Numerics.Statistics;
using Workbook.Bounds;
using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Experiments;

/// <summary>The atlas's measures, clusters and names, each against a slow form.</summary>
public class HeadKindsTests
{
    [Fact]
    public void Ward_merges_as_a_search_over_all_sums_of_squares_would()
    {
        var random = new Random(5);
        for (var repeat = 0; repeat < 20; repeat++)
        {
            var points = Enumerable.Range(0, 9).Select(_ => new[] { random.NextDouble(), random.NextDouble() }).ToArray();
            var groups = points.Select((_, i) => new List<int> { i }).ToList();
            while (groups.Count > 3)
            {
                var (a, b) = Enumerable.Range(0, groups.Count).SelectMany(i => Enumerable.Range(0, i).Select(j => (j, i)))
                    .MinBy(pair => Squares(points, [.. groups[pair.j], .. groups[pair.i]]) - Squares(points, groups[pair.j]) - Squares(points, groups[pair.i]));
                groups[a].AddRange(groups[b]);
                groups.RemoveAt(b);
            }

            var slow = new int[9];
            foreach (var (number, group) in groups.OrderBy(g => g.Min()).Index())
                foreach (var item in group) slow[item] = number;
            Assert.Equal(slow, WardClustering.Of(points, 3));
        }
    }

    [Fact]
    public void Ward_keeps_few_items_apart_and_refuses_what_has_no_distance()
    {
        Assert.Equal([0, 1], WardClustering.Of([[1.0], [1.0]], 3));
        Assert.Equal([0, 0, 1], WardClustering.Of([[1.0], [1.0], [2.0]], 2));
        Assert.Empty(WardClustering.Of([], 3));
        Assert.Throws<ArgumentException>(() => WardClustering.Of([[1.0], [double.NaN]], 1));
    }

    [Fact]
    public void The_adjusted_Rand_index_counts_pairs()
    {
        var random = new Random(2);
        for (var repeat = 0; repeat < 50; repeat++)
        {
            var first = Enumerable.Range(0, 8).Select(_ => random.Next(3)).ToArray();
            var second = Enumerable.Range(0, 8).Select(_ => random.Next(3)).ToArray();
            Assert.Equal(SlowIndex(first, second), AdjustedRand.Index(first, second), 1e-12);
        }

        Assert.Equal(1, AdjustedRand.Index([0, 0, 1, 2], [5, 5, 0, 1]));
        Assert.Equal(1, AdjustedRand.Index([0, 0], [3, 3]));
        Assert.Throws<ArgumentException>(() => AdjustedRand.Index([0], [0, 1]));
    }

    [Fact]
    public void Over_all_relabelled_orders_the_index_has_mean_zero()
    {
        int[] first = [0, 0, 0, 1, 1, 2];
        Assert.Equal(0, Orders([.. first]).Average(second => AdjustedRand.Index(first, second)), 1e-12);
    }

    [Fact]
    public void Heads_that_keep_to_three_habits_get_the_three_names()
    {
        var heads = Enumerable.Range(0, 12).Select(h => (h % 3) switch
        {
            0 => Head(h, sink: 0.8, critical: 0.02, sensitivity: 0.1),
            1 => Head(h, sink: 0.05, critical: 0.01, sensitivity: 0.4),
            _ => Head(h, sink: 0.02, critical: 0.3, sensitivity: 0.02),
        }).ToArray();
        string[] expected = [.. Enumerable.Range(0, 12).Select(h => new[] { HeadKinds.Reset, HeadKinds.Retriever, HeadKinds.Mixer }[h % 3])];
        Assert.Equal(expected, HeadKinds.Of(heads).Kinds);
        // In another order the heads keep their kinds.
        Assert.Equal(expected.Reverse(), HeadKinds.Of([.. heads.Reverse()]).Kinds);
        // A fifth of the weight is no sink yet.
        Assert.DoesNotContain(HeadKinds.Reset, HeadKinds.Of([.. heads.Select(h => h.SinkMass > 0.5 ? h with { SinkMass = 0.2 } : h)]).Kinds);
        // Without a sink nobody is called reset-like.
        Assert.DoesNotContain(HeadKinds.Reset, HeadKinds.Of([.. heads.Select(h => h with { SinkMass = 0.1 })]).Kinds);
    }

    [Fact]
    public void Equal_texts_are_stable_and_one_text_says_nothing()
    {
        var random = new Random(7);
        var one = Enumerable.Range(0, 10).Select(h => Head(h, random.NextDouble(), random.NextDouble(), random.NextDouble())).ToArray();
        var (single, none) = HeadKinds.Stability(one);
        Assert.True(double.IsNaN(single.Value));
        Assert.All(none, a => Assert.True(double.IsNaN(a)));
        var (stability, agreement) = HeadKinds.Stability([.. one.Select(h => h with { Text = "a" }), .. one.Select(h => h with { Text = "b" })], resamples: 20);
        Assert.Equal((1, 1, 1), (stability.Value, stability.Low, stability.High));
        Assert.All(agreement, a => Assert.Equal(1, a, 1e-12));
        // Unrelated texts are not.
        var other = one.Select(h => Head(h.Head, random.NextDouble(), random.NextDouble(), random.NextDouble()) with { Text = "b" });
        Assert.InRange(HeadKinds.Stability([.. one.Select(h => h with { Text = "a" }), .. other], resamples: 50).Stability.Value, -0.5, 0.95);
    }

    [Fact]
    public void A_profile_is_the_mean_of_what_the_selection_mathematics_says_of_each_row()
    {
        const int length = 24, width = 3;
        var random = new Random(11);
        var weights = new float[2 * length * length];
        for (var head = 0; head < 2; head++)
        {
            for (var t = 0; t < length; t++)
            {
                var row = Enumerable.Range(0, t + 1).Select(_ => Math.Exp(2 * random.NextDouble() * (head + 1))).ToArray();
                for (var i = 0; i <= t; i++) weights[(head * length + t) * length + i] = (float)(row[i] / row.Sum());
            }
        }

        var vectors = Enumerable.Range(0, 2 * length * width).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var rows = new HeadRows(2, length, width, weights, vectors);
        var profiles = HeadProfile.Of("text", 5, [4, 7], rows, [6, 12, 24], cancellation: TestContext.Current.CancellationToken);
        foreach (var (index, profile) in profiles.Index())
        {
            double[] Row(int t) => [.. rows.Weights(index, t).ToArray().Select(w => (double)w)];
            int[] last = [.. Enumerable.Range(12, 12)];
            Assert.Equal(("text", 5, index == 0 ? 4 : 7, 12), (profile.Text, profile.Layer, profile.Head, profile.Count));
            Assert.Equal(last.Average(t => Row(t)[0]), profile.SinkMass, 1e-9);
            Assert.Equal(last.Average(t => SelectedMass.HalfMassSize(Row(t)) / (t + 1.0)), profile.CriticalShare, 1e-9);
            Assert.Equal(last.Average(t => EntropyBounds.Entropy(Row(t)) / Math.Log(t + 1)), profile.EntropyShare, 1e-9);
            Assert.Equal(last.Select(t => SoftmaxJacobian.SpectralNorm(Row(t))).Median(), profile.Sensitivity, 1e-9);
            Assert.Equal(last.Average(t => Separable(Row(t), rows, index, t, 6)), profile.Separability, 1e-6);
            int[][] bins = [[3, 4, 5], [6, 7, 8, 9, 10, 11], last];
            var slope = Fit.Line([.. bins.Select(b => b.Average(t => Math.Log(t + 1)))], [.. bins.Select(b => b.Average(t => Math.Log(Row(t).Max())))]).B;
            Assert.Equal(slope, profile.DilutionSlope, 1e-9);
        }
    }

    private static HeadProfileRow Head(int head, double sink, double critical, double sensitivity) =>
        new("", 0, head, sink, -0.5, critical, 0.5, sensitivity, 0.5, 1);

    // N_s/N at r_min by its definition, unit vectors.
    private static double Separable(double[] weights, HeadRows rows, int head, int query, int size)
    {
        var y = Enumerable.Range(0, query + 1).Select(i =>
        {
            var x = rows.Vectors(head).Slice(i * 3, 3).ToArray().Select(v => (double)v).ToArray();
            var norm = Math.Sqrt(x.Sum(v => v * v));
            return x.Select(v => weights[i] * v / norm).ToArray();
        }).ToArray();
        var selected = TopOrder.Of(weights)[..size];
        var s = Enumerable.Range(0, 3).Select(k => selected.Sum(i => y[i][k])).ToArray();
        double Distance(int i) => Math.Sqrt(y[i].Zip(s, (u, v) => (u - v) * (u - v)).Sum());
        var nearest = Enumerable.Range(0, query + 1).Except(selected).Min(Distance);
        return selected.Count(i => Distance(i) < nearest) / (double)size;
    }

    private static double Squares(double[][] points, List<int> group)
    {
        var mean = Enumerable.Range(0, 2).Select(k => group.Average(i => points[i][k])).ToArray();
        return group.Sum(i => Enumerable.Range(0, 2).Sum(k => Math.Pow(points[i][k] - mean[k], 2)));
    }

    private static double SlowIndex(int[] first, int[] second)
    {
        var (a, b, both, pairs) = (0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < first.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                pairs++;
                a += first[i] == first[j] ? 1 : 0;
                b += second[i] == second[j] ? 1 : 0;
                both += first[i] == first[j] && second[i] == second[j] ? 1 : 0;
            }
        }

        var expected = a * b / pairs;
        return (a + b) / 2 == expected ? 1 : (both - expected) / ((a + b) / 2 - expected);
    }

    private static IEnumerable<int[]> Orders(List<int> items)
    {
        if (items.Count == 0)
        {
            yield return [];
            yield break;
        }

        for (var k = 0; k < items.Count; k++)
        {
            List<int> rest = [.. items];
            rest.RemoveAt(k);
            foreach (var order in Orders(rest)) yield return [items[k], .. order];
        }
    }
}
