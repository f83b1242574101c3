using CsCheck;
using Workbook.Normalizers;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Selection;

public class SeparabilityTests
{
    [Fact]
    public void Every_count_equals_the_definition_up_to_distances_that_rounding_cannot_tell() =>
        Gen.Select(Cases.Attention(20), Gen.Double[0, 1]).Sample((c, share) =>
        {
            var scale = Slow.Scale(c.Weights, c.Vectors);
            var radius = share * scale;
            var slack = 2e-7 * c.Weights.Length * scale;
            var curves = Separability.AllN(c.Weights, c.Vectors, radius);
            return Enumerable.Range(1, c.Weights.Length).All(n =>
            {
                var (inside, outside) = Distances(c.Weights, c.Vectors, n);
                return Between(curves.FixedRadius[n], inside, radius, slack)
                    && (outside.Length == 0
                        ? curves.NearestRadius[n] == 1 && curves.MedianRadius[n] == 1 && double.IsNaN(curves.Auc[n])
                        : Math.Abs(curves.Nearest[n] - outside.Min()) <= slack
                            && Math.Abs(curves.Median[n] - Median(outside)) <= slack
                            && Between(curves.NearestRadius[n], inside, outside.Min(), slack)
                            && Between(curves.MedianRadius[n], inside, Median(outside), slack)
                            && curves.Auc[n] >= Pairs(inside, outside, -slack) && curves.Auc[n] <= Pairs(inside, outside, slack));
            });
        });

    [Fact]
    public void Where_nothing_ties_every_count_is_exact()
    {
        var weights = StableSoftmax.Weights(GaussianDraw.Logits(60, 1.2, 3));
        var vectors = VectorSet.RandomUnit(60, 12, 4);
        var curves = Separability.AllN(weights, vectors, 0.05);
        for (var n = 1; n < 60; n++)
        {
            var (inside, outside) = Distances(weights, vectors, n);
            Assert.Equal(inside.Count(v => v <= 0.05) / (double)n, curves.FixedRadius[n]);
            Assert.Equal(inside.Count(v => v < outside.Min()) / (double)n, curves.NearestRadius[n]);
            Assert.Equal(inside.Count(v => v <= Median(outside)) / (double)n, curves.MedianRadius[n]);
            Assert.Equal(Pairs(inside, outside, 0), curves.Auc[n], 1e-14);
        }

        Assert.True(double.IsNaN(curves.FixedRadius[0]));
    }

    [Fact]
    public void Tokens_that_cannot_be_told_apart_tie_exactly()
    {
        var vectors = VectorSet.FromRows([.. Enumerable.Repeat(new[] { 0.3, -1.7, 0.11 }, 30)]);
        var curves = Separability.AllN([.. Enumerable.Repeat(1.0 / 30, 30)], vectors, 0);
        Assert.All(curves.NearestRadius[1..30], share => Assert.Equal(0, share));
        Assert.All(curves.MedianRadius[1..30], share => Assert.Equal(1, share));
        Assert.All(curves.Auc[1..30], auc => Assert.Equal(0.5, auc));
    }

    [Fact]
    public void Chosen_sizes_give_the_entries_of_the_whole_curve()
    {
        var weights = StableSoftmax.Weights(GaussianDraw.Logits(40, 2, 5));
        var vectors = VectorSet.RandomUnit(40, 6, 6);
        int[] sizes = [1, 2, 7, 39, 40];
        var whole = Separability.AllN(weights, vectors, 0.1);
        var chosen = Separability.At(weights, vectors, sizes, 0.1);
        for (var k = 0; k < sizes.Length; k++)
        {
            Assert.Equal(whole.FixedRadius[sizes[k]], chosen.FixedRadius[k]);
            Assert.Equal(whole.NearestRadius[sizes[k]], chosen.NearestRadius[k]);
            Assert.Equal(whole.MedianRadius[sizes[k]], chosen.MedianRadius[k]);
            Assert.Equal(whole.Auc[sizes[k]], chosen.Auc[k]);
        }
    }

