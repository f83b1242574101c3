using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>A figure of the paper beside what this run measured in one reading of it.</summary>
/// <param name="Figure">Where the paper reports it, such as <c>Fig. 2c</c>.</param>
/// <param name="Reported">What is reported there.</param>
/// <param name="Reading">The reading of the quantity, such as <c>main sum</c>.</param>
/// <param name="Measured">This run's value of the compared number.</param>
/// <param name="Low">Lower end of its 95 % interval; NaN where there is none.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">How many observations stand behind it.</param>
/// <param name="Verdict"><c>reproduces</c>, <c>does not</c>, or <c>cannot tell</c>.</param>
/// <param name="Reason">The rule that gave the verdict, with its numbers.</param>
public sealed record PaperComparison(
    string Figure, string Reported, string Reading, double Measured, double Low, double High, int Count, string Verdict, string Reason)
{
    /// <summary>The three verdicts.</summary>
    public const string Reproduces = "reproduces", DoesNot = "does not", CannotTell = "cannot tell";

    /// <summary>The verdict of an interval against the range that the paper reports: inside it, outside it, or across its edge; without an interval the value alone decides.</summary>
    /// <param name="statistic">The measured number with its interval.</param>
    /// <param name="low">Least value that still agrees.</param>
    /// <param name="high">Greatest value that still agrees.</param>
    public static string Judge(Statistic statistic, double low, double high)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return double.IsNaN(statistic.Value) ? CannotTell
            : double.IsNaN(statistic.Low) ? (statistic.Value >= low && statistic.Value <= high ? Reproduces : DoesNot)
            : statistic.Low >= low && statistic.High <= high ? Reproduces
            : statistic.High < low || statistic.Low > high ? DoesNot
            : CannotTell;
    }
}
