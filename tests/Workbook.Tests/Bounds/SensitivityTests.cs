using CsCheck;
using MathNet.Numerics.LinearAlgebra;
using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;
using Workbook.Tests.Selection;
using Xunit;

namespace Workbook.Tests.Bounds;

public class SensitivityTests
{
    [Fact]
    public void Finite_steps_stay_below_their_bounds() =>
        Gen.Select(Cases.Rows(12), Gen.Double[-9, 9].Array[12]).Sample((row, e) =>
        {
            var (l, t) = row;
            var step = e[..l.Length];
            var before = StableSoftmax.Weights(l, t);
            var after = StableSoftmax.Weights([.. l.Zip(step, (u, v) => u + v)], t);
            var variation = before.Zip(after, (u, v) => Math.Abs(u - v)).Sum() / 2;
            return variation <= SensitivityBounds.TotalVariation(step.Max() - step.Min(), t) + 1e-12
                && Slow.Gap(before, after) <= SensitivityBounds.EuclideanStep(Slow.Norm(step), t) + 1e-12;
        });

    [Fact]
    public void Swapping_two_logits_reaches_both_finite_step_bounds() =>
        Gen.Select(Gen.Double[0.01, 20], Gen.Double[0.1, 10]).Sample((h, t) =>
        {
            var before = Slow.Softmax([-h / 2, h / 2], t);
            var after = Slow.Softmax([h / 2, -h / 2], t);
            return Math.Abs(Math.Abs(before[0] - after[0]) - SensitivityBounds.TotalVariation(2 * h, t)) < 1e-13
                && Math.Abs(Slow.Gap(before, after) - SensitivityBounds.EuclideanStep(Math.Sqrt(2) * h, t)) < 1e-13;
        });

    [Fact]
    public void The_two_token_law_is_the_norm_of_the_Jacobian() =>
        Gen.Select(Gen.Double[0, 20], Gen.Double[-2, 2]).Sample((gap, e) =>
        {
            var t = Math.Pow(10, e);
            return Math.Abs(SoftmaxJacobian.SpectralNorm(StableSoftmax.Weights([gap, 0], t), t) - TemperatureLaws.TwoTokens(gap, t)) <= 1e-13 / t;
        });

    [Fact]
    public void The_two_token_peak_is_a_maximum_with_the_stated_constants()
    {
        var (temperature, peak) = TemperatureLaws.TwoTokenPeak(2);
        Assert.Equal(1.5434, 2 / temperature, 1e-4);
        Assert.Equal(0.4477, 2 * peak, 1e-4);
        Gen.Double[0.01, 100].Sample(t => TemperatureLaws.TwoTokens(2, t) <= peak * (1 + 1e-12));
    }

    [Fact]
    public void The_law_of_one_token_above_equals_is_the_norm_of_the_Jacobian() =>
        Gen.Select(Gen.Double[-3, 12], Gen.Int[2, 300], Gen.Double[-1, 2]).Sample((gap, length, e) =>
        {
            var t = Math.Pow(10, e);
            var logits = new double[length];
            logits[0] = gap;
            return Math.Abs(SoftmaxJacobian.SpectralNorm(StableSoftmax.Weights(logits, t), t) - TemperatureLaws.OneAboveEqual(gap, length, t)) <= 1e-12 / t;
        });

    [Fact]
    public void At_half_mass_the_sensitivity_grows_with_the_logarithm_of_the_length() =>
        Gen.Select(Gen.Double[0.1, 10], Gen.Int[3, 5000]).Sample((gap, length) =>
        {
            var (temperature, sensitivity) = TemperatureLaws.HalfMass(gap, length);
            return Math.Abs(GapInversion.WeightAt(gap, length, temperature) - 0.5) < 1e-12
                && Math.Abs(TemperatureLaws.OneAboveEqual(gap, length, temperature) / sensitivity - 1) < 1e-11;
        });

