using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Experiments.Simulations;

/// <summary>One row of attention and every curve of its distances, each [L + 1] over N = 0 … L.</summary>
/// <param name="Weights">a, [L].</param>
/// <param name="Vectors">x, [L, d].</param>
/// <param name="Mass">A_N.</param>
/// <param name="Cumulative">D_N.</param>
/// <param name="Resultant">d_N.</param>
/// <param name="Bounds">The bounds of D_N.</param>
/// <param name="MainSum">E_P, the published expectation.</param>
/// <param name="PlugIn">The plug-in reading of the expectation.</param>
/// <param name="ExpectationBound">The closed upper bound of E D_N.</param>
/// <param name="RandomResultant">The root of E d_N² over random selections.</param>
public sealed record DistanceRow(
    double[] Weights,
    VectorSet Vectors,
    double[] Mass,
    double[] Cumulative,
    double[] Resultant,
    DistanceBoundCurves Bounds,
    double[] MainSum,
    double[] PlugIn,
    double[] ExpectationBound,
    double[] RandomResultant)
{
    /// <summary>L.</summary>
    public int Length => Weights.Length;

    /// <summary>All curves of one row.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    public static DistanceRow Of(double[] weights, VectorSet vectors) => new(
        weights,
        vectors,
        SelectedMass.AllN(weights),
        CumulativeDistance.AllN(weights, vectors),
        ResultantDistance.AllN(weights, vectors),
        DistanceBounds.AllN(weights, vectors),
        RandomSelection.MainSum(weights, vectors),
        RandomSelection.PlugIn(weights, vectors),
        RandomSelection.UpperBound(weights, vectors),
        [.. RandomSelection.MeanSquaredResultant(weights, vectors).Select(Math.Sqrt)]);

    /// <summary>A model row: Gaussian logits and vectors of about unit length around a shared mean.</summary>
    /// <param name="length">L.</param>
    /// <param name="width">d.</param>
    /// <param name="deviation">σ of the logits, in units of T.</param>
    /// <param name="common">Length of the mean that all vectors share: 0 isotropic, 1 all equal.</param>
    /// <param name="seed">The seed of the draw.</param>
    public static DistanceRow Random(int length, int width, double deviation, double common = 0, int seed = 1) =>
        Of(StableSoftmax.Weights(GaussianDraw.Logits(length, deviation, seed)), SharedMean(length, width, common, seed + 1));

    /// <summary>Vectors sqrt(1−common²) u_i + common e_1 with u_i isotropic on the unit sphere: about unit length, around a shared mean.</summary>
    /// <param name="length">L.</param>
    /// <param name="width">d.</param>
    /// <param name="common">Length of the shared mean, 0 … 1.</param>
    /// <param name="seed">The seed of the draw.</param>
    public static VectorSet SharedMean(int length, int width, double common, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(common);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(common, 1);
        var isotropic = VectorSet.RandomUnit(length, width, seed).Values.ToArray();
        for (var k = 0; k < isotropic.Length; k++)
            isotropic[k] = Math.Sqrt(1 - common * common) * isotropic[k] + (k % width == 0 ? common : 0);
        return new VectorSet(length, width, isotropic);
    }
}
