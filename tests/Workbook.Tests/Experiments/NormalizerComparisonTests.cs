using Workbook.Bounds;
using Workbook.Experiments.Simulations;
using Workbook.Normalizers;
using Xunit;

namespace Workbook.Tests.Experiments;

/// <summary>The normalizers side by side agree with what is known of single ones.</summary>
public class NormalizerComparisonTests
{
    [Fact]
    public void A_row_has_every_normalizer_of_the_catalogue_with_closed_form_figures()
    {
        var rows = NormalizerComparison.OnRow([0, 0, -30]);
        Assert.Equal(NormalizerCatalogue.All.Select(f => f.Name), rows.Select(r => r.Name));
        var softmax = rows.Single(r => r.Name == "softmax");
        Assert.Equal((1, 3, 0.5), (Math.Round(softmax.Sum, 10), softmax.Support, Math.Round(softmax.Largest, 10)));
        Assert.Equal(Math.Log(2), softmax.Entropy, 1e-9);
        Assert.Equal(0.5, softmax.Sensitivity, 1e-9);
        Assert.Equal(0.5, softmax.Bound);
        var sparsemax = rows.Single(r => r.Name == "sparsemax");
        Assert.Equal((2, 1.0, 1.0), (sparsemax.Support, sparsemax.Sensitivity, sparsemax.Bound));
        Assert.Equal(1e8, rows.Single(r => r.Name == "softpick").Bound!.Value, 1e-3);
        Assert.Equal(double.PositiveInfinity, rows.Single(r => r.Name == "squared relu").Bound);
        Assert.Equal(0, rows.Single(r => r.Name == "threshold relative").Entropy);
    }

    [Fact]
    public void Over_length_softmax_forgets_the_token_and_sparsemax_keeps_it()
    {
        var points = NormalizerComparison.OverLength([16, 1024], gap: 4, deviation: 0, rows: 3, normalizers: [new Softmax(), new Sparsemax()]);
        Assert.Equal(["softmax", "softmax", "sparsemax", "sparsemax"], points.Select(p => p.Name));
        Assert.Equal([16, 1024, 16, 1024], points.Select(p => p.Length));
        foreach (var point in points.Take(2))
        {
            Assert.Equal(GapInversion.WeightAt(4, point.Length), point.Informative.Median, 1e-12);
            Assert.Equal(TemperatureLaws.OneAboveEqual(4, point.Length, 1), point.Sensitivity.Median, 1e-9);
        }

        Assert.All(points.Skip(2), p => Assert.Equal((1, 0, 1), (p.Informative.Median, p.Entropy.Median, p.Support.Median)));
    }

    [Fact]
    public void The_search_reaches_tight_bounds_and_passes_none()
    {
        foreach (var point in NormalizerComparison.Sensitivity(8, rows: 10, steps: 10))
        {
            Assert.True(point.Typical.Median <= point.Worst, point.Name);
            Assert.True(point.Bound is not { } bound || point.Worst <= bound * (1 + 1e-9), point.Name);
        }

        foreach (var point in NormalizerComparison.Sensitivity(8, rows: 2, steps: 30, normalizers: [new Softmax(), new Sparsemax(2), new Sigmoid(), new Relu()]))
            Assert.True(point.Worst >= 0.99 * point.Bound, $"{point.Name}: {point.Worst} of {point.Bound}");
    }

    [Fact]
    public void Runs_with_the_same_seed_are_the_same_and_with_another_differ()
    {
        double Informative(int seed) => NormalizerComparison.OverLength([8], rows: 4, seed: seed, normalizers: [new Softmax()])[0].Informative.Mean;
        Assert.Equal(Informative(3), Informative(3));
        Assert.NotEqual(Informative(3), Informative(4));
    }

    [Fact]
    public void Costs_come_in_times_of_softmax()
    {
        var costs = NormalizerComparison.Cost(1, 16, 3, [new Sparsemax(), new Softpick()]);
        Assert.Equal(["sparsemax", "softpick"], costs.Select(c => c.Name));
        Assert.All(costs, c => Assert.True(c.Milliseconds > 0 && c.TimesSoftmax > 0));
        Assert.Equal(costs[0].Milliseconds / costs[0].TimesSoftmax, costs[1].Milliseconds / costs[1].TimesSoftmax, 1e-9);
    }

    [Fact]
    public void Lengths_and_rows_out_of_range_are_refused()
    {
        Assert.Equal("lengths", Assert.Throws<ArgumentOutOfRangeException>(() => NormalizerComparison.OverLength([1])).ParamName);
        Assert.Equal("rows", Assert.Throws<ArgumentOutOfRangeException>(() => NormalizerComparison.OverLength([4], rows: 0)).ParamName);
        Assert.Equal("length", Assert.Throws<ArgumentOutOfRangeException>(() => NormalizerComparison.Sensitivity(1)).ParamName);
        Assert.Equal("logits", Assert.Throws<ArgumentOutOfRangeException>(() => NormalizerComparison.OnRow([])).ParamName);
    }
}
