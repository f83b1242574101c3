using CsCheck;
using Workbook.Normalizers;
using Workbook.Tests.Selection;
using Xunit;

namespace Workbook.Tests.Normalizers;

public class StableSoftmaxTests
{
    [Fact]
    public void Weights_equal_the_slow_form_on_random_and_extreme_rows() =>
        Cases.Rows(40).Sample((l, t) =>
            StableSoftmax.Weights(l, t).Zip(Slow.Softmax(l, t), (a, b) => Math.Abs(a - b)).Max() <= 1e-14);

    [Fact]
    public void Weights_are_not_negative_and_sum_to_one() =>
        Cases.Rows(40).Sample((l, t) =>
        {
            var a = StableSoftmax.Weights(l, t);
            return a.All(v => v >= 0) && Math.Abs(a.Sum() - 1) < 1e-13;
        });

    [Fact]
    public void Single_precision_agrees_with_double_precision() =>
        Cases.Rows(40).Sample((l, t) =>
        {
            var narrow = l.Select(v => (float)v).ToArray();
            var expected = StableSoftmax.Weights(narrow.Select(v => (double)v).ToArray(), (float)t);
            StableSoftmax.Weights(narrow, narrow, t);
            return narrow.Zip(expected, (a, b) => Math.Abs(a - b)).Max() <= 2e-6;
        });

    [Fact]
    public void A_row_masked_whole_gives_zeros_and_no_mass()
    {
        double[] masked = [double.NegativeInfinity, double.NegativeInfinity];
        Assert.Equal([0, 0], StableSoftmax.Weights(masked));
        Assert.Equal(double.NegativeInfinity, StableSoftmax.LogPartition(masked));
        Assert.Empty(StableSoftmax.Weights([]));
    }

    [Fact]
    public void The_log_partition_is_what_normalizes_the_weights() =>
        Cases.Rows(30).Sample((l, t) =>
        {
            var z = StableSoftmax.LogPartition(l, t);
            return l.Zip(StableSoftmax.Weights(l, t), (v, a) => Math.Abs(Math.Exp(v / t - z) - a)).Max() <= 1e-13 * (1 + Math.Abs(z));
        });

    [Fact]
    public void The_coldest_temperature_gives_the_largest_logit_everything() =>
        Assert.Equal([0, 1, 0], StableSoftmax.Weights([1, 2, 1.5], double.Epsilon));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_temperature_that_is_not_positive_and_finite_is_refused(double temperature)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StableSoftmax.Weights([0.0], temperature));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Softmax(temperature));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_logit_that_has_no_weight_is_refused(double logit) =>
        Assert.Throws<ArgumentException>(() => StableSoftmax.Weights([0.0, logit]));
}
