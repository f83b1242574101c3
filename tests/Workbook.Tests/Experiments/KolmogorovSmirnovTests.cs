using CsCheck;
using MathNet.Numerics;
using Workbook.Experiments.Statistics;
using Xunit;

namespace Workbook.Tests.Experiments;

public sealed class KolmogorovSmirnovTests
{
    [Fact]
    public void The_statistic_is_the_greatest_distance_of_the_empirical_distributions() =>
        Gen.Select(Gen.Int[0, 9].Select(v => (double)v).Array[1, 12], Gen.Int[0, 9].Select(v => (double)v).Array[1, 12]).Sample((x, y) =>
        {
            // Slow form: at every value, the share of each sample that is at most it.
            var slow = x.Concat(y).Max(v => Math.Abs(x.Count(a => a <= v) / (double)x.Length - y.Count(b => b <= v) / (double)y.Length));
            return Math.Abs(KolmogorovSmirnov.Of(x, y).Statistic - slow) < 1e-12;
        }, seed: "0000GTgS7ud0");

    [Theory, InlineData(1, 1), InlineData(2, 3), InlineData(4, 4), InlineData(5, 3), InlineData(6, 5)]
    public void The_exact_tail_equals_the_enumeration_of_all_orders(int n, int m)
    {
        // Each set of places that the first sample can take among n + m is equally likely.
        var distances = new List<int>();
        for (var places = 0; places < 1 << (n + m); places++)
        {
            if (System.Numerics.BitOperations.PopCount((uint)places) != n)
                continue;
            var (i, j, most) = (0, 0, 0);
            for (var k = 0; k < n + m; k++)
            {
                (i, j) = (places >> k & 1) == 1 ? (i + 1, j) : (i, j + 1);
                most = Math.Max(most, Math.Abs(i * m - j * n));
            }

            distances.Add(most);
        }

        for (var steps = 0; steps <= n * m; steps++)
            Assert.Equal(distances.Count(d => d >= steps) / (double)distances.Count, KolmogorovSmirnov.ExactTail(n, m, steps), 1e-12);
    }

    [Theory, InlineData(10, 4), InlineData(16, 8), InlineData(144, 23), InlineData(144, 40)]
    public void For_equal_sizes_the_exact_tail_is_Gnedenkos_sum(int n, int k)
    {
        // Gnedenko and Korolyuk 1951, by reflection: P(D >= k/n) = 2 Σ (−1)^{j+1} C(2n, n − jk) / C(2n, n).
        var sum = 0.0;
        for (var j = 1; j * k <= n; j++)
            sum += (j % 2 == 1 ? 2 : -2) * Math.Exp(SpecialFunctions.BinomialLn(2 * n, n - j * k) - SpecialFunctions.BinomialLn(2 * n, n));
        Assert.Equal(sum, KolmogorovSmirnov.ExactTail(n, n, (long)k * n), 1e-9);
    }

    [Fact]
    public void Large_samples_come_near_the_limit_law()
    {
        foreach (var distance in new[] { 0.03, 0.05, 0.08 })
            Assert.Equal(KolmogorovSmirnov.ExactTail(1000, 1000, (long)Math.Round(distance * 1e6)), KolmogorovSmirnov.LimitTail(1000, 1000, distance), 0.02);
        // λ = 1.3581 is the tabulated 5 % point, 1.6276 the 1 % point (Smirnov 1948).
        Assert.Equal(0.05, KolmogorovSmirnov.LimitTail(2, 2, 1.3581), 1e-4);
        Assert.Equal(0.01, KolmogorovSmirnov.LimitTail(2, 2, 1.6276), 1e-4);
        // Both series at the joint.
        Assert.Equal(KolmogorovSmirnov.LimitTail(2, 2, 1 - 1e-12), KolmogorovSmirnov.LimitTail(2, 2, 1), 1e-9);
    }

    [Fact]
    public void The_least_significant_distance_is_significant_and_the_one_below_is_not()
    {
        foreach (var (n, m, level) in new[] { (16, 16, 0.05), (16, 16, 0.01), (144, 144, 0.05), (7, 5, 0.05) })
        {
            var steps = (long)Math.Round(KolmogorovSmirnov.LeastSignificant(n, m, level) * n * m);
            Assert.True(KolmogorovSmirnov.ExactTail(n, m, steps) <= level);
            Assert.True(KolmogorovSmirnov.ExactTail(n, m, steps - 1) > level);
        }

        Assert.True(double.IsNaN(KolmogorovSmirnov.LeastSignificant(3, 3, 0.05)));
    }
}
