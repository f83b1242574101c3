using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>LSSAR: <see cref="SoftplusReweighted"/> over ln(d) cos(q, k).</summary>
// Gao et al. 2025, arXiv 2501.13428; second-hand
public sealed class SoftplusReweightedAttention : AttentionVariant
{
    private readonly SoftplusReweighted each;

    /// <summary>Makes the variant.</summary>
    /// <param name="power">p, at least 1.</param>
    /// <param name="offset">o, at least 0 and finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public SoftplusReweightedAttention(double power = 15, double offset = 1)
    {
        each = new SoftplusReweighted(power, offset);
    }

    /// <summary>p, at least 1.</summary>
    public double Power => each.Power;

    /// <summary>o, at least 0 and finite.</summary>
    public double Offset => each.Offset;

    /// <inheritdoc/>
    public override string Name => "softplus reweighted attention";

    /// <inheritdoc/>
    public override AttentionProperties Properties => new()
    {
        RowSum = each.Properties.SumsToOne ? (1, 1) : (0, 1),
        Unbounded = "a short key turns by any angle while its product with the query moves by one",
        ExactZeros = each.Properties.ExactZeros,
        KeyShiftInvariant = false,
        ScaleInvariant = true,
        DependsOnLength = true,
        Reference = "Gao et al. 2025",
        ArXiv = "2501.13428",
    };

    /// <inheritdoc/>
    protected override torch.Tensor Weights(AttentionInputs inputs, torch.Tensor unseen)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return Normalized(each, Cosines(inputs.Queries, inputs.Keys) * Constant.Of(Math.Log(inputs.Queries.shape[^1])), unseen);
    }
}
