namespace Workbook.Claims;

/// <summary>Which parts of an <see cref="Instance"/> a claim looks at, beside logits and temperature.</summary>
[Flags]
public enum InstanceParts
{
    /// <summary>Logits and temperature only.</summary>
    Row = 0,

    /// <summary>The vectors.</summary>
    Vectors = 1,

    /// <summary>The size N of the top-N selection.</summary>
    Size = 2,

    /// <summary>An arbitrary selection.</summary>
    Subset = 4,

    /// <summary>A step of the logits.</summary>
    Step = 8,

    /// <summary>The positive number.</summary>
    Amount = 16,

    /// <summary>Of the logits only how many there are.</summary>
    LengthOnly = 32,
}
