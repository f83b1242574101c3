namespace Workbook.Bounds;

/// <summary>Every curve of the distance of one row over N = 0 … L, in memory that is used again from row to row: entries past L are not of the row.</summary>
public sealed class DistanceCurves
{
    internal DistanceCurves(int capacity)
    {
        Cumulative = new double[capacity + 1];
        Resultant = new double[capacity + 1];
        Published = new double[capacity + 1];
        MainSum = new double[capacity + 1];
        PlugIn = new double[capacity + 1];
        Upper = new double[capacity + 1];
        Random = new double[capacity + 1];
    }

    /// <summary>D_N.</summary>
    public double[] Cumulative { get; }

    /// <summary>d_N.</summary>
    public double[] Resultant { get; }

    /// <summary>Theorem 1 (i) as published; at N = 0, where it is not defined, Σ||y_i||.</summary>
    public double[] Published { get; }

    /// <summary>E_P, the main sum.</summary>
    public double[] MainSum { get; }

    /// <summary>The plug-in reading.</summary>
    public double[] PlugIn { get; }

    /// <summary>The closed upper bound of E D_N.</summary>
    public double[] Upper { get; }

    /// <summary>E D_N over random selections, where it was simulated; else 0.</summary>
    public double[] Random { get; }
}
