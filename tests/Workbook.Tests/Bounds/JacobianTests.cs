using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;
using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;
using Workbook.Tests.Selection;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Bounds;

public class JacobianTests
{
    [Fact]
    public void The_matrix_is_the_derivative_that_autograd_finds() =>
        Gen.Select(Cases.Logits(7), Gen.Double[0.2, 5]).Sample(
            (l, t) =>
            {
                using var scope = NewDisposeScope();
                var logits = tensor(l, ScalarType.Float64).requires_grad_(true);
                var weights = new Softmax(t).Weights(logits);
                var matrix = SoftmaxJacobian.Matrix(StableSoftmax.Weights(l, t), t);
                for (var i = 0; i < l.Length; i++)
                {
                    var row = autograd.grad([weights[i]], [logits], retain_graph: true)[0].data<double>().ToArray();
                    for (var j = 0; j < l.Length; j++)
                    {
                        if (Math.Abs(row[j] - matrix[i, j]) > 1e-13)
                            return false;
                    }
                }

                return true;
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Every_norm_equals_that_of_the_matrix() =>
        Cases.Rows(9).Sample((l, t) =>
        {
            var a = StableSoftmax.Weights(l, t);
            var j = Matrix<double>.Build.DenseOfArray(SoftmaxJacobian.Matrix(a, t));
            var slack = 1e-13 / t;
            return Math.Abs(SoftmaxJacobian.SpectralNorm(a, t) - j.L2Norm()) <= slack
                && Math.Abs(SoftmaxJacobian.FrobeniusNorm(a, t) - j.FrobeniusNorm()) <= slack
                && Math.Abs(SoftmaxJacobian.InfinityNorm(a, t) - j.InfinityNorm()) <= slack
                && Math.Abs(SoftmaxJacobian.LargestEntry(a, t) - j.Enumerate().Max(Math.Abs)) <= slack
                && Math.Abs(SoftmaxJacobian.InfinityToOneNorm(a, t) - InfinityToOne(j)) <= 10 * slack
                && Math.Abs(SoftmaxJacobian.RandomDirectionNorm(a, t) - j.FrobeniusNorm() / Math.Sqrt(l.Length)) <= slack;
        });

    [Fact]
    public void Norms_respect_their_bounds() =>
        Cases.Rows(30).Sample((l, t) =>
        {
            var a = StableSoftmax.Weights(l, t);
            var spectral = SoftmaxJacobian.SpectralNorm(a, t);
            var slack = 1e-13 / t;
            return SoftmaxJacobian.SpectralBracket(a, t).Contains(spectral, slack)
                && spectral <= SoftmaxJacobian.FrobeniusNorm(a, t) + slack
                && SoftmaxJacobian.FrobeniusNorm(a, t) <= SensitivityBounds.Sharp(t) + slack
                && SoftmaxJacobian.LargestEntry(a, t) <= SensitivityBounds.LargestEntry(t) + slack
                && SoftmaxJacobian.InfinityNorm(a, t) <= SensitivityBounds.Sharp(t) + slack
                && SoftmaxJacobian.RandomDirectionNorm(a, t) <= SensitivityBounds.RandomDirection(l.Length, t) + slack
                && (l.Length > 12 || SoftmaxJacobian.InfinityToOneNorm(a, t) <= SensitivityBounds.InfinityToOne(t) + slack);
        });

    [Fact]
    public void A_nearly_one_hot_row_keeps_its_digits()
    {
        // Two tokens: a = (1−τ, τ) has norm 2τ(1−τ), far below the rounding of 1 − a_max.
        foreach (var gap in new[] { 50.0, 300, 700 })
        {
            var tail = Math.Exp(-gap);
            var a = StableSoftmax.Weights([gap, 0]);
            Assert.Equal(1, SoftmaxJacobian.SpectralNorm(a) / (2 * tail), 1e-13);
            Assert.Equal(1, SoftmaxJacobian.FrobeniusNorm(a) / (2 * tail), 1e-13);
            Assert.Equal(1, SoftmaxJacobian.InfinityNorm(a) / (2 * tail), 1e-13);
        }
    }

    [Fact]
    public void Weights_below_the_smallest_normal_number_give_finite_norms()
    {
        // CsCheck seed 9vb9mALNPzv1: dividing by a subnormal weight overflowed.
        var a = StableSoftmax.Weights([7.386917094379594, 0, 0, -7.4400976952750035, 0], 0.01);
        Assert.InRange(a[1], double.Epsilon, 1e-310);
        Assert.InRange(SoftmaxJacobian.FrobeniusNorm(a, 0.01), double.Epsilon, 1e-300);
        Assert.InRange(SoftmaxJacobian.SpectralNorm(a, 0.01), double.Epsilon, 1e-300);
    }

    [Fact]
    public void A_one_hot_row_and_a_single_token_have_no_sensitivity()
    {
        Assert.Equal(0, SoftmaxJacobian.SpectralNorm([1]));
        Assert.Equal(0, SoftmaxJacobian.SpectralNorm([0, 1, 0]));
        Assert.Equal(0, SoftmaxJacobian.FrobeniusNorm([0, 1, 0]));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.0)]
    [InlineData(10.0)]
    public void Two_equal_logits_refute_the_published_bound_and_reach_the_sharp_one(double temperature)
    {
        var a = StableSoftmax.Weights([0.0, 0], temperature);
        Assert.Equal(SensitivityBounds.Sharp(temperature), SoftmaxJacobian.SpectralNorm(a, temperature), 1e-13);
        Assert.True(SoftmaxJacobian.SpectralNorm(a, temperature) > 1.9 * SensitivityBounds.Published(temperature));
        Assert.Equal(SensitivityBounds.InfinityToOne(temperature), SoftmaxJacobian.InfinityToOneNorm(a, temperature), 1e-13);
        Assert.Equal(SensitivityBounds.LargestEntry(temperature), SoftmaxJacobian.LargestEntry(a, temperature), 1e-13);
    }

    [Fact]
    public void Applying_the_Jacobian_is_multiplying_by_its_matrix() =>
        Gen.Select(Cases.Rows(8), Gen.Double[-3, 3].Array[8]).Sample((row, v) =>
        {
            var a = StableSoftmax.Weights(row.Item1, row.Item2);
            var direction = v[..a.Length];
            var expected = Matrix<double>.Build.DenseOfArray(SoftmaxJacobian.Matrix(a, row.Item2)) * Vector<double>.Build.Dense(direction);
            return Slow.Gap(SoftmaxJacobian.Apply(a, direction, row.Item2), expected) <= 1e-13 / row.Item2;
        });

    private static double InfinityToOne(Matrix<double> j) =>
        Enumerable.Range(0, 1 << j.ColumnCount)
            .Max(signs => (j * Vector<double>.Build.Dense(j.ColumnCount, i => (signs >> i & 1) == 1 ? 1 : -1)).L1Norm());

    [Fact]
    public void The_bracket_from_infinity_to_one_holds_the_norm_and_is_a_point_for_a_dominant_token() =>
        Cases.Rows(12).Sample(r =>
        {
            var weights = StableSoftmax.Weights(r.Logits, r.T);
            var exact = SoftmaxJacobian.InfinityToOneNorm(weights, r.T);
            var bracket = SoftmaxJacobian.InfinityToOneBracket(weights, r.T);
            return bracket.Contains(exact, 1e-12 / r.T) && (weights.Max() < 0.5 || Math.Abs(bracket.Upper - bracket.Lower) <= 1e-12 / r.T);
        });

    [Fact]
    public void The_bracket_from_infinity_to_one_is_narrow_where_no_token_dominates() =>
        Cases.Rows(40).Sample(r =>
        {
            var weights = StableSoftmax.Weights(r.Logits, r.T);
            // Halves that are filled in turn differ by at most the largest weight.
            return weights.Max() >= 0.5 || SoftmaxJacobian.InfinityToOneBracket(weights, r.T).Lower * r.T >= 1 - weights.Max() * weights.Max() - 1e-12;
        });

    [Fact]
    public void The_cheap_floor_is_at_least_what_the_two_largest_weights_move_against_each_other() =>
        Cases.Rows(12).Where(r => r.Logits.Length > 1).Sample(r =>
        {
            var weights = StableSoftmax.Weights(r.Logits);
            var order = TopOrder.Of(weights);
            var direction = new double[weights.Length];
            (direction[order[0]], direction[order[1]]) = (Math.Sqrt(0.5), -Math.Sqrt(0.5));
            var moved = SoftmaxJacobian.Apply(weights, direction).Zip(direction, (m, d) => m * d).Sum();
            return SoftmaxJacobian.SpectralBracket(weights).Lower >= moved * (1 - 1e-12) - 1e-15;
        });
}
