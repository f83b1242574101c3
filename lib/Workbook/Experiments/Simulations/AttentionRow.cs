using TorchSharp;
using Workbook.Normalizers;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Experiments.Simulations;

/// <summary>
/// An attention variant seen as a map from one row of logits to weights, so that it can stand beside normalizers: the row is that of the last
/// query, and each key is moved along this query until q·k/sqrt d is the logit that is asked for.
/// </summary>
/// <remarks>
/// All that a row of logits does not say is held equal for every variant: one head; the last query, the queries before it and the keys across
/// it, drawn once from the seed for each length; whatever the variant learns stands where learning starts, so gates that come from a token are σ(0).
/// J is how the weights of this query move when its logits are moved through the keys: for dot-product attention that is the normalizer's J.
/// </remarks>
/// <param name="variant">The variant.</param>
public sealed class AttentionRow(IAttentionVariant variant) : INormalizer
{
    private const int Width = 16;

    /// <summary>Every variant of the catalogue as a row, by name.</summary>
    public static IReadOnlyList<AttentionRow> All => [.. NormalizerCatalogue.Variants.Select(v => new AttentionRow(v))];

    /// <summary>The variant.</summary>
    public IAttentionVariant Variant => variant;

    /// <summary>The logit of every gate that a token makes; 0 is where learning starts, and far above 0 is open.</summary>
    public double Gate { get; init; }

    /// <summary>The seed of the queries and keys.</summary>
    public int Seed { get; init; } = 1;

    /// <inheritdoc/>
    public string Name => Gate == 0 ? variant.Name : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{variant.Name}, gates at {Gate}");

    /// <inheritdoc/>
    public NormalizerProperties Properties => new()
    {
        SumsToOne = variant.Properties.SumsToOne,
        Nonnegative = variant.Properties.Nonnegative,
        ExactZeros = variant.Properties.ExactZeros,
        ShiftInvariant = false,
        PermutationEquivariant = false,
        DependsOnLength = variant.Properties.DependsOnLength,
        JacobianBound = variant.Properties.JacobianBound,
        Reference = variant.Properties.Reference,
        ArXiv = variant.Properties.ArXiv,
    };

    /// <inheritdoc/>
    public Tensor Weights(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        using var scope = NewDisposeScope();
        var length = (int)logits.shape[^1];
        var random = new Random(Seed + length);
        Tensor Draw(int rows) => tensor(Enumerable.Range(0, rows * Width).Select(_ => GaussianDraw.Next(random)).ToArray(), rows, Width).to_type(logits.dtype).to(logits.device);

        // As long as the logits' scale asks: ||q|| = sqrt d.
        var query = Draw(1);
        query = query / query.square().mean([-1], keepdim: true).sqrt();
        return Weights(variant, logits, query.squeeze(0), Draw(length), Draw(length), Gate).MoveToOuterDisposeScope();
    }

    /// <summary>The weights of the last query in a context made to measure.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="logits">What q·k/sqrt d shall be, [..., L]; −∞ masks a key.</param>
    /// <param name="query">The last query, [..., d], not zero.</param>
    /// <param name="keys">What the keys are across the query, [..., L, d]; their part along it is replaced.</param>
    /// <param name="queries">The queries of all tokens, of which the last one is replaced, [..., L, d]; only variants whose queries are not independent look at them.</param>
    /// <param name="gate">The logit of every gate that a token makes.</param>
    /// <returns>a, [..., L], of the logits' type. Differentiable; the caller disposes it.</returns>
    public static Tensor Weights(IAttentionVariant variant, Tensor logits, Tensor query, Tensor keys, Tensor queries, double gate = 0)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(queries);
        using var scope = NewDisposeScope();
        var (length, width) = (logits.shape[^1], query.shape[^1]);
        var masked = logits.isneginf();
        var one = query.unsqueeze(-2);
        var square = one.square().sum(-1, keepdim: true);
        var wanted = logits.masked_fill(masked, Constant.Zero).unsqueeze(-1) * Constant.Of(Math.Sqrt(width)) / square;
        var along = (keys * one).sum(-1, keepdim: true) / square;
        var all = keys + (wanted - along) * one;
        var last = one.expand([.. all.shape.SkipLast(2), 1, width]);
        var asked = variant.Properties.QueriesIndependent ? last : cat([queries.narrow(-2, 0, length - 1).expand([.. all.shape.SkipLast(2), length - 1, width]), last], -2);
        var inputs = new AttentionInputs(asked.unsqueeze(-3), all.unsqueeze(-3), all.detach().unsqueeze(-3))
        {
            Masked = masked.unsqueeze(-2).unsqueeze(-2),
            Gates = variant.Properties.Gates switch
            {
                GateShape.Token => full([.. all.shape.SkipLast(2), 1, length], Constant.Of(gate), dtype: logits.dtype, device: logits.device),
                GateShape.Element => full([.. all.shape.SkipLast(2), 1, length, width], Constant.Of(gate), dtype: logits.dtype, device: logits.device),
                _ => null,
            },
        };
        return variant.Weights(inputs).select(-2, asked.shape[^2] - 1).squeeze(-2).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor JacobianVectorProduct(Tensor logits, Tensor direction)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(direction);
        using var scope = NewDisposeScope();
        using var gradient = enable_grad();

        // Jᵀ w is linear in w, so its derivative along w is J.
        var l = logits.detach().to_type(ScalarType.Float64).requires_grad_(true);
        var a = Weights(l);
        var w = zeros_like(a).requires_grad_(true);
        var transposed = autograd.grad([a], [l], [w], retain_graph: true, create_graph: true)[0];
        var product = autograd.grad([transposed], [w], [direction.to_type(ScalarType.Float64).expand(logits.shape).masked_fill(logits.isneginf(), Constant.Zero)])[0];
        return product.to_type(logits.dtype).MoveToOuterDisposeScope();
    }
}
