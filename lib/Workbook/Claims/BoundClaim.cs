namespace Workbook.Claims;

/// <summary>A claim about instances made of functions: an entry of a family.</summary>
internal sealed class BoundClaim(Claim claim, InstanceParts uses, Func<Instance, Comparison> compare) : IInstanceClaim
{
    public Claim Claim => claim;

    public InstanceParts Uses => uses;

    public int ShortestRow { get; init; } = 1;

    public int LongestRow { get; init; } = 12;

    public int LongestRealRow { get => field == 0 ? LongestRow : field; init; }

    public bool IsPlain { get; init; } = true;

    public IEnumerable<Instance> Known { get; init; } = [];

    public Func<Instance, bool> When { get; init; } = _ => true;

    public Func<RowBatch, TensorSides>? Tensors { get; init; }

    public bool IsDifferentiable => Tensors is not null;

    public bool Admits(Instance instance) => instance.Length >= ShortestRow && instance.Length <= Math.Max(LongestRow, LongestRealRow) && When(instance);

    public Comparison Compare(Instance instance) => compare(instance);

    public TensorSides? Sides(RowBatch rows) => Tensors?.Invoke(rows);
}
