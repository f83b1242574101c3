using System.Text.Json.Serialization;
using Workbook.Experiments;

namespace Workbook.Runner.Commands;

/// <summary>The file of expected findings on the embedded model: how they were made, and each figure with its tolerance.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version">The form's version.</param>
/// <param name="Model">The checkpoint's id.</param>
/// <param name="ModelHash">SHA-256 of its weights.</param>
/// <param name="Lengths">The context lengths.</param>
/// <param name="Texts">Names of the corpus's texts.</param>
/// <param name="Seed">The seed of every draw.</param>
/// <param name="Findings">One entry a finding.</param>
internal sealed record ExpectedFindings(
    string Format, int Version, string Model, string ModelHash, IReadOnlyList<int> Lengths, IReadOnlyList<string> Texts, int Seed, IReadOnlyList<ExpectedFinding> Findings)
{
    public const string FormatName = "workbook-expected-findings";
}

/// <summary>One expected figure.</summary>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Name">The finding's name.</param>
/// <param name="Value">The figure.</param>
/// <param name="Tolerance">How far another machine's figure may lie from it.</param>
internal sealed record ExpectedFinding(string Experiment, string Name, double Value, double Tolerance)
{
    // Another processor rounds otherwise: a few rows change their order or their side of a threshold, which moves a figure by much less than its interval.
    private const double Relative = 0.02, OfInterval = 0.25, Least = 0.002;

    /// <summary>What a finding would have committed.</summary>
    public static ExpectedFinding Of(string experiment, Finding finding)
    {
        var interval = double.IsNaN(finding.High - finding.Low) ? 0 : (finding.High - finding.Low) / 2;
        return new(experiment, finding.Name, finding.Value, Math.Max(Least, Math.Max(Relative * Math.Abs(finding.Value), OfInterval * interval)));
    }
}

/// <summary>How <see cref="ExpectedFindings"/> is written as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ExpectedFindings))]
internal sealed partial class ExpectedFindingsJson : JsonSerializerContext;
