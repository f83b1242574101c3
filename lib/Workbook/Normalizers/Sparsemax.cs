using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Sparsemax: argmin ||p − l/T||² over p ≥ 0, Σ p = 1; a = [l/T − τ]+.</summary>
// Martins and Astudillo 2016, arXiv 1602.02068, algorithm 1
public sealed class Sparsemax : RowNormalizer
{
    /// <summary>Makes the normalizer.</summary>
    /// <param name="temperature">T, positive and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public Sparsemax(double temperature = 1)
    {
        Temperature = StableSoftmax.CheckedTemperature(temperature);
    }

    /// <summary>T, positive and finite.</summary>
    public double Temperature { get; }

    /// <inheritdoc/>
    public override string Name => "sparsemax";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        ExactZeros = true,
        JacobianBound = _ => 1 / Temperature,
        SteepestRow = (length, _) => SteepestRows.Tie(length, 1 / Temperature),
        Reference = "Martins and Astudillo 2016",
        ArXiv = "1602.02068",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows) => SparseRows.Linear(rows, rows.Logits / Constant.Of(Temperature));

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction) =>
        SparseRows.Product(torch.sign(weights), direction) / Constant.Of(Temperature);

    /// <inheritdoc/>
    protected override torch.Tensor Norm(MaskedRows rows, torch.Tensor weights) =>
        ((weights > Constant.Zero).sum(-1, keepdim: true) > Constant.One).to_type(weights.dtype) / Constant.Of(Temperature);

    private protected override torch.Tensor Direct(torch.Tensor logits) => SparseKernel.Weights(logits, new(1 / Temperature), 1, 1);
}
