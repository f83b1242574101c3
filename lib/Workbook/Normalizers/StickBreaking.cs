using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Stick-breaking: a_j = σ(l_j) Π_{k &gt; j} (1 − σ(l_k)): the nearest token, which is the last of the row, breaks first.</summary>
/// <remarks>A row of logits holds the tokens that may be attended; whether the query's own is among them is the caller's mask.</remarks>
// Tan et al. 2024, arXiv 2410.17980; the bound 1/(2 sqrt 2) is numerical, 1/sqrt(2e) proved
public sealed class StickBreaking : RowNormalizer
{
    /// <inheritdoc/>
    public override string Name => "stick-breaking";

    /// <inheritdoc/>
    public override NormalizerProperties Properties => new()
    {
        SumsToOne = false,
        ShiftInvariant = false,
        PermutationEquivariant = false,
        JacobianBound = _ => 1 / (2 * Math.Sqrt(2)),
        SteepestRow = (length, _) => [.. SteepestRows.Levels(length - 1, 0, 0, SteepestRows.Far), 0],
        Reference = "Tan et al. 2024",
        ArXiv = "2410.17980",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(MaskedRows rows)
    {
        var kept = torch.nn.functional.logsigmoid(-rows.Logits).masked_fill(rows.Masked, Constant.Zero);
        return (torch.nn.functional.logsigmoid(rows.Logits) + SumAfter(kept)).exp();
    }

    /// <inheritdoc/>
    protected override torch.Tensor Derivative(MaskedRows rows, torch.Tensor weights, torch.Tensor direction)
    {
        var share = rows.Logits.sigmoid() * direction;
        return weights * ((-rows.Logits).sigmoid() * direction - SumAfter(share));
    }

    // Sums over the tokens after each; exclusive by a shift, since a difference would lose digits.
    private static torch.Tensor SumAfter(torch.Tensor values)
    {
        var reversed = values.flip(-1).cumsum(-1);
        var shifted = torch.cat([torch.zeros_like(reversed.narrow(-1, 0, 1)), reversed.narrow(-1, 0, reversed.shape[^1] - 1)], -1);
        return shifted.flip(-1);
    }
}
