using TorchSharp;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Normalizers;

/// <summary>What every normalizer must do with tensors: derivatives, masks, precision, batches and lifetimes.</summary>
public class NormalizerTensorTests
{
    private const double Masked = double.NegativeInfinity;

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void The_Jacobian_product_equals_autograd_and_finite_differences(string label)
    {
        var f = Subjects.Of(label);
        var random = new Random(5);
        foreach (var l in Subjects.GaussianRows(30, 9))
        {
            double[] v = [.. l.Select(_ => random.NextDouble() * 2 - 1)], w = [.. l.Select(_ => random.NextDouble() * 2 - 1)];
            var product = Subjects.Product(f, l, v);
            var scale = 1 + product.Max(Math.Abs);

            // wᵀ(J v) = (Jᵀw)·v: the product goes forward, autograd backward.
            using var scope = NewDisposeScope();
            var logits = tensor(l, ScalarType.Float64).requires_grad_(true);
            (f.Weights(logits) * tensor(w, ScalarType.Float64)).sum().backward();
            var backward = logits.grad!.data<double>().ToArray();
            Assert.Equal(backward.Zip(v, (a, b) => a * b).Sum(), product.Zip(w, (a, b) => a * b).Sum(), 1e-9 * scale * l.Length);

            const double Step = 1e-6;
            var ahead = Subjects.Weights(f, [.. l.Zip(v, (a, b) => a + Step * b)]);
            var behind = Subjects.Weights(f, [.. l.Zip(v, (a, b) => a - Step * b)]);
            var gap = Subjects.Gap(product, ahead.Zip(behind, (a, b) => (a - b) / (2 * Step)));
            Assert.True(gap <= 1e-5 * scale, $"[{string.Join(", ", l)}]: off by {gap} of {scale}");
        }
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void A_row_masked_whole_gives_zeros_in_weights_gradient_and_product(string label)
    {
        var f = Subjects.Of(label);
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { Masked, Masked, Masked, 0.3, 1.7, Masked }, 2, 3).requires_grad_(true);
        var weights = f.Weights(logits);
        Assert.Equal([0.0, 0.0, 0.0], weights[0].data<double>().ToArray());
        Assert.Equal(0, weights[1, 2].item<double>());
        (weights * weights).sum().backward();
        var gradient = logits.grad!.data<double>().ToArray();
        Assert.Equal([0.0, 0.0, 0.0], gradient[..3]);
        Assert.Equal(0, gradient[5]);
        Assert.All(gradient, g => Assert.True(double.IsFinite(g)));
        var product = f.JacobianVectorProduct(logits, tensor(new[] { 1, 1, double.NaN }));
        Assert.Equal([0.0, 0.0, 0.0], product[0].data<double>().ToArray());
        Assert.All(product[1].data<double>().ToArray(), p => Assert.True(double.IsFinite(p)));
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void Every_type_stays_and_no_logit_to_ten_thousand_gives_NaN(string label)
    {
        var f = Subjects.Of(label);
        double[][] rows =
        [
            [1e4, 1e4, -1e4, 0, Masked], [-1e4, -1e4, -1e4, -1e4, -1e4], [0, 0, 0, 0, 0], [1e4, Masked, Masked, Masked, Masked], [-1e4, Masked, Masked, Masked, Masked],
            [-88.5, -90, -1e4, -100, -104], [88.5, 90, 89, 100, 710], [1e-4, -1e-4, 0, 1e-4, 0], [9999, 1e4, 9990, -1e4, 1e4], [Masked, Masked, Masked, Masked, Masked],
        ];
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64 })
        {
            var logits = tensor(rows.SelectMany(r => r).ToArray(), 10, 5).to_type(type).detach().requires_grad_(true);
            var weights = f.Weights(logits);
            var product = f.JacobianVectorProduct(logits, ones(10, 5).to_type(type));
            Assert.Equal((type, type), (weights.dtype, product.dtype));
            Assert.False(weights.isnan().any().item<bool>(), $"weights, {type}");
            Assert.False(product.isnan().any().item<bool>(), $"product, {type}");
            weights.to_type(ScalarType.Float64).sum().backward();
            Assert.False(logits.grad!.isnan().any().item<bool>(), $"gradient, {type}");
        }
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void Lower_precision_stays_close_to_double_precision_on_the_same_logits(string label)
    {
        var f = Subjects.Of(label);
        using var scope = NewDisposeScope();
        foreach (var (type, tolerance) in new[] { (ScalarType.Float16, 1e-3), (ScalarType.BFloat16, 8e-3), (ScalarType.Float32, 2e-6) })
        {
            var sharpness = f is AdaptiveScalableEntmax or ScalableSoftmax ? 4 : 1;
            foreach (var row in Subjects.GaussianRows(20, 40))
            {
                var logits = tensor(row, ScalarType.Float64).to_type(type);
                var expected = f.Weights(logits.to_type(ScalarType.Float64));
                var gap = (f.Weights(logits).to_type(ScalarType.Float64) - expected).abs().max().item<double>();
                var scale = Math.Max(1, expected.abs().max().item<double>());
                Assert.True(gap <= tolerance * sharpness * scale, $"{type}, [{string.Join(", ", row)}]: off by {gap}");
            }
        }
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void Rows_of_a_batch_are_independent_and_only_the_result_outlives_a_call(string label)
    {
        var f = Subjects.Of(label);
        using var scope = NewDisposeScope();
        var logits = tensor(Enumerable.Range(0, 120).Select(i => 4 * Math.Sin(1 + 7.3 * i)).ToArray(), 2, 3, 4, 5);
        var before = scope.DisposablesCount;
        var weights = f.Weights(logits);
        var product = f.JacobianVectorProduct(logits, logits);
        Assert.Equal(before + 2, scope.DisposablesCount);
        Assert.Equal([2L, 3, 4, 5], weights.shape);
        Assert.True((weights[1, 2, 3] - f.Weights(logits[1, 2, 3])).abs().max().item<double>() < 1e-14);
        Assert.True((product[1, 2, 3] - f.JacobianVectorProduct(logits[1, 2, 3], logits[1, 2, 3])).abs().max().item<double>() < 1e-13);
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void Under_any_mask_a_batch_is_its_rows_in_weights_product_and_norm(string label)
    {
        var f = Subjects.Of(label);
        using var scope = NewDisposeScope();
        var random = new Random(2);
        double[] values = [.. Enumerable.Range(0, 2 * 3 * 4 * 6).Select(i => 3 * Math.Sin(1 + 5.1 * i))];

        // Some tokens of every row at random, the whole of two rows, and a causal triangle in the last map.
        for (var i = 0; i < values.Length; i++)
        {
            var (map, row, token) = (i / 24, i / 6 % 4, i % 6);
            if (random.Next(3) == 0 || (map == 5 && token > row) || i / 6 is 3 or 13)
                values[i] = Masked;
        }

        var logits = tensor(values, 2, 3, 4, 6);
        var direction = tensor(Enumerable.Range(0, 6).Select(i => Math.Cos(2 + 3 * i)).ToArray());
        var (weights, product, norm) = (f.Weights(logits), f.JacobianVectorProduct(logits, direction), f.JacobianNorm(logits));
        Assert.Equal([2L, 3, 4], norm.shape);
        for (var i = 0; i < 24; i++)
        {
            var row = tensor(values[(i * 6)..(i * 6 + 6)]);
            double Off(Tensor batch, Tensor alone) => (batch.reshape(24, -1)[i] - alone).abs().max().item<double>();
            Assert.True(Off(weights, f.Weights(row)) < 1e-13, $"weights of row {i}");
            Assert.True(Off(product, f.JacobianVectorProduct(row, direction)) < 1e-12, $"product of row {i}");
            Assert.True(Off(norm, f.JacobianNorm(row)) < 1e-9, $"norm of row {i}");
            if (i is 3 or 13)
                Assert.Equal(0, norm.flatten()[i].item<double>());
        }
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void The_Jacobian_norm_keeps_its_type_and_is_a_number_at_logits_of_ten_thousand(string label)
    {
        var f = Subjects.Of(label);
        using var scope = NewDisposeScope();
        foreach (var type in new[] { ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64 })
        {
            var logits = tensor(new[] { 1e4, -1e4, 0, 1e4, -88, 88, Masked, 1e4, 0.5, 0.25, 0.75, -0.5 }, 3, 4).to_type(type);
            var norm = f.JacobianNorm(logits);
            Assert.Equal(type, norm.dtype);
            Assert.False(norm.isnan().any().item<bool>(), $"{type}");
            var expected = f.JacobianNorm(logits.to_type(ScalarType.Float64)).to_type(type);
            Assert.Equal(expected.to_type(ScalarType.Float64).data<double>().ToArray(), norm.to_type(ScalarType.Float64).data<double>().ToArray());
        }
    }
}
