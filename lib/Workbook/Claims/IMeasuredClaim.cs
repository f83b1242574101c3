namespace Workbook.Claims;

/// <summary>A claim about a figure, such as a constant or an approximation's error: it is measured, with an interval.</summary>
public interface IMeasuredClaim : IClaim
{
    /// <summary>Measures the figure.</summary>
    /// <param name="seed">The seed of all draws.</param>
    /// <param name="effort">1 for the full number of draws, less for fewer.</param>
    MeasuredFigure Measure(int seed, double effort);
}
