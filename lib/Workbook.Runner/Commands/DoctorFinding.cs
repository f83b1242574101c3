namespace Workbook.Runner.Commands;

/// <summary>One thing that <c>doctor</c> looked at.</summary>
/// <param name="Name">What was looked at, one word.</param>
/// <param name="Ok">Whether it can be used.</param>
/// <param name="Fact">What was found, or what is wrong and what to do.</param>
internal sealed record DoctorFinding(string Name, bool Ok, string Fact);
