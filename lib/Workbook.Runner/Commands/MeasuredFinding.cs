using Workbook.Experiments;

namespace Workbook.Runner.Commands;

/// <summary>A finding as the seeds of a plan gave it.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Finding">The finding at the first seed.</param>
/// <param name="Values">Its value at each seed; NaN where it is not defined.</param>
internal sealed record MeasuredFinding(string Experiment, Finding Finding, IReadOnlyList<double> Values)
{
    /// <summary>Experiment and finding, such as <c>dilution.slope</c>.</summary>
    public string Name => NameOf(Experiment, Finding.Name);

    /// <summary>The full name of a finding.</summary>
    public static string NameOf(string experiment, string finding) => $"{experiment}.{finding}";
}
