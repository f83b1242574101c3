using CsCheck;
using Workbook.Bounds;
using Workbook.Selection;
using Workbook.Tests.Selection;
using Xunit;

namespace Workbook.Tests.Bounds;

public class SeparabilityBoundTests
{
    private static readonly Gen<double[]> Weights = Gen.Double[0.001, 1].Array[1, 4];

    // Unit vectors ±e_k with unequal chances: mean 0, covariance diag(p), so d_eff = 1/Σp². Every draw can be listed.
    private static readonly double[] Chances = [0.5, 0.3, 0.2];
    private static readonly double Dimension = 1 / Chances.Sum(p => p * p);

    [Fact]
    public void Xi_equals_its_double_sum() =>
        Gen.Select(Gen.Double[0, 1].Array[1, 9], Gen.Double[0.1, 3], Gen.Double[0, 1]).Sample((a, m, delta) =>
        {
            var xi = SeparabilityBounds.Xi(a, m, delta);
            return Enumerable.Range(0, a.Length).All(i =>
            {
                int[] others = [.. Enumerable.Range(0, a.Length).Where(j => j != i)];
                var pairs = others.Sum(j => others.Where(k => k > j).Sum(k => a[j] * a[k]));
                var square = m * m * Math.Pow(others.Sum(j => a[j]), 2) - delta * delta * pairs;
                return Math.Abs(xi[i] * xi[i] - Math.Max(0, square)) <= 1e-12 * (1 + m * m * a.Length * a.Length);
            });
        });

    [Fact]
    public void No_selected_token_lies_beyond_xi_and_the_sure_share_beats_the_published_lower_side() =>
        Gen.Select(Gen.Double[0.001, 1].Array[2, 8], Gen.Int[1, 6], Gen.Int, Gen.Double[0.01, 3]).Sample((a, width, seed, radius) =>
        {
            var x = VectorSet.RandomUnit(a.Length, width, seed);
            var delta = Enumerable.Range(0, a.Length).SelectMany(i => Enumerable.Range(0, i).Select(j => Slow.Gap(x[i].ToArray(), x[j].ToArray()))).Min();
            var s = Slow.Sum(a, x, Enumerable.Range(0, a.Length));
            var xi = SeparabilityBounds.Xi(a, 1, delta);
            var distances = Enumerable.Range(0, a.Length).Select(i => Slow.Gap(s, Slow.Y(a, x, i))).ToArray();
            var sure = SeparabilityBounds.SureShare(a, 1, delta, radius);
            return Enumerable.Range(0, a.Length).All(i => distances[i] <= xi[i] + 1e-7)
                && SeparabilityBounds.SureShare(a, 1, delta, radius - 1e-7 > 0 ? radius - 1e-7 : radius / 2) <= distances.Count(v => v <= radius) / (double)a.Length
                && SeparabilityBounds.Published(a, 1, delta, radius).Lower <= sure + 1e-12;
        });

    [Fact]
    public void The_upper_side_of_Theorem_2_as_read_fails_on_the_published_counterexample()
    {
        double[] a = [.. Enumerable.Repeat(0.045, 20)];
        var bounds = SeparabilityBounds.Published(a, 1, 1, 0.315);
        Assert.Equal(0.954, bounds.Upper, 1e-3);
        var share = Enumerable.Range(0, 300).Average(seed => Share(a, VectorSet.RandomUnit(20, 64, seed), 0.315));
        Assert.InRange(share, 0.999, 1);
        Assert.True(share >= bounds.Lower);
        // ξ of 19 others of weight 0.045 a distance of 1 apart: 0.045 sqrt(19² − 19·18/2).
        Assert.Equal(1 - 0.045 * Math.Sqrt(361 - 171) / 0.315, bounds.Lower, 1e-12);
    }

    [Fact]
    public void The_moments_of_squared_distances_equal_those_over_every_draw() =>
        Gen.Select(Weights, Gen.Double[0, 1], Gen.Int[0, 3]).Sample(
            (a, b, pick) =>
            {
                var i = pick % a.Length;
                var draws = Draws(a, b, Chances, [0.5, 0.5, 0.5]).ToArray();
                return Same(SeparabilityBounds.Selected(a, i, Dimension), draws.Select(d => (d.Selected[i], d.Chance)))
                    && Same(SeparabilityBounds.Unselected(a, b, Dimension), draws.Select(d => (d.Unselected, d.Chance)))
                    && Same(PairLaw.Difference(a, i, b, Dimension), draws.Select(d => (d.Unselected - d.Selected[i], d.Chance)));
            },
            iter: 20);

