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
    public void Rows_of_every_length_with_ties_extremes_and_masked_tokens_equal_the_slow_form_in_both_precisions()
    {
        // Through every remainder of a vector, with the maximum, a tie of it, ±1e4 and −∞ at moving places.
        for (var length = 1; length <= 140; length++)
        {
            var random = new Random(length);
            var scale = length % 3 == 0 ? 1e4 : 5;
            double[] row = [.. Enumerable.Range(0, length).Select(_ => (double)(float)(scale * (2 * random.NextDouble() - 1)))];
            var top = random.Next(length);
            row[random.Next(length)] = double.NegativeInfinity;
            row[top] = length % 2 == 0 ? 1e4 : row.Max();
            if (row[top] < -1e4)
                row[top] = -1e4;
            row[(top + length / 2) % length] = row[top];
            foreach (var temperature in new[] { 1.0, 2, 0.25 })
            {
                var expected = Slow.Softmax(row, temperature);
                var wide = new double[length];
                StableSoftmax.Weights(row, wide, temperature);
                var narrow = row.Select(v => (float)v).ToArray();
                StableSoftmax.Weights(narrow, narrow, temperature);
                for (var i = 0; i < length; i++)
                {
                    Assert.Equal(expected[i], wide[i], 1e-14);
                    Assert.Equal(expected[i], narrow[i], 1e-6);
                    Assert.True(!double.IsNegativeInfinity(row[i]) || (wide[i] == 0 && narrow[i] == 0));
                }
            }
        }
    }

    [Fact]
    public void Single_precision_keeps_its_digits_down_to_the_least_weight()
    {
        var worst = 0.0;
        for (var below = 0.0; below < 87; below += 0.013)
        {
            float[] row = [.. Enumerable.Repeat((float)-below, 40), 0];
            var expected = Slow.Softmax([.. row.Select(v => (double)v)], 1)[0];
            StableSoftmax.Weights(row, row);
            worst = Math.Max(worst, Math.Abs(row[0] / expected - 1));
        }

        // A handful of roundings, of e^x, of the sum and of their quotient, each 6e-8.
        Assert.InRange(worst, 0, 6e-7);
    }

    [Fact]
    public void Double_precision_keeps_its_digits_and_both_go_to_zero_gradually()
    {
        for (var below = 0.0; below < 750; below += 0.37)
        {
            var expected = Math.Exp(-below);
            var wide = StableSoftmax.Weights([0, -below])[1];
            Assert.True(Math.Abs(wide - expected / (1 + expected)) <= Math.Max(4e-15 * expected, 1e-323), $"{below}: {wide}");
            float[] narrow = [0, (float)-below];
            StableSoftmax.Weights(narrow, narrow);
            var single = Math.Exp(-(double)(float)below);
            Assert.True(Math.Abs(narrow[1] - single / (1 + single)) <= Math.Max(4e-7 * single, 3e-45), $"{below}: {narrow[1]}");
        }
    }

    [Fact]
    public void A_logit_that_has_no_weight_is_refused_wherever_it_stands()
    {
        for (var length = 1; length <= 70; length++)
        {
            for (var place = 0; place < length; place++)
            {
                foreach (var wrong in new[] { double.NaN, double.PositiveInfinity })
                {
                    var row = new double[length];
                    row[place] = wrong;
                    Assert.Equal("logits", Assert.Throws<ArgumentException>(() => StableSoftmax.Weights(row)).ParamName);
                    var narrow = row.Select(v => (float)v).ToArray();
                    Assert.Throws<ArgumentException>(() => StableSoftmax.Weights(narrow, narrow));
                }
            }
        }
    }

    [Fact]
    public void A_row_masked_whole_gives_zeros_at_any_length()
    {
        foreach (var length in new[] { 1, 7, 8, 16, 33 })
        {
            var row = Enumerable.Repeat(float.NegativeInfinity, length).ToArray();
            StableSoftmax.Weights(row, row, 0.5);
            Assert.All(row, a => Assert.Equal(0, a));
            Assert.All(StableSoftmax.Weights([.. Enumerable.Repeat(double.NegativeInfinity, length)]), a => Assert.Equal(0, a));
        }
    }

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

    [Fact]
    public void A_temperature_beyond_single_precision_is_the_coldest_or_hottest_there_is()
    {
        float[] row = [1, 2, 1.5f];
        StableSoftmax.Weights(row, row, 1e-60);
        Assert.Equal([0f, 1, 0], row);
        float[] hot = [1, 2, float.NegativeInfinity];
        StableSoftmax.Weights(hot, hot, 1e300);
        Assert.Equal([0.5f, 0.5f, 0], hot);
    }

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
}
