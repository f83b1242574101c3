using CsCheck;
using Workbook.Experiments.Statistics;
using Xunit;

namespace Workbook.Tests.Experiments;

public class StatisticTests
{
    [Fact]
    public void A_share_has_the_exact_binomial_interval()
    {
        // The ends are those at which the observed count has a tail of 2.5 %, summed here directly.
        Gen.Int[1, 40].SelectMany(n => Gen.Int[0, n].Select(k => (k, n))).Sample(draw =>
        {
            var (k, n) = draw;
            var share = Statistic.Share(k, n);
            if (k > 0) Assert.Equal(0.025, Tail(k, n, n, share.Low), 1e-9);
            if (k < n) Assert.Equal(0.025, Tail(0, k, n, share.High), 1e-9);
            Assert.True(share.Low <= share.Value && share.Value <= share.High);
        }, iter: 200);

        static double Tail(int from, int to, int n, double p)
        {
            var sum = 0.0;
            for (var i = from; i <= to; i++) sum += MathNet.Numerics.SpecialFunctions.Binomial(n, i) * Math.Pow(p, i) * Math.Pow(1 - p, n - i);
            return sum;
        }
    }

    [Fact]
    public void A_mean_has_a_bootstrap_interval_near_the_normal_one_for_many_observations()
    {
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, 2000).Select(_ => random.NextDouble())];
        var mean = Statistic.Mean(values);
        var deviation = Math.Sqrt(values.Sum(v => Math.Pow(v - values.Average(), 2)) / values.Length / values.Length);
        Assert.Equal(values.Average(), mean.Value, 1e-12);
        // A quantile of 1000 draws has a standard deviation of 4 % of this distance.
        Assert.Equal(1.96 * deviation, mean.High - mean.Value, 0.15 * 1.96 * deviation);
        Assert.Equal(1.96 * deviation, mean.Value - mean.Low, 0.15 * 1.96 * deviation);
        Assert.Equal(mean, Statistic.Mean(values));
        Assert.NotEqual(mean, Statistic.Mean(values, seed: 2));
    }

    [Fact]
    public void Nothing_observed_is_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => Statistic.Mean([]));
        Assert.ThrowsAny<ArgumentException>(() => Statistic.Share(0, 0));
        Assert.ThrowsAny<ArgumentException>(() => Statistic.Share(2, 1));
    }
}