    [Fact]
    public void A_common_mean_adds_what_the_formula_says() =>
        Gen.Select(Weights, Gen.Double[0, 1], Gen.Double[0, 1].Array[3], Gen.Int[0, 3]).Sample(
            (a, b, plus, pick) =>
            {
                var i = pick % a.Length;
                var mean = Math.Sqrt(Chances.Zip(plus).Sum(p => Math.Pow(p.First * (2 * p.Second - 1), 2)));
                var draws = Draws(a, b, Chances, plus).ToArray();
                return Math.Abs(draws.Sum(d => d.Selected[i] * d.Chance) - SeparabilityBounds.Selected(a, i, Dimension).Mean - SeparabilityBounds.CommonMeanSelected(a, i, mean)) < 1e-12
                    && Math.Abs(draws.Sum(d => d.Unselected * d.Chance) - SeparabilityBounds.Unselected(a, b, Dimension).Mean - SeparabilityBounds.CommonMeanUnselected(a, b, mean)) < 1e-12;
            },
            iter: 20);

    [Fact]
    public void Cantelli_holds_over_every_draw_at_every_radius() =>
        Gen.Select(Weights, Gen.Double[0, 1], Gen.Double[0.001, 4]).Sample(
            (a, b, radius) =>
            {
                var draws = Draws(a, b, Chances, [0.5, 0.5, 0.5]).ToArray();
                var share = draws.Sum(d => d.Chance * d.Selected.Count(v => v <= radius * radius) / a.Length);
                var nearer = draws.Sum(d => d.Selected[0] < d.Unselected ? d.Chance : 0);
                var within = draws.Sum(d => d.Unselected <= radius * radius ? d.Chance : 0);
                return SeparabilityBounds.Cantelli(a, Dimension, radius).Contains(share, 1e-9)
                    && SeparabilityBounds.Unselected(a, b, Dimension).ChanceWithin(radius).Contains(within, 1e-9)
                    && PairLaw.ChanceAtLeast(a, 0, b, Dimension) <= nearer + 1e-9;
            },
            iter: 40);

    [Fact]
    public void Cantelli_is_the_chance_of_the_two_point_law_that_reaches_it() =>
        Gen.Select(Gen.Double[0, 5], Gen.Double[0.1, 3], Gen.Double[0, 2.2]).Where(x => Math.Abs(x.Item3 * x.Item3 - x.Item1) > 0.1).Sample((mean, variance, radius) =>
        {
            // Two values with this mean and variance, one of them r²: its chance is the bound.
            var v = radius * radius - mean;
            var chance = variance / (v * v + variance);
            var other = -variance / v;
            Assert.Equal(0, chance * v + (1 - chance) * other, 1e-10);
            Assert.Equal(variance, chance * v * v + (1 - chance) * other * other, 1e-10);
            var bound = new DistanceMoments(mean, variance).ChanceWithin(radius);
            Assert.Equal(v < 0 ? chance : 1, bound.Upper, 1e-12);
            Assert.Equal(v < 0 ? 0 : 1 - chance, bound.Lower, 1e-12);
        });

    [Fact]
    public void The_pair_laws_floor_is_what_Cantelli_leaves_to_the_other_side() =>
        Gen.Select(Weights, Gen.Double[0.05, 1]).Sample((a, b) =>
            Assert.Equal(1 - PairLaw.Difference(a, 0, b, Dimension).ChanceWithin(0).Upper, PairLaw.ChanceAtLeast(a, 0, b, Dimension), 1e-12));

    [Fact]
    public void At_the_mean_Cantelli_says_nothing() =>
        Assert.Equal(new Interval(0, 1), new DistanceMoments(4, 1).ChanceWithin(2));

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    public void The_normal_pair_law_is_within_a_hundredth_of_simulation_at_64_dimensions(int n)
    {
        double[] weights = [.. Enumerable.Range(1, n + 4).Select(i => Math.Exp(-0.15 * i))];
        var total = weights.Sum();
        weights = [.. weights.Select(a => a / total)];
        const int Draws = 4000;
        var auc = Enumerable.Range(0, Draws).Average(seed => Separability.At(weights, VectorSet.RandomUnit(n + 4, 64, seed), [n], 1).Auc[0]);
        Assert.Equal(PairLaw.Auc(weights, n, 64), auc, 0.012);
    }

    [Theory]
    [InlineData(128, 64)]
    [InlineData(512, 64)]
    [InlineData(256, 16)]
    public void The_capacity_laws_agree_with_simulation(int length, int dimension)
    {
        int[] sizes = [2, 5, 11, 22, 88];
        double[] weights = [.. Enumerable.Repeat(1.0 / length, length)];
        const int Draws = 60;
        foreach (var n in sizes)
        {
            // r² = N/L², the middle between selected and unselected.
            var runs = Enumerable.Range(0, Draws).Select(seed => Separability.At(weights, VectorSet.RandomUnit(length, dimension, seed), [n], Math.Sqrt(n) / length)).ToArray();
            Agrees(runs.Select(r => r.NearestRadius[0]), CapacityLaws.NearestRadiusShare(n, length, dimension), 0.03);
            Agrees(runs.Select(r => r.MedianRadius[0]), CapacityLaws.MedianRadiusShare(n, dimension), 0.03);
            Agrees(runs.Select(r => r.Auc[0]), CapacityLaws.Auc(n, dimension), 0.02);
            Agrees(runs.Select(r => r.FixedRadius[0]), CapacityLaws.FixedRadiusShare(n, dimension), 0.06);
        }
    }

