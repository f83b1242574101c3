using TorchSharp;
using Workbook.Claims;

namespace Workbook.Tests.Claims;

/// <summary>A claim whose bound is multiplied by a factor: a mutation that the ledger must notice.</summary>
internal sealed class Scaled(IInstanceClaim claim, double factor) : IInstanceClaim
{
    public Claim Claim => claim.Claim;

    public InstanceParts Uses => claim.Uses;

    public int ShortestRow => claim.ShortestRow;

    public int LongestRow => claim.LongestRow;

    public int LongestRealRow => claim.LongestRealRow;

    public bool IsPlain => claim.IsPlain;

    public IEnumerable<Instance> Known => claim.Known;

    public bool IsDifferentiable => claim.IsDifferentiable;

    public bool Admits(Instance instance) => claim.Admits(instance);

    public Comparison Compare(Instance instance) => claim.Compare(instance) is var sides ? sides with { Bound = factor * sides.Bound } : default;

    public TensorSides? Sides(RowBatch rows) => claim.Sides(rows) is { } sides ? sides with { Bound = sides.Bound * torch.tensor(factor) } : null;
}
