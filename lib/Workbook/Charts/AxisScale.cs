namespace Workbook.Charts;

/// <summary>How an axis, or a colour scale, spreads its values.</summary>
public enum AxisScale
{
    /// <summary>Equal steps for equal differences.</summary>
    Linear,

    /// <summary>Equal steps for equal ratios: for quantities that follow a power law. Values must be positive.</summary>
    Log,
}
