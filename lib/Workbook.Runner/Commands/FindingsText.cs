using System.Globalization;
using Workbook.Experiments;
using Workbook.Runner.Results;

namespace Workbook.Runner.Commands;

/// <summary>What an experiment concludes, as a person reads it.</summary>
internal static class FindingsText
{
    /// <summary>Writes findings, comparison and notes.</summary>
    public static void Write(TextWriter output, ExperimentResult result, ExperimentProvenance provenance)
    {
        var reused = provenance.Pieces.Reused > 0 ? $", {provenance.Pieces.Reused} of {provenance.Pieces.Total} pieces from an earlier run" : "";
        output.WriteLine($"{result.Experiment}: {provenance.Run.Model}, {Amount.Of(provenance.Texts.Count, "text")}, {result.Rows.Count:N0} rows, {TimeText.Of(TimeSpan.FromSeconds(provenance.Seconds))}{reused}");
        Body(output, result);
    }

    /// <summary>Writes the same without its first line.</summary>
    public static void Body(TextWriter output, ExperimentResult result)
    {
        foreach (var finding in result.Findings)
            output.WriteLine($"  {finding.Name,-26} {Number(finding.Value),10}  {Interval(finding.Low, finding.High)}  n = {finding.Count}  {finding.Words} ({finding.Method})");
        if (result.Paper.Count > 0)
            output.WriteLine("The paper / this run:");
        foreach (var line in result.Paper)
            output.WriteLine($"  {line.Verdict,-12} {line.Figure}: {line.Reported} / {line.Reading}: {Number(line.Measured)} {Interval(line.Low, line.High)}; {line.Reason}");
        foreach (var note in result.Notes)
            output.WriteLine($"  {note}");
    }

    private static string Interval(double low, double high) => double.IsNaN(low) ? "(no interval)" : $"({Number(low)} to {Number(high)})";

    private static string Number(double value) =>
        double.IsNaN(value) ? "not defined"
        : value == 0 || Math.Abs(value) is >= 0.001 and < 10_000 ? value.ToString("0.####", CultureInfo.InvariantCulture)
        : value.ToString("0.###e0", CultureInfo.InvariantCulture);
}
