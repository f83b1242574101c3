using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Normmax: argmax l·a/T − ||a||_α over a ≥ 0, Σ a = 1; a = u/Σu, u = [l/T − τ]+^(1/(α−1)) with Σ u^α = 1.</summary>
/// <remarks>Exact for α = 2; otherwise a safeguarded Newton search of τ, which autograd follows once (not twice).
/// J = (I − a 1ᵀ) diag(g) (I − 1 aᵀ)/T, g = a^(2−α) ||a||_α^(α−1)/(α−1) on the support.</remarks>
// Blondel, Martins and Niculae 2020, arXiv 1901.02324; deep-spin/entmax: no factor α − 1
public sealed class Normmax : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="alpha">α, above 1 and finite.</param>
    /// <param name="temperature">T, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public Normmax(double alpha = 2, double temperature = 1)
    {
        Alpha = Parameter.Above(alpha, 1, nameof(alpha));
        Temperature = StableSoftmax.CheckedTemperature(temperature);
    }

    /// <summary>α, above 1 and finite.</summary>
    public double Alpha { get; }

    /// <summary>T, positive and finite.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string Name => "normmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        ExactZeros = true,
        JacobianBound = Bound,
        SteepestRow = Steepest,
        Reference = "Blondel, Martins and Niculae 2020",
        ArXiv = "1901.02324",
    };

    // Σ [x − τ]^power = 1, u = [x − τ]^exponent.
    private double Exponent => 1 / (Alpha - 1);

    private double Power => Alpha / (Alpha - 1);

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var scaled = rows.Logits / Constant.Of(Temperature);
        if (Alpha != 2)
            return ThresholdRows.Weights(rows, scaled.to_type(torch.ScalarType.Float64), Power, Exponent).to_type(scaled.dtype);
        var u = SparseRows.Square(rows, scaled);
        return u / u.sum(-1, keepdim: true);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction)
    {
        var moves = Slopes(weights) * (direction - (weights * direction).sum(-1, keepdim: true));
        return (moves - weights * moves.sum(-1, keepdim: true)) / Constant.Of(Temperature);
    }

    /// <inheritdoc/>
    protected override torch.Tensor? Norm(MaskedRows rows, torch.Tensor weights)
    {
        if (Alpha != 2)
            return null;
        var support = torch.sign(weights).sum(-1, keepdim: true);
        return (support * (weights * weights).sum(-1, keepdim: true).pow(Constant.Of(1.5)) / Constant.Of(Temperature)).masked_fill(support == Constant.One, Constant.Zero);
    }

    private protected override torch.Tensor Direct(torch.Tensor logits) => SparseKernel.Weights(logits, new(1 / Temperature), Power, Exponent);

    private torch.Tensor Slopes(torch.Tensor weights)
    {
        var norm = SparseRows.Power(weights, Alpha).sum(-1, keepdim: true).pow(Constant.Of((Alpha - 1) / Alpha));
        return SparseRows.Power(weights, 2 - Alpha) * norm * Constant.Of(Exponent);
    }

    private double Bound(int length) => Alpha switch
    {
        < 2 => SteepestRows.Normmax(Alpha, length).Norm / Temperature,
        2 => length / Temperature,
        _ => double.PositiveInfinity,
    };

    private double[] Steepest(int length, double least)
    {
        // The others share what the first leaves; above α = 2 as little as it takes, and of α = 2 itself a thousandth.
        var (others, weight) = (length - 1, 1 - 1e-3);
        if (Alpha < 2)
            (_, others, weight) = SteepestRows.Normmax(Alpha, length);
        else if (Alpha > 2)
            for (weight = 0.75; SteepestRows.NormmaxNorm(Alpha, others, weight) < least * Temperature && weight < 1 - 1e-15; weight = (1 + weight) / 2)
            {
            }

        var other = (1 - weight) / others;
        var norm = Math.Pow(Math.Pow(weight, Alpha) + others * Math.Pow(other, Alpha), 1 / Alpha);
        double Logit(double a) => Temperature * Math.Pow(a / norm, Alpha - 1);
        return [Logit(weight), .. SteepestRows.Levels(length - 1, others, Logit(other), -Temperature)];
    }
}