    [Fact]
    public void All_heads_and_queries_agree_with_the_single_rows_on_any_number_of_threads()
    {
        const int Heads = 2, Length = 40, Width = 5;
        var random = new Random(7);
        var values = Enumerable.Range(0, Heads * Length * Width).Select(_ => (float)GaussianDraw.Next(random)).ToArray();
        var map = new float[Heads * Length * Length];
        for (var row = 0; row < Heads * Length; row++)
            StableSoftmax.Weights([.. GaussianDraw.Logits(row % Length + 1, 1.5, row).Select(l => (float)l)], map.AsSpan(row * Length, row % Length + 1));
        var rows = new HeadRows(Heads, Length, Width, map, values).WithUnitVectors();
        int[] sizes = [1, 4, 16];
        foreach (var threads in new[] { 1, 2 })
        {
            var all = HeadSeparability.Of(rows, sizes, 0.2, new HeadDistanceOptions(threads));
            for (var t = 0; t < Length; t++)
            {
                double[] weights = [.. rows.Weights(1, t).ToArray().Select(a => (double)a)];
                var vectors = new VectorSet(t + 1, Width, [.. rows.Vectors(1)[..((t + 1) * Width)].ToArray().Select(v => (double)v)]);
                int[] fit = [.. sizes.Where(n => n <= t + 1)];
                var expected = Separability.At(weights, vectors, fit, 0.2);
                Assert.Equal(expected.NearestRadius, all[1][t].NearestRadius[..fit.Length]);
                Assert.Equal(expected.MedianRadius, all[1][t].MedianRadius[..fit.Length]);
                Assert.Equal(expected.FixedRadius, all[1][t].FixedRadius[..fit.Length]);
                Assert.Equal(expected.Auc, all[1][t].Auc[..fit.Length]);
                Assert.All(all[1][t].NearestRadius[fit.Length..], v => Assert.True(double.IsNaN(v)));
            }
        }
    }

    [Fact]
    public void Unit_and_centred_vectors_are_what_they_say()
    {
        var vectors = VectorSet.FromRows([[3.0, 4.0], [0.0, 0.0], [-1.0, 0.0]]);
        Assert.Equal([0.6, 0.8, 0, 0, -1, 0], vectors.Unit().Values.ToArray());
        var centred = vectors.Centred();
        Assert.Equal(0, centred[0][0] + centred[1][0] + centred[2][0], 1e-15);
        Assert.Equal(3 - 2.0 / 3, centred[0][0], 1e-15);
        var rows = new HeadRows(1, 3, 2, new float[9], new float[] { 3, 4, 0, 0, 0.25f, 0 }).WithUnitVectors();
        Assert.Equal([0.6f, 0.8f, 0f, 0f, 1f, 0f], rows.Vectors(0).ToArray());
    }

    [Fact]
    public void The_effective_dimension_counts_the_directions_in_use()
    {
        // Among ±e_1 … ±e_d only the d opposite pairs of d(2d−1) are not orthogonal.
        var axes = VectorSet.FromRows([.. Enumerable.Range(0, 10).Select(k => Enumerable.Range(0, 5).Select(j => j == k / 2 ? (k % 2 == 0 ? 2.0 : -1) : 0).ToArray())]);
        Assert.Equal(9, axes.EffectiveDimension(), 1e-12);
        Assert.InRange(VectorSet.RandomUnit(1500, 16, 1).EffectiveDimension(), 15.8, 16.2);
        Assert.Throws<InvalidOperationException>(() => VectorSet.FromRows([[1.0], [0.0]]).EffectiveDimension());
    }

    [Fact]
    public void Wrong_sizes_and_radii_are_refused_by_name()
    {
        var vectors = VectorSet.RandomUnit(3, 2, 1);
        double[] weights = [0.5, 0.3, 0.2];
        Assert.Equal("sizes", Assert.Throws<ArgumentOutOfRangeException>(() => Separability.At(weights, vectors, [4], 1)).ParamName);
        Assert.Equal("sizes", Assert.Throws<ArgumentException>(() => Separability.At(weights, vectors, [2, 1], 1)).ParamName);
        Assert.Equal("radius", Assert.Throws<ArgumentOutOfRangeException>(() => Separability.AllN(weights, vectors, double.NaN)).ParamName);
        Assert.Equal("vectors", Assert.Throws<ArgumentException>(() => Separability.AllN([1.0], vectors, 1)).ParamName);
    }

    private static (double[] Inside, double[] Outside) Distances(double[] weights, VectorSet x, int n)
    {
        var order = Slow.Order(weights);
        var s = Slow.Sum(weights, x, order[..n]);
        var all = order.Select(i => Slow.Gap(s, Slow.Y(weights, x, i))).ToArray();
        return (all[..n], all[n..]);
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static bool Between(double share, double[] inside, double limit, double slack) =>
        share * inside.Length >= inside.Count(v => v <= limit - slack) - 1e-9 && share * inside.Length <= inside.Count(v => v <= limit + slack) + 1e-9;

    private static double Pairs(double[] inside, double[] outside, double slack) =>
        inside.SelectMany(i => outside.Select(j => i < j + slack ? 1.0 : i == j + slack ? 0.5 : 0)).Average();
}
