namespace Workbook.Claims;

/// <summary>A measured claim made of a function: an entry of a family.</summary>
internal sealed class MeasuredClaim(Claim claim, Func<int, double, MeasuredFigure> measure) : IMeasuredClaim
{
    public Claim Claim => claim;

    public MeasuredFigure Measure(int seed, double effort) => measure(seed, effort);
}
