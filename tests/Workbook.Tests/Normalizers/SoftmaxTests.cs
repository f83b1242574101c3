using CsCheck;
using TorchSharp;
using Workbook.Normalizers;
using Workbook.Tests.Selection;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Normalizers;

public class SoftmaxTests
{
    [Fact]
    public void Rows_of_a_tensor_equal_the_slow_form() =>
        Cases.Rows(20).Sample(
            (l, t) =>
            {
                using var scope = NewDisposeScope();
                var a = new Softmax(t).Weights(tensor(l, ScalarType.Float64)).data<double>().ToArray();
                return a.Zip(Slow.Softmax(l, t), (x, y) => Math.Abs(x - y)).Max() <= 1e-14;
            },
            iter: 200,
            threads: 1);

    [Theory]
    [InlineData(ScalarType.Float16, 1e-3)]
    [InlineData(ScalarType.BFloat16, 1e-2)]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.Float64, 1e-14)]
    public void Every_type_keeps_its_type_and_gives_no_NaN_at_logits_of_ten_thousand(ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        foreach (var temperature in new[] { 1e-3, 1.0, 1e3 })
        {
            var logits = tensor(new[] { 1e4, 1e4, -1e4, 0, double.NegativeInfinity }, ScalarType.Float64).to_type(type);
            var weights = new Softmax(temperature).Weights(logits);
            Assert.Equal(type, weights.dtype);
            var a = weights.to_type(ScalarType.Float64).data<double>().ToArray();
            var expected = Slow.Softmax(logits.to_type(ScalarType.Float64).data<double>().ToArray(), temperature);
            for (var i = 0; i < a.Length; i++)
                Assert.Equal(expected[i], a[i], tolerance);
        }
    }

    [Fact]
    public void Leading_dimensions_are_kept_and_rows_are_independent()
    {
        using var scope = NewDisposeScope();
        var logits = randn(2, 3, 4, 5, dtype: ScalarType.Float64);
        var weights = new Softmax(0.7).Weights(logits);
        Assert.Equal([2L, 3, 4, 5], weights.shape);
        var row = new Softmax(0.7).Weights(logits[1, 2, 3]);
        Assert.True((weights[1, 2, 3] - row).abs().max().item<double>() < 1e-15);
    }

    [Fact]
    public void A_masked_row_gives_the_weights_of_the_shorter_row()
    {
        using var scope = NewDisposeScope();
        var causal = zeros(3, 3, dtype: ScalarType.Float64).masked_fill(ones(3, 3, dtype: ScalarType.Bool).triu(1), double.NegativeInfinity);
        var weights = new Softmax().Weights(causal);
        Assert.Equal([1, 0, 0, 0.5, 0.5, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3], weights.data<double>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-15);
    }

    [Fact]
    public void A_row_masked_whole_gives_zero_weights_and_zero_gradient()
    {
        using var scope = NewDisposeScope();
        foreach (var temperature in new[] { 1.0, 0.5 })
        {
            var logits = tensor(new[] { double.NegativeInfinity, double.NegativeInfinity, 0.0, 1.0 }, 2, 2).requires_grad_(true);
            var weights = new Softmax(temperature).Weights(logits);
            Assert.Equal([0.0, 0.0], weights[0].data<double>().ToArray());
            weights.square().sum().backward();
            var gradient = logits.grad!.data<double>().ToArray();
            Assert.Equal([0.0, 0.0], gradient[..2]);
            Assert.True(gradient.All(double.IsFinite) && gradient[2] != 0);
        }
    }

    [Fact]
    public void A_float32_row_at_a_cold_temperature_keeps_its_digits()
    {
        // (l − max)/T, not l/T − max/T: near 1e4/1e-3 neighbouring float32 numbers lie 1 apart.
        using var scope = NewDisposeScope();
        var weights = new Softmax(1e-3).Weights(tensor(new[] { 10000f, 9999.999f }));
        var expected = Slow.Softmax([10000f, 9999.999f], 1e-3);
        Assert.Equal(expected[1], weights[1].item<float>(), 1e-6);
    }

    [Fact]
    public void Only_the_result_outlives_the_call()
    {
        using var scope = NewDisposeScope();
        var logits = randn(4, 8);
        var before = scope.DisposablesCount;
        _ = new Softmax(2).Weights(logits);
        Assert.Equal(before + 1, scope.DisposablesCount);
    }
}
