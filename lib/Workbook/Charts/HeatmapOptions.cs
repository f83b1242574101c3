namespace Workbook.Charts;

/// <summary>How a heat map is read: its axes, labels and colours.</summary>
public sealed record HeatmapOptions
{
    /// <summary>The axis of the columns.</summary>
    public Axis X { get; init; } = new("key position", "token");

    /// <summary>The axis of the rows.</summary>
    public Axis Y { get; init; } = new("query position", "token");

    /// <summary>What the colours measure.</summary>
    public string Value { get; init; } = "attention weight a";

    /// <summary>Logarithmic where values span powers of ten; those below <see cref="Floor"/> are drawn as the floor.</summary>
    public AxisScale Scale { get; init; } = AxisScale.Linear;

    /// <summary>The smallest value that a logarithmic colour scale tells apart.</summary>
    public double Floor { get; init; } = 1e-4;

    /// <summary>Lowest value of the colour scale; null takes it from the data.</summary>
    public double? From { get; init; }

    /// <summary>Highest value of the colour scale; null takes it from the data.</summary>
    public double? To { get; init; }

    /// <summary>The columns' labels, such as token texts, [columns]; null numbers them from 1.</summary>
    public IReadOnlyList<string>? ColumnLabels { get; init; }

    /// <summary>The rows' labels, [rows]; null numbers them from 1.</summary>
    public IReadOnlyList<string>? RowLabels { get; init; }

    /// <summary>0-based column to outline in orange: the informative token's. Null marks none.</summary>
    public int? InformativeColumn { get; init; }

    /// <summary>In a grid: what its rows are.</summary>
    public string GridRow { get; init; } = "layer";

    /// <summary>In a grid: what its columns are.</summary>
    public string GridColumn { get; init; } = "head";
}
