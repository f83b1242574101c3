using Workbook.Experiments;

namespace Workbook.Runner.Commands;

/// <summary>The findings of <c>verify --json</c>.</summary>
/// <param name="Model">The checkpoint, or the trace's name.</param>
/// <param name="ModelHash">SHA-256 of its weights, or of the trace's file.</param>
/// <param name="Compared">Whether the figures were compared; those of another model or text are not.</param>
/// <param name="Texts">The texts.</param>
/// <param name="Lengths">The lengths asked for.</param>
/// <param name="Seeds">The seeds.</param>
/// <param name="Pieces">Pieces of the experiments.</param>
/// <param name="ReusedPieces">How many of them an earlier run kept.</param>
/// <param name="Seconds">How long they took.</param>
/// <param name="Findings">One entry a finding.</param>
/// <param name="LeftOut">Findings that this tier does not compute.</param>
/// <param name="Paper">The paper's readings beside this run's.</param>
internal sealed record VerifiedFindings(
    string Model, string ModelHash, bool Compared, IReadOnlyList<string> Texts, IReadOnlyList<int> Lengths, IReadOnlyList<int> Seeds, int Pieces, int ReusedPieces, double Seconds,
    IReadOnlyList<VerifiedFinding> Findings, IReadOnlyList<string> LeftOut, IReadOnlyList<VerifiedReading> Paper);

/// <summary>One finding.</summary>
/// <param name="Name">Experiment and finding, such as <c>dilution.slope</c>.</param>
/// <param name="Words">What it is.</param>
/// <param name="Got">Its value at the first seed that lies outside, else at the first seed; null where it is not defined.</param>
/// <param name="Seed">That seed.</param>
/// <param name="Expected">The committed figure; null where none is, or where it is not defined.</param>
/// <param name="Tolerance">How far a figure may lie from it; null where nothing is compared.</param>
/// <param name="Within">Whether it lies there; null where nothing is compared.</param>
/// <param name="Low">Lower end of the 95 % interval at the first seed, or null.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">How many observations stand behind it.</param>
/// <param name="Method">How the interval was made.</param>
/// <param name="Difference">How it differs; null when it does not.</param>
internal sealed record VerifiedFinding(
    string Name, string Words, double? Got, int Seed, double? Expected, double? Tolerance, bool? Within, double? Low, double? High, int Count, string Method, string? Difference);

/// <summary>A figure of the paper beside this run's.</summary>
internal sealed record VerifiedReading(string Experiment, string Figure, string Reported, string Reading, double? Measured, double? Low, double? High, int Count, string Verdict, string Reason)
{
    public static VerifiedReading Of(string experiment, PaperComparison line) =>
        new(experiment, line.Figure, line.Reported, line.Reading, Finite(line.Measured), Finite(line.Low), Finite(line.High), line.Count, line.Verdict, line.Reason);

    /// <summary>A number that JSON can hold.</summary>
    public static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
