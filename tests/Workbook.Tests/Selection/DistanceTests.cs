using CsCheck;
using Workbook.Benchmarks;
using Workbook.Normalizers;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Selection;

public class DistanceTests
{
    // Squared distances lose about L·1e-16 of max||y||² where s_N and y_i nearly coincide, so each root is good to about 1e-7 of it.
    private const double Tolerance = 2e-7;

    [Fact]
    public void Every_cumulative_distance_equals_the_definition() =>
        Cases.Attention(24).Sample(c =>
        {
            var order = Slow.Order(c.Weights);
            var curve = CumulativeDistance.AllN(c.Weights, c.Vectors);
            var scale = Slow.Scale(c.Weights, c.Vectors);
            return curve.Length == order.Length + 1
                && Enumerable.Range(0, curve.Length).All(n =>
                    Math.Abs(curve[n] - Slow.Cumulative(c.Weights, c.Vectors, order[..n])) <= Tolerance * order.Length * scale)
                && curve[^1] == 0;
        });

    [Fact]
    public void Where_nothing_coincides_twelve_digits_agree()
    {
        var weights = StableSoftmax.Weights(GaussianDraw.Logits(200, 1.5, 3));
        var vectors = VectorSet.RandomUnit(200, 32, 4);
        var order = Slow.Order(weights);
        var curve = CumulativeDistance.AllN(weights, vectors);
        for (var n = 0; n < 200; n += 13)
            Assert.Equal(1, curve[n] / Slow.Cumulative(weights, vectors, order[..n]), 1e-11);
    }

    [Fact]
    public void The_distance_of_any_subset_equals_the_definition() =>
        Gen.Select(Cases.Attention(12), Gen.Int[0, 4095]).Sample((c, mask) =>
        {
            var chosen = Enumerable.Range(0, c.Weights.Length).Where(i => (mask >> i & 1) == 1).ToArray();
            var scale = 1e-12 * (1 + c.Vectors.MaxNorm);
            return Math.Abs(CumulativeDistance.OfSubset(c.Weights, c.Vectors, chosen) - Slow.Cumulative(c.Weights, c.Vectors, chosen)) <= scale
                && Math.Abs(ResultantDistance.OfSubset(c.Weights, c.Vectors, chosen) - Slow.Resultant(c.Weights, c.Vectors, chosen)) <= scale;
        });

    [Fact]
    public void The_distance_of_the_top_N_is_that_of_its_tokens() =>
        Gen.Select(Cases.Attention(12), Gen.Double[0, 1]).Sample((c, share) =>
        {
            var n = (int)Math.Round(share * c.Weights.Length);
            return Math.Abs(CumulativeDistance.TopN(c.Weights, c.Vectors, n) - Slow.Cumulative(c.Weights, c.Vectors, Slow.Order(c.Weights)[..n])) <= 1e-12 * (1 + c.Vectors.MaxNorm);
        });

    [Fact]
    public void Small_vectors_are_scaled_added_and_subtracted()
    {
        Assert.Equal([2, -6], Euclid.Times(2, [1.0, -3]));
        Assert.Equal([-1, 4], Euclid.Minus([1.0, 5], [2.0, 1]));
        Assert.Equal([3, 6], Euclid.Sum(new[] { new[] { 1.0, 5 }, [2.0, 1] }));
    }

    [Fact]
    public void Every_resultant_distance_equals_the_definition() =>
        Cases.Attention(24).Sample(c =>
        {
            var order = Slow.Order(c.Weights);
            var curve = ResultantDistance.AllN(c.Weights, c.Vectors);
            return curve.Length == order.Length + 1
                && Enumerable.Range(0, curve.Length).All(n =>
                    Math.Abs(curve[n] - Slow.Resultant(c.Weights, c.Vectors, order[..n])) <= 1e-12 * (1 + c.Vectors.MaxNorm));
        });

    [Fact]
    public void Equal_vectors_under_equal_weights_lie_where_the_theory_puts_them()
    {
        // a_i = 1/L, x_i = x: D_N = (L−N)(N−1)||x||/L, a worst case for the recursion because s_1 = y_i.
        const int L = 96;
        var vectors = VectorSet.FromRows([.. Enumerable.Repeat(new[] { 3.0, 4.0 }, L)]);
        var curve = CumulativeDistance.AllN([.. Enumerable.Repeat(1.0 / L, L)], vectors);
        for (var n = 1; n <= L; n++)
            Assert.Equal((double)(L - n) * (n - 1) * 5 / L, curve[n], 1e-6);
    }

    [Fact]
    public void All_heads_and_queries_agree_with_the_papers_direct_form()
    {
        const int Heads = 2, Length = 70, Width = 8;
        var rows = RandomHeads.Draw(Heads, Length, Width);
        foreach (var threads in new[] { 1, 2, -1 })
        {
            var curves = HeadDistances.Cumulative(rows, new HeadDistanceOptions(threads));
            for (var h = 0; h < Heads; h++)
            {
                for (var t = 0; t < Length; t++)
                {
                    var direct = new double[t + 2];
                    DirectDistance.AllN(rows.Weights(h, t), rows.Vectors(h), Width, direct);
                    Assert.Equal(t + 2, curves[h][t].Length);
                    for (var n = 0; n <= t + 1; n++)
                        Assert.Equal(direct[n], curves[h][t][n], 1e-7);
                }
            }
        }
    }

    [Fact]
    public void Resultant_distances_of_all_heads_equal_those_of_each_row()
    {
        var rows = RandomHeads.Draw(2, 40, 5);
        var curves = HeadDistances.Resultant(rows);
        for (var t = 0; t < rows.Length; t += 3)
        {
            var weights = rows.Weights(1, t).ToArray().Select(a => (double)a).ToArray();
            var vectors = new VectorSet(t + 1, rows.Width, [.. rows.Vectors(1)[..((t + 1) * rows.Width)].ToArray().Select(v => (double)v)]);
            var expected = ResultantDistance.AllN(weights, vectors);
            Assert.Equal(expected.Length, curves[1][t].Length);
            for (var n = 0; n < expected.Length; n++)
                Assert.Equal(expected[n], curves[1][t][n], 1e-13);
        }
    }

    [Fact]
    public void A_cancelled_computation_stops()
    {
        using var source = new CancellationTokenSource();
        var rows = RandomHeads.Draw(1, 50, 4);
        foreach (var threads in new[] { 1, 2 })
        {
            Assert.Throws<OperationCanceledException>(() =>
                HeadDistances.VisitCumulative(rows, new HeadDistanceOptions(threads, source.Token), (_, _, _) => source.Cancel()));
        }
    }
}
