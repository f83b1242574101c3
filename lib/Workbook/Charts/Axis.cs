namespace Workbook.Charts;

/// <summary>An axis of a figure: what it measures, in which unit, on which scale.</summary>
/// <param name="Title">The house word and its letter, such as <c>context length L</c>.</param>
/// <param name="Unit">The unit, such as <c>tokens</c> or <c>nats</c>; null for a pure number.</param>
/// <param name="Scale">Linear, or logarithmic where the law is a power.</param>
/// <param name="From">Lowest value shown; null takes it from the data.</param>
/// <param name="To">Highest value shown; null takes it from the data.</param>
public sealed record Axis(string Title, string? Unit = null, AxisScale Scale = AxisScale.Linear, double? From = null, double? To = null)
{
    /// <summary>The title with its unit: <c>context length L (tokens)</c>.</summary>
    public string Label => Unit is null ? Title : $"{Title} ({Unit})";

    /// <summary>A linear axis of a pure number, from its title alone.</summary>
    public static implicit operator Axis(string title) => new(title);

    /// <summary>A logarithmic axis.</summary>
    public static Axis Log(string title, string? unit = null, double? from = null, double? to = null) =>
        new(title, unit, AxisScale.Log, from, to);
}
