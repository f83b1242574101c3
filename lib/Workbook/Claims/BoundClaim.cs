namespace Workbook.Claims;

/// <summary>A claim about instances made of functions: an entry of a family, or one that a reader attacks with <see cref="ClaimSearch.Run"/>.</summary>
/// <param name="claim">The ledger's entry.</param>
/// <param name="uses">Which parts of an instance it looks at; the search moves only those.</param>
/// <param name="compare">Both sides on an instance.</param>
public sealed class BoundClaim(Claim claim, InstanceParts uses, Func<Instance, Comparison> compare) : IInstanceClaim
{
    /// <inheritdoc/>
    public Claim Claim => claim;

    /// <inheritdoc/>
    public InstanceParts Uses => uses;

    /// <inheritdoc/>
    public int ShortestRow { get; init; } = 1;

    /// <inheritdoc/>
    public int LongestRow { get; init; } = 12;

    /// <inheritdoc/>
    public int LongestRealRow { get => field == 0 ? LongestRow : field; init; }

    /// <inheritdoc/>
    public bool IsPlain { get; init; } = true;

    /// <inheritdoc/>
    public IEnumerable<Instance> Known { get; init; } = [];

    /// <summary>The conditions beside the length of the row; none by default.</summary>
    public Func<Instance, bool> When { get; init; } = _ => true;

    /// <summary>Both sides on a batch of rows, by operations that autograd can follow; null for none.</summary>
    public Func<RowBatch, TensorSides>? Tensors { get; init; }

    /// <inheritdoc/>
    public bool IsDifferentiable => Tensors is not null;

    /// <inheritdoc/>
    public bool Admits(Instance instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        return instance.Length >= ShortestRow && instance.Length <= Math.Max(LongestRow, LongestRealRow) && When(instance);
    }

    /// <inheritdoc/>
    public Comparison Compare(Instance instance) => compare(instance);

    /// <inheritdoc/>
    public TensorSides? Sides(RowBatch rows) => Tensors?.Invoke(rows);
}
