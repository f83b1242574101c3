using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Normmax, p = 2: argmax l·a/T − ||a||_2 over a ≥ 0, Σ a = 1; a = u/Σu, u = [l/T − τ]+ with Σ u² = 1.</summary>
// Blondel, Martins and Niculae 2020, arXiv 1901.02324; deep-spin/entmax
public sealed class Normmax : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="temperature">T, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public Normmax(double temperature = 1)
    {
        Temperature = StableSoftmax.CheckedTemperature(temperature);
    }

    /// <summary>T, positive and finite.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string Name => "normmax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        ExactZeros = true,
        JacobianBound = length => length / Temperature,
        Reference = "Blondel, Martins and Niculae 2020",
        ArXiv = "1901.02324",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var u = SparseRows.Square(rows, rows.Logits / Constant.Of(Temperature));
        return u / u.sum(-1, keepdim: true);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction)
    {
        var support = torch.sign(weights);
        var norm = (weights * weights).sum(-1, keepdim: true).sqrt();
        var mean = (weights * direction).sum(-1, keepdim: true);
        var lifted = (support * (direction - mean)).sum(-1, keepdim: true);
        return (support * (direction - mean) - weights * lifted) * norm / Constant.Of(Temperature);
    }
}
