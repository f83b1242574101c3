using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>α-entmax: a = [(α − 1) l/T − τ]+^(1/(α−1)) with Σ a = 1; α = 1 is softmax, 2 is sparsemax.</summary>
/// <remarks>Exact for α = 1.5 and 2, softmax for 1; otherwise a safeguarded Newton search of τ, which autograd follows once (not twice).</remarks>
// Peters, Niculae and Martins 2019, arXiv 1905.05702
public sealed class Entmax : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="alpha">α, at least 1 and finite.</param>
    /// <param name="temperature">T, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public Entmax(double alpha = 1.5, double temperature = 1)
    {
        Alpha = Parameter.AtLeast(alpha, 1, nameof(alpha));
        Temperature = StableSoftmax.CheckedTemperature(temperature);
    }

    /// <summary>α, at least 1 and finite.</summary>
    public double Alpha { get; }

    /// <summary>T, positive and finite.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string Name => "entmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        ExactZeros = Alpha > 1,
        JacobianBound = length => Bound(length) / Temperature,
        SteepestRow = Steepest,
        Reference = "Peters, Niculae and Martins 2019",
        ArXiv = "1905.05702",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var scaled = rows.Logits / Constant.Of(Temperature);
        return Alpha switch
        {
            1 => rows.Softmax((rows.Logits - rows.Max(rows.Logits)) / Constant.Of(Temperature)),
            1.5 => SparseRows.HalfPower(rows, scaled),
            2 => SparseRows.Linear(rows, scaled),
            _ => ThresholdRows.Weights(rows, scaled.to_type(torch.ScalarType.Float64) * Constant.Of(Alpha - 1), 1 / (Alpha - 1), 1 / (Alpha - 1)).to_type(scaled.dtype),
        };
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        SparseRows.Product(SparseRows.Power(weights, 2 - Alpha), direction) / Constant.Of(Temperature);

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) =>
        JacobianNorms.RankOne(SparseRows.Power(weights, 2 - Alpha)) / Constant.Of(Temperature);

    private protected override torch.Tensor? Direct(torch.Tensor logits) =>
        Alpha == 1 ? null : SparseKernel.Weights(logits, new((Alpha - 1) / Temperature), 1 / (Alpha - 1), 1 / (Alpha - 1));

    private double Bound(int length) => Alpha switch
    {
        1 => 0.5,
        <= 2 => SteepestRows.Entmax(Alpha, length).Norm,
        _ when length > 2 => double.PositiveInfinity,

        // 2/(a^(α−2) + (1−a)^(α−2)), at an end or in the middle.
        _ => Math.Max(2, Math.Pow(2, Alpha - 2)),
    };

    private double[] Steepest(int length, double least)
    {
        if (Alpha == 1)
            return SteepestRows.Tie(length, 1 / Temperature);
        if (Alpha <= 2)
            return SteepestRows.EntmaxRow(Alpha, length, Temperature);
        if (length == 2 && Alpha >= 3)
            return [0, 0];

        // Two tokens at a weight w as small as it takes: T||J||_2 is w^(2−α) along their difference (twice what is asked, for rounding). Of two tokens in all, one: 0.995 of the bound.
        var w = length == 2 ? Math.Pow(0.005, 1 / (Alpha - 2)) : Math.Min(0.25, Math.Pow(Math.Max(1, 2 * least * Temperature), -1 / (Alpha - 2)));
        double Logit(double a) => Temperature * Math.Pow(a, Alpha - 1) / (Alpha - 1);
        return length == 2 ? [Logit(1 - w), Logit(w)] : [Logit(1 - 2 * w), .. SteepestRows.Levels(length - 1, 2, Logit(w), -Temperature)];
    }
}
