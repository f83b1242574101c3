using CsCheck;
using Workbook.Bounds;
using Workbook.Selection;
using Workbook.Tests.Selection;
using Xunit;

namespace Workbook.Tests.Bounds;

public class DistanceBoundTests
{
    [Fact]
    public void For_every_top_N_the_distance_is_below_the_sharp_bound_and_this_below_the_published_one() =>
        Cases.Attention(16).Sample(c =>
        {
            var order = Slow.Order(c.Weights);
            var curves = DistanceBounds.AllN(c.Weights, c.Vectors);
            var slack = 1e-10 * order.Length * (1 + c.Vectors.MaxNorm);
            return Enumerable.Range(0, order.Length + 1).All(n =>
            {
                var d = Slow.Cumulative(c.Weights, c.Vectors, order[..n]);
                return d <= curves.Sharp[n] + slack
                    && curves.Sharp[n] <= curves.Published[n] + slack
                    && Math.Abs(d - curves.Centre[n]) <= curves.OutsideNorms[n] + slack;
            });
        });

    [Fact]
    public void The_curves_are_the_bounds_of_each_top_N_set() =>
        Cases.Attention(12).Sample(c =>
        {
            var order = TopOrder.Of(c.Weights);
            var curves = DistanceBounds.AllN(c.Weights, c.Vectors);
            var slack = 1e-11 * order.Length * (1 + c.Vectors.MaxNorm);
            return Enumerable.Range(1, order.Length).All(n =>
            {
                var set = order[..n];
                var two = DistanceBounds.TwoSided(c.Weights, c.Vectors, set);
                return Math.Abs(curves.Published[n] - SlowPublished(c.Weights, c.Vectors, set)) <= slack
                    && Math.Abs(DistanceBounds.Published(c.Weights, c.Vectors, set) - SlowPublished(c.Weights, c.Vectors, set)) <= slack
                    && Math.Abs(curves.Sharp[n] - DistanceBounds.Sharp(c.Weights, c.Vectors, set)) <= slack
                    && Math.Abs(curves.Centre[n] + curves.OutsideNorms[n] - two.Upper) <= slack;
            });
        });

    [Fact]
    public void For_any_set_the_sharp_and_the_two_sided_bound_hold() =>
        Gen.Select(Cases.Attention(10), Gen.Int[0, 1023]).Sample((c, mask) =>
        {
            var chosen = Enumerable.Range(0, c.Weights.Length).Where(i => (mask >> i & 1) == 1).ToArray();
            var d = Slow.Cumulative(c.Weights, c.Vectors, chosen);
            var slack = 1e-11 * c.Weights.Length * (1 + c.Vectors.MaxNorm);
            return d <= DistanceBounds.Sharp(c.Weights, c.Vectors, chosen) + slack
                && DistanceBounds.TwoSided(c.Weights, c.Vectors, chosen).Contains(d, slack);
        });

    [Fact]
    public void The_published_bound_fails_for_an_arbitrary_set()
    {
        var vectors = VectorSet.FromRows([[1.0], [1.0]]);
        double[] weights = [0.1, 0.9];
        Assert.Equal(0.8, CumulativeDistance.OfSubset(weights, vectors, [0]), 1e-15);
        Assert.Equal(-0.8, DistanceBounds.Published(weights, vectors, [0]), 1e-15);
    }

    [Fact]
    public void Equal_vectors_reach_the_published_bound()
    {
        var weights = Slow.Softmax(GaussianDraw.Logits(20, 1, 2), 1);
        var vectors = VectorSet.FromRows([.. Enumerable.Repeat(new[] { 0.6, -0.8 }, 20)]);
        var curves = DistanceBounds.AllN(weights, vectors);
        for (var n = 1; n <= 20; n++)
            Assert.Equal(curves.Published[n], Slow.Cumulative(weights, vectors, Slow.Order(weights)[..n]), 1e-12);
    }

    [Fact]
    public void Every_resultant_distance_lies_in_its_intervals() =>
        Cases.Attention(16).Sample(c =>
        {
            var order = Slow.Order(c.Weights);
            var mean = ContextVector.Whole(c.Weights, c.Vectors);
            var slack = 1e-12 * (1 + c.Vectors.MaxNorm);
            var around = ResultantBounds.AroundCentre(c.Weights, c.Vectors, mean);
            var ceiling = ResultantBounds.AroundCentre(c.Weights, c.Vectors, new double[c.Vectors.Width]);
            var output = ResultantBounds.AroundOutput(c.Weights, c.Vectors);
            return Enumerable.Range(0, order.Length + 1).All(n =>
            {
                var d = Slow.Resultant(c.Weights, c.Vectors, order[..n]);
                return around[n].Contains(d, slack) && ceiling[n].Contains(d, slack) && output[n].Contains(d, slack)
                    && ceiling[n].Upper <= c.Vectors.MaxNorm + slack;
            });
        });

    [Fact]
    public void When_all_vectors_agree_the_resultant_interval_is_a_point() =>
        Assert.All(
            ResultantBounds.AroundCentre([0.2, 0.3, 0.5], VectorSet.FromRows([[2.0], [2.0], [2.0]]), [2.0]),
            i => Assert.Equal(i.Lower, i.Upper));

    [Fact]
    public void Under_Lemma_1_a_fixed_selection_keeps_a_bounded_distance_at_every_length()
    {
        const double Bound = 0.5;
        foreach (var length in new[] { 8, 64, 512 })
        {
            var logits = GaussianDraw.Logits(length, 1, length).Select(l => Math.Clamp(l, -Bound, Bound)).ToArray();
            var constant = VanishingBounds.Published(length, Bound).Upper * length;
            var d = CumulativeDistance.AllN(Slow.Softmax(logits, 1), VectorSet.RandomUnit(length, 8, length));
            Assert.InRange(d[5], 0, DistanceBounds.FixedSizeCeiling(5, constant, 1));
        }
    }

    [Fact]
    public void At_half_the_tokens_the_random_resultant_is_below_its_ceiling_and_needs_L_minus_one()
    {
        var vectors = VectorSet.FromRows([[1.0], [-1.0]]);
        Assert.Equal(1, RandomSelection.MeanSquaredResultant([0.5, 0.5], vectors)[1], 1e-15);
        Assert.Equal(1, ResultantBounds.RandomHalfCeiling(2, 1, 1), 1e-15);
    }

    private static double SlowPublished(double[] weights, VectorSet x, int[] set)
    {
        var outside = Enumerable.Range(0, weights.Length).Except(set).ToArray();
        if (outside.Length == 0)
            return 0;
        var mass = set.Sum(i => weights[i]);
        var left = outside.Sum(i => weights[i]);
        var farthest = outside.Max(i => set.Max(j => Slow.Gap(x[i].ToArray(), x[j].ToArray())));
        return left * farthest + (outside.Length * mass - left) * set.Max(j => Slow.Norm(x[j].ToArray()));
    }
}
