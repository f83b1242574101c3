namespace Workbook.Charts;

/// <summary>One cell of a <see cref="HeadMap"/> and what a click on it shows.</summary>
/// <param name="Layer">Layer, from 0: the row.</param>
/// <param name="Head">Head, from 0: the column.</param>
/// <param name="Value">The number that tints the cell; NaN leaves it plain.</param>
/// <param name="Facts">What the card says of the head: names and values.</param>
public sealed record HeadCard(int Layer, int Head, double Value, IReadOnlyList<(string Name, object? Value)> Facts)
{
    /// <summary>What the cell says; null for the value itself.</summary>
    public string? Label { get; init; }
}
