using MathNet.Numerics.Distributions;
using Workbook.Bounds;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Bounds;

public sealed class CapacityTests
{
    [Fact]
    public void At_its_capacity_the_fixed_radius_keeps_what_half_a_deviation_does()
    {
        // With N² = 2d the share Φ(sqrt(d/(2(N−1)(N−2)))) is near Φ(1/2).
        var n = (int)CapacityLaws.FixedRadiusCapacity(20000);
        Assert.Equal(Normal.CDF(0, 1, 0.5), CapacityLaws.FixedRadiusShare(n, 20000), 0.004);

        // Three tokens: one lies within r when the cosine of the other two is at most 1/2.
        Assert.Equal(CapacityLaws.CoordinateCdf(0.5, 16), CapacityLaws.FixedRadiusShare(3, 16), 0.01);
    }

    [Fact]
    public void The_share_at_the_median_radius_is_the_chance_of_lying_on_the_sums_side()
    {
        const int N = 17, Width = 16, Draws = 2000;
        var nearer = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            var x = VectorSet.RandomUnit(N, Width, draw);
            var s = Euclid.Sum(Enumerable.Range(0, N).Select(i => x[i].ToArray()));
            nearer += Enumerable.Range(0, N).Count(i => OrderedSums.Dot<double>(s, x[i]) > 0);
        }

        Assert.Equal((double)nearer / (N * Draws), CapacityLaws.MedianRadiusShare(N, Width), 0.007);
    }

    [Theory, InlineData(2), InlineData(3)]
    public void Of_two_selected_tokens_the_nearest_radius_keeps_the_share_that_is_simulated(int width)
    {
        // Exact at N = 2, where the rest of the selection has length 1.
        const int Length = 6, Draws = 12000;
        var share = 0.0;
        double[] weights = [.. Enumerable.Repeat(1.0 / Length, Length)];
        for (var draw = 0; draw < Draws; draw++)
            share += Separability.At(weights, VectorSet.RandomUnit(Length, width, draw), [2], 0).NearestRadius[0] / Draws;
        Assert.Equal(share, CapacityLaws.NearestRadiusShare(2, Length, width), 0.012);
    }

    [Fact]
    public void The_nearest_radius_and_the_ceiling_at_a_fixed_size_are_their_closed_forms()
    {
        Assert.Equal(8, CapacityLaws.NearestRadiusCapacity(1024, 160 * Math.Log(2)), 1e-12);
        // C2 = 2, N = 5: a selection of mass at most 10/L against L − 5 tokens, and once more R for their own vectors.
        Assert.Equal(33, DistanceBounds.FixedSizeCeiling(5, 2, 3), 1e-12);
    }
}
