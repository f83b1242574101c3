namespace Workbook.Runner.Commands;

/// <summary>What <c>doctor --json</c> prints.</summary>
/// <param name="Format">Always workbook-doctor.</param>
/// <param name="Version">The form's version.</param>
/// <param name="Ok">Whether everything can be used.</param>
/// <param name="Findings">One entry a thing looked at.</param>
internal sealed record DoctorReport(string Format, int Version, bool Ok, IReadOnlyList<DoctorFinding> Findings);
