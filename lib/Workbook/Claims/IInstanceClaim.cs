namespace Workbook.Claims;

/// <summary>A claim about every instance that meets its conditions: random instances, search and a model's own rows can refute it.</summary>
public interface IInstanceClaim : IClaim
{
    /// <summary>Which parts of an instance it looks at.</summary>
    InstanceParts Uses { get; }

    /// <summary>The shortest row that the search tries.</summary>
    int ShortestRow => 1;

    /// <summary>The longest row that the search tries, and the longest of a model's rows; small where a comparison enumerates subsets.</summary>
    int LongestRow => 12;

    /// <summary>The longest of a model's rows that it is compared on.</summary>
    int LongestRealRow => LongestRow;

    /// <summary>Whether <see cref="Compare"/> keeps to plain arithmetic, so that several threads may call it at once.</summary>
    bool IsPlain => true;

    /// <summary>The known extremal constructions, tried first unless the search has to do without them.</summary>
    IEnumerable<Instance> Known => [];

    /// <summary>Whether an instance meets the claim's conditions.</summary>
    /// <param name="instance">A row.</param>
    bool Admits(Instance instance) => true;

    /// <summary>Both sides of the claim on an instance that it admits.</summary>
    /// <param name="instance">A row.</param>
    Comparison Compare(Instance instance);

    /// <summary>The same two sides on many rows of one shape, by operations that autograd can follow; null when the claim offers none.</summary>
    /// <param name="rows">The rows.</param>
    TensorSides? Sides(RowBatch rows) => null;

    /// <summary>Whether <see cref="Sides"/> offers an expression.</summary>
    bool IsDifferentiable => false;
}
