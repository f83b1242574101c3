using Workbook.Bounds;
using Workbook.Charts;
using Workbook.Experiments.Simulations;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Experiments;

public class SeparabilitySimulationTests
{
    private static readonly double[] Even = [.. Enumerable.Repeat(1.0 / 64, 64)];

    [Fact]
    public void The_shares_equal_those_counted_by_hand()
    {
        double[] weights = [0.4, 0.3, 0.2, 0.1];
        var x = VectorSet.RandomUnit(4, 3, seed: 5);
        var point = Assert.Single(SeparabilitySimulation.OverSize(weights, 3, [2], draws: 1, seed: 5));
        var s = Euclid.Sum(new[] { Euclid.Times(0.4, x[0].ToArray()), Euclid.Times(0.3, x[1].ToArray()) });
        double Distance(int i) => Euclid.Distance(s, Euclid.Times(weights[i], x[i].ToArray()));
        double Share(double radius) => (Distance(0) < radius ? 0.5 : 0) + (Distance(1) < radius ? 0.5 : 0);
        Assert.Equal(Share(Math.Min(Distance(2), Distance(3))), point.Nearest.Value);
        Assert.Equal(Share(Math.Sqrt(0.16 + 0.09)), point.Fixed.Value);
    }

    [Fact]
    public void Simulated_squared_distances_have_the_moments_of_the_theory()
    {
        double[] selected = [0.3, 0.2, 0.2, 0.1];
        var (inside, outside) = SeparabilitySimulation.SquaredDistances(selected, 0.1, 16, draws: 4000);
        Agrees(SeparabilityBounds.Selected(selected, 0, 16), inside);
        Agrees(SeparabilityBounds.Unselected(selected, 0.1, 16), outside);

        static void Agrees(DistanceMoments expected, double[] values)
        {
            var mean = values.Average();
            Assert.Equal(expected.Mean, mean, 4 * Math.Sqrt(expected.Variance / values.Length));
            Assert.InRange(values.Average(v => (v - mean) * (v - mean)) / expected.Variance, 0.85, 1.15);
        }
    }

    [Fact]
    public void The_share_lies_between_the_bounds_from_mean_and_variance_and_above_the_published_upper_one_where_that_is_refuted()
    {
        double[] selected = [.. Enumerable.Repeat(0.045, 20)];
        var points = SeparabilitySimulation.OverRadius(selected, 64, 1, [0.15, 0.2, 0.315], draws: 100);
        Assert.All(points, p => Assert.True(p.Cantelli.Lower <= p.Share.High && p.Share.Low <= p.Cantelli.Upper && p.Published.Lower <= p.Share.High));
        Assert.True(points[^1].Share.Low > points[^1].Published.Upper);
    }

    [Fact]
    public void Vectors_that_cannot_lie_so_far_apart_are_refused() =>
        Assert.Contains("apart", Assert.Throws<WorkbookException>(() => SeparabilitySimulation.OverRadius([0.5, 0.5], 3, 2.1, [1], draws: 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_figures_of_separability_draw_finite_data()
    {
        var points = SeparabilitySimulation.OverSize(Even, 16, [1, 4, 16], draws: 3);
        Figure[] figures =
        [
            SeparabilityFigures.Measures(Separability.At(Even, VectorSet.RandomUnit(64, 16, 1), [1, 4, 16], 0.1)),
            SeparabilityFigures.OverRadius(SeparabilitySimulation.OverRadius([0.2, 0.2, 0.2], 16, 0.5, [0.1, 0.3], draws: 5)),
            SeparabilityFigures.Capacity(16, (64, points), (64, points)),
        ];
        Assert.All(figures, f => Assert.DoesNotContain("NaN", f.Json, StringComparison.Ordinal));
    }
}
