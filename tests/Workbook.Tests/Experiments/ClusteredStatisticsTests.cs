using MathNet.Numerics;
using MathNet.Numerics.Statistics;
using Workbook.Experiments;
using Workbook.Experiments.Statistics;
using Workbook.Selection;
using Xunit;

namespace Workbook.Tests.Experiments;

public sealed class ClusteredStatisticsTests
{
    [Fact]
    public void The_clustered_interval_sees_texts_that_a_plain_bootstrap_takes_for_many_observations()
    {
        // Ten texts that differ much, forty heads that do not: 400 cells, but no more than ten independent numbers.
        var random = new Random(3);
        var cells = Enumerable.Range(0, 10).SelectMany(text =>
        {
            var effect = GaussianDraw.Next(random);
            return Enumerable.Range(0, 40).Select(head => new HeadCell($"t{text}", 0, head, effect + 0.1 * GaussianDraw.Next(random)));
        }).ToArray();
        var clustered = ClusteredBootstrap.Mean(cells, seed: 5);
        var plain = Statistic.Mean([.. cells.Select(c => c.Value)], seed: 5);
        var texts = cells.GroupBy(c => c.Text).Select(g => g.Average(c => c.Value)).ToArray();
        // The standard error that ten independent texts give; a normal interval has 3.92 of them.
        var expected = 3.92 * texts.StandardDeviation() / Math.Sqrt(10);
        Assert.InRange((clustered.High - clustered.Low) / expected, 0.8, 1.15);
        Assert.True(plain.High - plain.Low < 0.4 * (clustered.High - clustered.Low));
        Assert.Equal(cells.Average(c => c.Value), clustered.Value, 1e-12);
    }

    [Fact]
    public void A_cell_counts_as_often_as_its_text_times_its_head_was_drawn()
    {
        // Two texts, two heads, values that tell cells apart: a resample's sum can only be one of a product draw.
        var cells = new[] { new HeadCell("a", 0, 0, 1), new HeadCell("a", 0, 1, 10), new HeadCell("b", 0, 0, 100), new HeadCell("b", 0, 1, 1000) };
        var seen = new HashSet<double>();
        ClusteredBootstrap.Of(cells, drawn =>
        {
            Assert.Equal(4, drawn.Count);
            seen.Add(drawn.Sum(i => cells[i].Value));
            return 0;
        }, seed: 1, resamples: 500);
        var expected = new HashSet<double>();
        foreach (var (a, b) in new[] { (2, 0), (1, 1), (0, 2) })
        {
            foreach (var (g, h) in new[] { (2, 0), (1, 1), (0, 2) })
                expected.Add(a * (g * 1 + h * 10) + b * (g * 100 + h * 1000));
        }

        Assert.Equal(expected, seen);
    }

