using Workbook.Charts;
using Workbook.Experiments;
using Workbook.Experiments.Simulations;
using Workbook.Experiments.Statistics;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Experiments;

public class TheoryExperimentTests
{
    [Fact]
    public void A_spread_is_the_median_and_the_quartiles()
    {
        Assert.Equal(new Spread(3, 2, 4, 3, 5), Spread.Of([5, 1, 4, 2, 3]));
        Assert.Equal(new Spread(1.5, 1.25, 1.75, 1.5, 2), Spread.Of([2, 1]));
    }

    [Fact]
    public void Grids_start_and_end_where_they_should()
    {
        Assert.Equal([32, 64, 128], Lengths.Doubling(32, 255));
        Assert.Equal(0.1, Lengths.Logarithmic(0.1, 10, 3)[0]);
        Assert.Equal(1, Lengths.Logarithmic(0.1, 10, 3)[1], 1e-12);
        var sizes = Lengths.SelectionSizes(1024, 40);
        Assert.Equal((1, 1024), (sizes[0], sizes[^1]));
        Assert.Equal(sizes.Distinct().Order(), sizes);
    }

    [Fact]
    public void Measured_weights_and_entropy_lie_inside_both_bounds()
    {
        foreach (var point in VanishingExperiment.BoundedLogits([8, 64, 512], 2, rows: 10))
        {
            Assert.True(point.Sharp.Contains(point.Largest.High) && point.Sharp.Contains(point.Smallest.Low));
            Assert.True(point.Published.Lower <= point.Sharp.Lower && point.Sharp.Upper <= point.Published.Upper);
            Assert.True(point.EntropyBounds.Contains(point.Entropy.Low) && point.EntropyBounds.Contains(point.Entropy.High));
            Assert.Equal(10, point.Largest.Count);
        }
    }

    [Fact]
    public void A_fixed_gap_loses_its_weight_as_the_context_grows()
    {
        var exact = VanishingExperiment.InformativeToken([8, 64, 512], 4, deviation: 0, rows: 1);
        Assert.All(exact, p => Assert.Equal(p.EqualCompetitors, p.Weight.Median, 1e-12));
        Assert.True(exact[0].Weight.Median > 0.8 && exact[2].Weight.Median < 0.1);
    }

    [Fact]
    public void Gaussian_entropy_is_predicted_by_the_integral() =>
        Assert.All(VanishingExperiment.GaussianEntropy(256, [0.5, 2, 4], rows: 200), p => Assert.Equal(p.Exact, p.Measured.Mean, 0.15));

    [Fact]
    public void A_row_carries_every_curve_of_its_distances()
    {
        var row = DistanceRow.Random(60, 8, 1.5, common: 0.6, seed: 4);
        Assert.Equal(60, row.Length);
        Assert.All(
            new[] { row.Mass, row.Cumulative, row.Resultant, row.Bounds.Sharp, row.MainSum, row.PlugIn, row.ExpectationBound, row.RandomResultant },
            curve => Assert.Equal(61, curve.Length));
        Assert.Equal(CumulativeDistance.TopN(row.Weights, row.Vectors, 7), row.Cumulative[7], 1e-7);
        foreach (var point in DistanceExperiment.Simulate(row, [1, 10, 40]))
            Assert.InRange(point.Cumulative.Mean, row.MainSum[point.N] - 4 * point.Cumulative.StandardError, row.ExpectationBound[point.N] + 4 * point.Cumulative.StandardError);
    }

    [Fact]
    public void Bounded_logits_keep_the_distance_bounded_and_a_sink_lets_it_grow_with_the_length()
    {
        int[] lengths = [64, 1024];
        var bounded = DistanceExperiment.BoundedLogits(lengths, rows: 4);
        var sink = DistanceExperiment.WithSink(lengths, rows: 4);
        Assert.All(bounded, p => Assert.True(p.Cumulative.High <= p.Ceiling));
        Assert.InRange(bounded[1].Cumulative.Median / bounded[0].Cumulative.Median, 0.3, 2);
        Assert.InRange(sink[1].Cumulative.Median / sink[0].Cumulative.Median, 12, 20);
    }

    [Fact]
    public void The_tokens_that_hold_half_of_the_mass_follow_the_law_of_their_weights()
    {
        var curves = HalfMassExperiment.OverLength([256, 8192]);
        Assert.Equal(4, curves.Count);
        Assert.Equal(curves[0].Law, curves[0].Sizes);
        Assert.All(curves, c => Assert.InRange(c.Sizes[1] / c.Law[1], 0.95, 1.05));
    }

    [Fact]
    public void The_worst_temperature_falls_and_its_peak_grows_with_the_length()
    {
        var few = SensitivityExperiment.WorstTemperature(2, 4);
        var many = SensitivityExperiment.WorstTemperature(2, 4096);
        Assert.True(many.Temperature < few.Temperature && many.Sensitivity > few.Sensitivity);
    }

    [Fact]
    public void Finite_steps_stay_below_the_bound_that_a_swap_reaches()
    {
        foreach (var point in SensitivityExperiment.FiniteSteps([0.1, 1, 5], rows: 50))
        {
            Assert.Equal(point.Bound, point.Swap, 1e-12);
            Assert.True(point.Largest <= point.Bound && point.Bound <= point.Linear);
        }
    }

    [Fact]
    public void Every_figure_of_the_theory_chapters_draws_finite_data()
    {
        var points = VanishingExperiment.BoundedLogits([8, 64], 2, rows: 5);
        var row = DistanceRow.Random(40, 4, 1, 0.5);
        double[] temperatures = [0.1, 1, 10];
        var equal = SensitivityExperiment.OverTemperature([0, 0], temperatures);
        Figure[] figures =
        [
            VanishingFigures.Weights(points),
            VanishingFigures.Entropy(points),
            VanishingFigures.InformativeToken(VanishingExperiment.InformativeToken([8, 64], 4, rows: 5)),
            VanishingFigures.GaussianEntropy(VanishingExperiment.GaussianEntropy(64, [0.5, 3], rows: 5)),
            VanishingFigures.ScalableSoftmax(0.5, 1, 2, 3),
            VanishingFigures.Condensation(1, 3),
            DistanceFigures.HalfMass(HalfMassExperiment.OverLength([16, 64], rows: 3)),
            DistanceFigures.Truncation([(1, TruncationError.TopN(row.Weights, row.Vectors, 1)), (9, TruncationError.TopN(row.Weights, row.Vectors, 9))], row.Vectors.Diameter),
            DistanceFigures.Bounds(row),
            DistanceFigures.Expectations(row, DistanceExperiment.Simulate(row, [1, 5], draws: 10)),
            DistanceFigures.Resultant(row),
            DistanceFigures.OverLength(DistanceExperiment.BoundedLogits([16, 32], rows: 2), DistanceExperiment.WithSink([16, 32], rows: 2)),
            SensitivityFigures.OverTemperature(equal, equal),
            SensitivityFigures.Probe(equal),
            SensitivityFigures.Regimes(2, 2, 64),
            SensitivityFigures.GapCountingLaw([0, -0.5, -2, -2.5]),
            SensitivityFigures.FiniteSteps(SensitivityExperiment.FiniteSteps([0.1, 1], rows: 5)),
        ];
        Assert.All(figures, f => Assert.DoesNotContain("NaN", f.Json, StringComparison.Ordinal));
    }
}