    [Fact]
    public void A_negligible_tail_leaves_the_nearest_share_free_of_the_length()
    {
        const int Head = 22;
        double[] weights = [.. Enumerable.Range(0, 400).Select(i => i < Head ? 1.0 / Head : 1e-7)];
        var share = Enumerable.Range(0, 200).Average(seed => Separability.At(weights, VectorSet.RandomUnit(400, 64, seed), [Head], 1).NearestRadius[0]);
        Assert.Equal(CapacityLaws.NegligibleTailShare(weights.AsSpan(0, Head), 64), share, 0.02);
    }

    [Fact]
    public void One_coordinate_of_a_unit_vector_has_its_known_law_in_two_and_three_dimensions() =>
        Gen.Double[-1, 1].Sample(t =>
            Math.Abs(CapacityLaws.CoordinateCdf(t, 3) - (1 + t) / 2) < 1e-12
            && Math.Abs(CapacityLaws.CoordinateCdf(t, 2) - (1 - Math.Acos(t) / Math.PI)) < 1e-7);

    [Fact]
    public void Wrong_arguments_are_refused_by_name()
    {
        Assert.Equal("radius", Assert.Throws<ArgumentOutOfRangeException>(() => SeparabilityBounds.Cantelli([0.5], 4, 0)).ParamName);
        Assert.Equal("selectedWeights", Assert.Throws<ArgumentException>(() => SeparabilityBounds.Published([], 1, 0, 1)).ParamName);
        Assert.Equal("dimension", Assert.Throws<ArgumentOutOfRangeException>(() => SeparabilityBounds.Selected([0.5], 0, 0)).ParamName);
        Assert.Equal("n", Assert.Throws<ArgumentOutOfRangeException>(() => CapacityLaws.NearestRadiusShare(5, 4, 8)).ParamName);
    }

    private static double Share(double[] a, VectorSet x, double radius)
    {
        var s = Slow.Sum(a, x, Enumerable.Range(0, a.Length));
        return Enumerable.Range(0, a.Length).Count(i => Slow.Gap(s, Slow.Y(a, x, i)) <= radius) / (double)a.Length;
    }

    /// <summary>Every draw of the selected vectors and one more from ±e_k: squared distances and its chance.</summary>
    private static IEnumerable<(double[] Selected, double Unselected, double Chance)> Draws(double[] a, double b, double[] chances, double[] plus)
    {
        var outcomes = 2 * chances.Length;
        var count = (int)Math.Pow(outcomes, a.Length + 1);
        for (var code = 0; code < count; code++)
        {
            var rows = new double[a.Length + 1][];
            var chance = 1.0;
            for (var (i, rest) = (0, code); i <= a.Length; i++, rest /= outcomes)
            {
                var (axis, sign) = (rest % outcomes / 2, rest % 2);
                rows[i] = new double[chances.Length];
                rows[i][axis] = sign == 0 ? 1 : -1;
                chance *= chances[axis] * (sign == 0 ? plus[axis] : 1 - plus[axis]);
            }

            var x = VectorSet.FromRows(rows);
            var s = Slow.Sum([.. a, b], x, Enumerable.Range(0, a.Length));
            var distances = Enumerable.Range(0, a.Length + 1).Select(i => Math.Pow(Slow.Gap(s, Slow.Y([.. a, b], x, i)), 2)).ToArray();
            yield return (distances[..^1], distances[^1], chance);
        }
    }

    private static bool Same(DistanceMoments expected, IEnumerable<(double Value, double Chance)> draws)
    {
        var list = draws.ToArray();
        var mean = list.Sum(d => d.Value * d.Chance);
        var variance = list.Sum(d => Math.Pow(d.Value - mean, 2) * d.Chance);
        return Math.Abs(mean - expected.Mean) < 1e-12 && Math.Abs(variance - expected.Variance) < 1e-12;
    }

    // The laws are asymptotic in d: four standard errors and the law's own error.
    private static void Agrees(IEnumerable<double> draws, double law, double own)
    {
        var list = draws.ToArray();
        var mean = list.Average();
        var error = Math.Sqrt(list.Sum(v => (v - mean) * (v - mean)) / (list.Length - 1) / list.Length);
        Assert.InRange(mean, law - 4 * error - own, law + 4 * error + own);
    }
}
