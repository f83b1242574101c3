namespace Workbook.Bounds;

/// <summary>Every curve of the distance of one row over N = 0 … L, in memory that is used again from row to row.</summary>
internal sealed class DistanceCurves(int capacity)
{
    /// <summary>D_N.</summary>
    public double[] Cumulative { get; } = new double[capacity + 1];

    /// <summary>d_N.</summary>
    public double[] Resultant { get; } = new double[capacity + 1];

    /// <summary>Theorem 1 (i) as published; at N = 0, where it is not defined, Σ||y_i||.</summary>
    public double[] Published { get; } = new double[capacity + 1];

    /// <summary>E_P, the main sum.</summary>
    public double[] MainSum { get; } = new double[capacity + 1];

    /// <summary>The plug-in reading.</summary>
    public double[] PlugIn { get; } = new double[capacity + 1];

    /// <summary>The closed upper bound of E D_N.</summary>
    public double[] Upper { get; } = new double[capacity + 1];

    /// <summary>E D_N over random selections, estimated.</summary>
    public double[] Random { get; } = new double[capacity + 1];
}