    [Fact]
    public void The_outputs_Jacobian_and_its_finite_steps_stay_below_their_bounds() =>
        Gen.Select(Cases.Attention(10), Gen.Double[0.1, 5], Gen.Double[-4, 4].Array[10]).Sample((c, t, e) =>
        {
            var diameter = c.Vectors.Diameter;
            var norm = OutputJacobian.SpectralNorm(c.Weights, c.Vectors, t);
            var slack = 1e-12 * (1 + diameter) / t;
            var logits = c.Weights.Select(a => t * Math.Log(Math.Max(a, 1e-200))).ToArray();
            var step = e[..logits.Length];
            return norm <= SensitivityBounds.Output(diameter, t) + slack
                && norm <= SensitivityBounds.OutputFromRow(c.Weights.Max(), OutputJacobian.CovarianceNorm(c.Weights, c.Vectors), t) + slack
                && OutputJacobian.FiniteStep(logits, step, c.Vectors, t) <= SensitivityBounds.OutputStep(diameter, step.Max() - step.Min(), t) + slack
                && Slow.Norm(Matrix<double>.Build.DenseOfArray(OutputJacobian.Matrix(c.Weights, c.Vectors, t)).Transpose() * Vector<double>.Build.Dense(step))
                    <= SensitivityBounds.OutputDifferential(diameter, step.Max(Math.Abs), t) + slack;
        });

    [Fact]
    public void The_outputs_Jacobian_is_the_limit_of_its_finite_steps()
    {
        double[] logits = [0.3, -0.4, 1.1, 0.2];
        var vectors = VectorSet.RandomUnit(4, 3, 1);
        double[] direction = [0.5, -1, 0.25, 2];
        var j = Matrix<double>.Build.DenseOfArray(OutputJacobian.Matrix(StableSoftmax.Weights(logits, 0.7), vectors, 0.7));
        var expected = (j.Transpose() * Vector<double>.Build.Dense(direction)).L2Norm();
        var measured = OutputJacobian.FiniteStep(logits, [.. direction.Select(v => 1e-6 * v)], vectors, 0.7) / 1e-6;
        Assert.Equal(expected, measured, 1e-5);
    }

    [Fact]
    public void Two_opposite_values_reach_the_outputs_bounds()
    {
        var vectors = VectorSet.FromRows([[1.0], [-1.0]]);
        Assert.Equal(SensitivityBounds.Output(2, 0.5), OutputJacobian.SpectralNorm([0.5, 0.5], vectors, 0.5), 1e-14);
        var matrix = Matrix<double>.Build.DenseOfArray(OutputJacobian.Matrix([0.5, 0.5], vectors, 0.5));
        Assert.Equal(SensitivityBounds.OutputDifferential(2, 1, 0.5), (matrix.Transpose() * Vector<double>.Build.Dense([1.0, -1])).L2Norm(), 1e-14);
        Assert.Equal(SensitivityBounds.OutputStep(2, 6, 0.5), OutputJacobian.FiniteStep([-1.5, 1.5], [3.0, -3], vectors, 0.5), 1e-14);
    }

    [Fact]
    public void A_general_normalizer_is_bounded_by_half_its_greatest_log_derivative() =>
        Gen.Double[-4, 4].Array[2, 8].Sample(l =>
        {
            // F(l) = 1 + e^l: g = e^l/(1 + e^l).
            var f = l.Select(v => 1 + Math.Exp(v)).ToArray();
            var a = f.Select(v => v / f.Sum()).ToArray();
            var g = l.Select(v => Math.Exp(v) / (1 + Math.Exp(v))).ToArray();
            var j = Matrix<double>.Build.DenseOfArray(SoftmaxJacobian.Matrix(a)) * Matrix<double>.Build.DenseOfDiagonalArray(g);
            return j.L2Norm() <= SensitivityBounds.General(g.Max()) + 1e-13;
        });
}
