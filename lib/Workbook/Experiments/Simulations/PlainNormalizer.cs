using TorchSharp;
using Workbook.Normalizers;

namespace Workbook.Experiments.Simulations;

/// <summary>A normalizer on one plain row in float64, for formulas written out in a notebook.</summary>
public static class PlainNormalizer
{
    /// <summary>The weights of one row.</summary>
    /// <param name="normalizer">The normalizer.</param>
    /// <param name="logits">l, [L], each finite or −∞.</param>
    /// <returns>a, [L].</returns>
    public static double[] Weights(INormalizer normalizer, double[] logits)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        return normalizer.Weights(torch.tensor(logits)).data<double>().ToArray();
    }

    /// <summary>J of one row, column by column from the formula of J v.</summary>
    /// <param name="normalizer">The normalizer.</param>
    /// <param name="logits">l, [L], each finite or −∞.</param>
    /// <returns>J, [L, L].</returns>
    public static double[,] Jacobian(INormalizer normalizer, double[] logits)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        // One row of logits a direction: row j of the product is column j of J.
        var length = logits.Length;
        var product = normalizer.JacobianVectorProduct(torch.tensor(logits).expand(length, length).contiguous(), torch.eye(length, dtype: torch.float64));
        var columns = product.data<double>().ToArray();
        var matrix = new double[length, length];
        for (var j = 0; j < length; j++)
        {
            for (var i = 0; i < length; i++)
                matrix[i, j] = columns[j * length + i];
        }

        return matrix;
    }

    /// <summary>||J||_2 of one row, by the singular values of the whole J: a slow form that knows no closed one.</summary>
    /// <param name="normalizer">The normalizer.</param>
    /// <param name="logits">l, [L], L at least 1.</param>
    public static double JacobianNorm(INormalizer normalizer, double[] logits) =>
        MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(Jacobian(normalizer, logits)).L2Norm();
}
