namespace Workbook.Charts;

/// <summary>One line of a figure: its name, its points, what it stands for, and its spread.</summary>
/// <param name="Name">What the label beside the line says.</param>
/// <param name="X">Positions, [points].</param>
/// <param name="Y">Values, [points]; NaN leaves a gap.</param>
/// <param name="Role">What the line stands for; decides its colour and dash.</param>
/// <param name="Low">Lower edge of the band, [points]; given together with <paramref name="High"/>.</param>
/// <param name="High">Upper edge of the band, [points].</param>
public sealed record Series(
    string Name,
    IReadOnlyList<double> X,
    IReadOnlyList<double> Y,
    SeriesRole Role = SeriesRole.Plain,
    IReadOnlyList<double>? Low = null,
    IReadOnlyList<double>? High = null)
{
    /// <summary>True draws points without a line between them.</summary>
    public bool PointsOnly { get; init; }

    /// <summary>A series over whole numbers, such as lengths or selection sizes.</summary>
    public static Series Over(
        string name,
        IEnumerable<int> x,
        IEnumerable<double> y,
        SeriesRole role = SeriesRole.Plain,
        IEnumerable<double>? low = null,
        IEnumerable<double>? high = null) =>
        new(name, [.. x.Select(i => (double)i)], [.. y], role, low?.ToArray(), high?.ToArray());

    /// <summary>A constant drawn from one end of the figure to the other.</summary>
    public static Series Constant(string name, double value, double fromX, double toX, SeriesRole role = SeriesRole.SharpBound) =>
        new(name, [fromX, toX], [value, value], role);

    /// <summary>A curve of a formula at given positions.</summary>
    public static Series Of(string name, IEnumerable<double> x, Func<double, double> formula, SeriesRole role = SeriesRole.Plain)
    {
        double[] at = [.. x];
        return new(name, at, [.. at.Select(formula)], role);
    }

    internal bool HasBand => Low is not null && High is not null;

    internal void Check()
    {
        if (X.Count != Y.Count || (Low is null) != (High is null) || (HasBand && (Low!.Count != X.Count || High!.Count != X.Count)))
        {
            throw new ArgumentException(
                $"Series '{Name}' has {X.Count} positions, {Y.Count} values, and a band of {Low?.Count ?? 0} lower and {High?.Count ?? 0} upper edges; give as many of each, or no band.");
        }
    }
}
