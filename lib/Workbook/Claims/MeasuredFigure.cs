namespace Workbook.Claims;

/// <summary>A measured figure beside what the claim says it is.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="HalfWidth">Half the width of its 95 % interval; 0 when it is exact.</param>
/// <param name="Expected">What the claim says.</param>
/// <param name="Tolerance">How far the claim allows the figure to be from that.</param>
/// <param name="Draws">How many draws it is made of; 1 when it is exact.</param>
public sealed record MeasuredFigure(double Figure, double HalfWidth, double Expected, double Tolerance, int Draws)
{
    /// <summary>Whether the figure's interval meets what the claim allows.</summary>
    public bool Agrees => Math.Abs(Figure - Expected) <= Tolerance + HalfWidth;

    /// <summary>The mean of draws with its normal interval.</summary>
    /// <param name="draws">At least two values.</param>
    /// <param name="expected">What the claim says the mean is.</param>
    /// <param name="tolerance">How far the claim allows it to be from that.</param>
    public static MeasuredFigure Mean(IReadOnlyList<double> draws, double expected, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(draws);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws.Count, 2);
        var mean = draws.Average();
        var error = Math.Sqrt(draws.Sum(v => (v - mean) * (v - mean)) / (draws.Count - 1) / draws.Count);
        return new MeasuredFigure(mean, 1.96 * error, expected, tolerance, draws.Count);
    }
}
