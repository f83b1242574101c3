using Workbook.Bounds;
using Workbook.Normalizers;
using Xunit;

namespace Workbook.Tests.Bounds;

public class GaussianLogitsTests
{
    [Theory]
    [InlineData(1, 2.0)]
    [InlineData(2, 0.5)]
    [InlineData(16, 1.5)]
    [InlineData(64, 4.0)]
    [InlineData(256, 1.0)]
    public void Integrals_agree_with_simulation_within_four_standard_errors(int length, double deviation)
    {
        const int Draws = 1500;
        var rows = Enumerable.Range(0, Draws).Select(seed => GaussianLogits.Draw(length, deviation, seed)).ToArray();
        Agrees(rows.Select(l => StableSoftmax.LogPartition(l)), GaussianLogits.MeanLogPartition(length, deviation));
        Agrees(rows.Select(l => StableSoftmax.Weights(l).Sum(a => a * a)), GaussianLogits.MeanSumOfSquares(length, deviation));
        Agrees(rows.Select(l => EntropyBounds.Entropy(StableSoftmax.Weights(l))), GaussianLogits.MeanEntropy(length, deviation));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1024)]
    public void Equal_logits_give_the_uniform_values(int length)
    {
        Assert.Equal(Math.Log(length), GaussianLogits.MeanLogPartition(length, 0), 1e-12);
        Assert.Equal(1.0 / length, GaussianLogits.MeanSumOfSquares(length, 0), 1e-13);
        Assert.Equal(Math.Log(length), GaussianLogits.MeanEntropy(length, 0), 1e-12);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(3.0)]
    [InlineData(8.0)]
    public void One_token_has_no_entropy(double deviation)
    {
        Assert.Equal(1, GaussianLogits.MeanSumOfSquares(1, deviation), 1e-11);
        Assert.Equal(0, GaussianLogits.MeanEntropy(1, deviation), 1e-9);
    }

    [Fact]
    public void Two_tokens_agree_with_a_direct_integral_over_their_difference()
    {
        // l_1 − l_2 is normal with deviation σ sqrt 2; the weight is its logistic.
        const double Sigma = 1.3;
        const double Step = 1e-3;
        var sum = 0.0;
        for (var g = -10.0; g <= 10; g += Step)
        {
            var p = 1 / (1 + Math.Exp(-Sigma * Math.Sqrt(2) * g));
            sum += (p * p + (1 - p) * (1 - p)) * Math.Exp(-g * g / 2) / Math.Sqrt(2 * Math.PI) * Step;
        }

        Assert.Equal(sum, GaussianLogits.MeanSumOfSquares(2, Sigma), 1e-10);
    }

    [Fact]
    public void At_a_thousand_tokens_the_published_and_simulated_figures_are_met()
    {
        // A simulation of 20,000 rows gives 0.016 ± 0.001 and 0.062 ± 0.002 above the dispersed form.
        Assert.Equal(0.016, GaussianLogits.MeanEntropy(1024, 1.5) - GaussianLogits.DispersedEntropy(1024, 1.5), 0.003);
        Assert.Equal(0.062, GaussianLogits.MeanEntropy(1024, 1.8616) - GaussianLogits.DispersedEntropy(1024, 1.8616), 0.006);
        Assert.Equal(0.44, GaussianLogits.MeanSumOfSquares(1024, 1.5 * GaussianLogits.CriticalDeviation(1024)), 0.006);
    }

    [Theory, InlineData(1.5), InlineData(4)]
    public void Condensed_weights_have_the_mean_of_a_Poisson_Dirichlet_law(double ratio)
    {
        // In the limit the weights are t^(−σ/σ_c) over the points t of a Poisson process, normalized.
        var random = new Random(4);
        var mean = Enumerable.Range(0, 3000).Average(_ =>
        {
            var (t, sum, squares) = (0.0, 0.0, 0.0);
            for (var k = 0; k < 1000; k++)
            {
                t -= Math.Log(1 - random.NextDouble());
                var weight = Math.Pow(t, -ratio);
                sum += weight;
                squares += weight * weight;
            }

            return squares / (sum * sum);
        });
        Assert.Equal(mean, GaussianLogits.CondensedSumOfSquares(ratio), 0.03);
    }

    [Fact]
    public void The_regimes_forms_lie_near_the_exact_means()
    {
        Assert.Equal(1, GaussianLogits.MeanSumOfSquares(4096, 0.5) / GaussianLogits.DispersedSumOfSquares(4096, 0.5), 0.02);
        foreach (var deviation in new[] { 0.5, 2, 4, 8 })
        {
            var logPartition = GaussianLogits.MeanEntropy(1024, deviation) + deviation * deviation * (1 - GaussianLogits.MeanSumOfSquares(1024, deviation));
            Assert.InRange(logPartition / GaussianLogits.LogPartitionCeiling(1024, deviation), 0.8, 1 + 1e-9);
        }
    }

    private static void Agrees(IEnumerable<double> draws, double expected)
    {
        var values = draws.ToArray();
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Length / (values.Length - 1));
        Assert.InRange(expected, mean - 4 * error - 1e-9, mean + 4 * error + 1e-9);
    }
}
