using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Bounds;

/// <summary>The Jacobian ∂c/∂l of a head's output, whose row i is a_i (v_i − c)/T.</summary>
// Theory section 4, "output".
public static class OutputJacobian
{
    /// <summary>∂c/∂l, [L, d].</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">v, [L, d].</param>
    /// <param name="temperature">T.</param>
    public static double[,] Matrix(ReadOnlySpan<double> weights, VectorSet vectors, double temperature = 1)
    {
        StableSoftmax.CheckedTemperature(temperature);
        var c = ContextVector.Whole(weights, vectors);
        var matrix = new double[vectors.Count, vectors.Width];
        for (var i = 0; i < vectors.Count; i++)
        {
            for (var k = 0; k < vectors.Width; k++)
                matrix[i, k] = weights[i] * (vectors[i][k] - c[k]) / temperature;
        }

        return matrix;
    }

    /// <summary>||∂c/∂l||_2 by singular value decomposition; for rows of moderate size.</summary>
    /// <inheritdoc cref="Matrix"/>
    public static double SpectralNorm(ReadOnlySpan<double> weights, VectorSet vectors, double temperature = 1) =>
        Matrix<double>.Build.DenseOfArray(Matrix(weights, vectors, temperature)).L2Norm();

    /// <summary>||Cov_a(v)||_2, Cov_a(v) = Σ a_i (v_i − c)(v_i − c)ᵀ.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">v, [L, d].</param>
    public static double CovarianceNorm(ReadOnlySpan<double> weights, VectorSet vectors)
    {
        var c = ContextVector.Whole(weights, vectors);
        var root = new double[vectors.Count, vectors.Width];
        for (var i = 0; i < vectors.Count; i++)
        {
            for (var k = 0; k < vectors.Width; k++)
                root[i, k] = Math.Sqrt(weights[i]) * (vectors[i][k] - c[k]);
        }

        return Math.Pow(Matrix<double>.Build.DenseOfArray(root).L2Norm(), 2);
    }

    /// <summary>The output's move ||c(l+e) − c(l)|| for one finite step e.</summary>
    /// <param name="logits">l, [L].</param>
    /// <param name="step">e, [L].</param>
    /// <param name="vectors">v, [L, d].</param>
    /// <param name="temperature">T.</param>
    public static double FiniteStep(ReadOnlySpan<double> logits, ReadOnlySpan<double> step, VectorSet vectors, double temperature = 1)
    {
        var moved = new double[logits.Length];
        TensorPrimitives.Add(logits, step, moved);
        return OrderedSums.Distance<double>(
            ContextVector.Whole(StableSoftmax.Weights(logits, temperature), vectors),
            ContextVector.Whole(StableSoftmax.Weights(moved, temperature), vectors));
    }
}
