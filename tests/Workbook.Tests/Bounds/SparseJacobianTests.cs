using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;
using Workbook.Bounds;
using Workbook.Normalizers;
using Xunit;

namespace Workbook.Tests.Bounds;

public class SparseJacobianTests
{
    [Fact]
    public void Each_norm_is_that_of_the_Jacobian_that_autograd_finds() =>
        Gen.Int[-1500, 1500].Array[2, 6].Sample(
            steps =>
            {
                // Never on the edge of a support, where the derivative is only directional.
                double[] l = [.. steps.Select((s, i) => s / 1000.0 + 1e-4 * Math.Sqrt(2 + i))];
                foreach (var t in new[] { 1.0, 0.6 })
                {
                    foreach (var alpha in new[] { 1.2, 1.5, 2.0 })
                    {
                        var (weights, norm) = Autograd(new Entmax(alpha, t), l);
                        if (weights.All(a => a is 0 or > 1e-3) && Math.Abs(SparseJacobians.EntmaxNorm(weights, alpha, t) - norm) > 1e-8)
                            return false;
                    }

                    var (sparse, sparseNorm) = Autograd(new Sparsemax(t), l);
                    if (sparse.All(a => a is 0 or > 1e-3) && Math.Abs(SparseJacobians.SparsemaxNorm(sparse.Count(a => a > 0), t) - sparseNorm) > 1e-9)
                        return false;
                    var (norm2, normNorm) = Autograd(new Normmax(temperature: t), l);
                    if (norm2.Count(a => a > 0) > 1 && norm2.All(a => a is 0 or > 1e-3) && Math.Abs(SparseJacobians.NormmaxNorm(norm2, t) - normNorm) > 1e-7)
                        return false;
                }

                return true;
            },
            iter: 30);

    [Fact]
    public void The_steepest_row_of_entmax_is_where_its_formula_says()
    {
        foreach (var length in new[] { 2, 10, 47, 1024 })
        {
            var (weight, norm) = SparseJacobians.EntmaxSteepest(1.5, length);
            double[] Row(double a) => [a, .. Enumerable.Repeat((1 - a) / (length - 1), length - 1)];
            Assert.Equal(norm, SparseJacobians.EntmaxNorm(Row(weight), 1.5), 1e-9);
            Assert.All(Enumerable.Range(1, 99), k => Assert.True(SparseJacobians.EntmaxNorm(Row(k / 100.0), 1.5) <= Math.Max(norm, 1 / Math.Sqrt(2)) + 1e-9));
        }

        // theory.md: two tokens 2^(α−2), and 0.87 at 1024.
        Assert.Equal(Math.Pow(2, -0.5), SparseJacobians.EntmaxSteepest(1.5, 2).Norm, 1e-9);
        Assert.Equal(0.87, SparseJacobians.EntmaxSteepest(1.5, 1024).Norm, 0.005);
        Assert.Equal(0.5, SparseJacobians.EntmaxSteepest(1.5, 2, 2).Norm * Math.Sqrt(2), 1e-9);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public void Sparsemax_from_infinity_to_one_is_the_best_sign_vector(int support)
    {
        var best = 0.0;
        for (var set = 0; set < 1 << support; set++)
        {
            var v = Enumerable.Range(0, support).Select(i => (set >> i & 1) == 1 ? 1.0 : -1).ToArray();
            best = Math.Max(best, v.Sum(x => Math.Abs(x - v.Average())) / 0.5);
        }

        Assert.Equal(best, SparseJacobians.SparsemaxInfinityToOne(support, 0.5), 1e-12);
    }

    private static (double[] Weights, double Norm) Autograd(INormalizer normalizer, double[] logits)
    {
        using var scope = torch.NewDisposeScope();
        var l = torch.tensor(logits).requires_grad_(true);
        var a = normalizer.Weights(l);
        var j = Matrix<double>.Build.Dense(logits.Length, logits.Length);
        for (var i = 0; i < logits.Length; i++)
        {
            var row = torch.autograd.grad([a[i]], [l], retain_graph: true)[0].data<double>().ToArray();
            for (var k = 0; k < row.Length; k++)
                j[i, k] = row[k];
        }

        return (a.detach().data<double>().ToArray(), j.L2Norm());
    }
}