    [Fact]
    public void One_text_and_one_head_have_no_interval_and_NaN_cells_are_left_out()
    {
        var one = ClusteredBootstrap.Mean([new HeadCell("a", 0, 0, 3), new HeadCell("a", 0, 1, double.NaN)]);
        Assert.Equal((3.0, double.NaN, double.NaN, 1), (one.Value, one.Low, one.High, one.Count));
        Assert.Equal(0, ClusteredBootstrap.Mean([]).Count);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 0.2, 0.5)]
    [InlineData(0.2, 1, 0.5)]
    [InlineData(0, 0, 1)]
    public void The_clustered_interval_covers_a_known_mean_about_as_often_as_it_says(double ofText, double ofHead, double ofCell)
    {
        const int runs = 300;
        var random = new Random(17);
        var hits = 0;
        for (var run = 0; run < runs; run++)
        {
            var heads = Enumerable.Range(0, 16).Select(_ => ofHead * GaussianDraw.Next(random)).ToArray();
            var cells = Enumerable.Range(0, 16).SelectMany(text =>
            {
                var effect = ofText * GaussianDraw.Next(random);
                return heads.Select((head, k) => new HeadCell($"t{text}", 0, k, 3 + effect + head + ofCell * GaussianDraw.Next(random)));
            }).ToArray();
            var interval = ClusteredBootstrap.Mean(cells, seed: run, resamples: 200);
            hits += interval.Low <= 3 && 3 <= interval.High ? 1 : 0;
        }

        // Nominally 95 %: a percentile interval of 16 texts and heads falls a little short. Where no text or head differs from another
        // it is known to be too wide (by 3 in the variance), never too narrow.
        Assert.InRange(hits / (double)runs, 0.90, ofText + ofHead > 0 ? 0.98 : 1);
    }

    [Fact]
    public void A_line_is_the_one_that_a_library_fits_and_its_interval_covers_the_truth_as_often_as_it_says()
    {
        var random = new Random(11);
        var hits = 0;
        var x = Enumerable.Range(1, 12).Select(i => (double)i).ToArray();
        for (var run = 0; run < 400; run++)
        {
            var y = x.Select(v => 2 - 0.7 * v + GaussianDraw.Next(random)).ToArray();
            var fit = LineFit.Of(x, y);
            if (run == 0)
            {
                var (intercept, slope) = Fit.Line(x, y);
                Assert.Equal((intercept, slope), (fit.Intercept, fit.Slope.Value), (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-9);
                Assert.Equal(GoodnessOfFit.RSquared(x.Select(v => intercept + slope * v), y), fit.RSquared, 1e-9);
            }

            hits += fit.Slope.Low <= -0.7 && -0.7 <= fit.Slope.High ? 1 : 0;
        }

        // 95 % of 400 is 380, with a standard deviation of 4.4.
        Assert.InRange(hits, 366, 394);
    }

    [Fact]
    public void A_lines_interval_is_the_textbook_one()
    {
        // y = x with residuals 1, −1, −1, 1 at x = 0 … 3: Σ residuals² = 4, Sxx = 5, Student's t at 2 degrees of freedom 4.3027.
        var fit = LineFit.Of([0, 1, 2, 3], [1, 0, 1, 4]);
        Assert.Equal(1, fit.Slope.Value, 1e-12);
        Assert.Equal(4.302652729911275 * Math.Sqrt(4.0 / 2 / 5), fit.Slope.High - fit.Slope.Value, 1e-9);
        Assert.Equal(fit.Slope.High - 1, 1 - fit.Slope.Low, 1e-12);
    }

    [Fact]
    public void A_power_law_has_its_exponent_as_the_slope_of_logarithms() =>
        Assert.Equal(-0.5, LineFit.OfLogarithms([1, 4, 16, 64], [8, 4, 2, 1]).Slope.Value, 1e-12);

    [Fact]
    public void A_rank_correlation_is_the_one_that_a_library_computes_and_ties_share_their_rank()
    {
        double[] x = [3, 1, 4, 1, 5, 9, 2, 6], y = [2, 7, 1, 8, 2, 8, 1, 8];
        Assert.Equal([4, 1.5, 5, 1.5, 6, 8, 3, 7], RankCorrelation.Ranks(x));
        Assert.Equal(Correlation.Spearman(x, y), RankCorrelation.Spearman(x, y).Value, 1e-12);
        // Without ties: 1 − 6 Σ d² / (n (n² − 1)).
        double[] p = [1, 2, 3, 4, 5], q = [2, 1, 4, 3, 5];
        Assert.Equal(1 - 6 * 4.0 / (5 * 24), RankCorrelation.Spearman(p, q).Value, 1e-12);
        Assert.True(double.IsNaN(RankCorrelation.Spearman(p, [1, 1, 1, 1, 1]).Value));
    }

    [Fact]
    public void The_rank_correlations_interval_covers_a_known_correlation_as_often_as_it_says()
    {
        // Spearman's ρ of a bivariate normal with correlation r is (6/π) asin(r/2).
        const double R = 0.6;
        var truth = 6 / Math.PI * Math.Asin(R / 2);
        var random = new Random(2);
        var hits = 0;
        for (var run = 0; run < 400; run++)
        {
            var x = Enumerable.Range(0, 40).Select(_ => GaussianDraw.Next(random)).ToArray();
            var y = x.Select(v => R * v + Math.Sqrt(1 - R * R) * GaussianDraw.Next(random)).ToArray();
            var interval = RankCorrelation.Spearman(x, y);
            hits += interval.Low <= truth && truth <= interval.High ? 1 : 0;
        }

        Assert.InRange(hits, 364, 396);
    }
}
