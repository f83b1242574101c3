using Workbook.Experiments;
using Workbook.Experiments.FirstLooks;
using Workbook.Training;

namespace Workbook.Charts;

/// <summary>The tables that set a run beside the paper.</summary>
public static class PaperFigures
{
    /// <summary>The share of the context that the paper's Figure 2c reports as the critical selection size.</summary>
    public const double PublishedCriticalShare = 0.06;

    /// <summary>What the paper reports, what this run measured, and whether they agree.</summary>
    /// <param name="subject">The chapter's subject; it names the column.</param>
    /// <param name="measurements">The experiments whose comparisons are shown, in order.</param>
    public static IView Comparison(ChapterSubject subject, params Measurement[] measurements)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(measurements);
        PaperComparison[] all = [.. measurements.SelectMany(m => m.Result?.Paper ?? [])];
        return all.Length == 0
            ? new Notice(measurements.Select(m => m.Lacks).FirstOrDefault(lack => lack is not null) ?? "This run measured nothing that the paper reports.")
            : Table(subject.Id, all);
    }

    /// <summary>The table of some comparisons.</summary>
    internal static Table Table(string model, IReadOnlyList<PaperComparison> comparisons) => Charts.Table.Of(
        "Paper, this run, and whether they agree; in brackets, 95 % intervals",
        comparisons,
        ("paper", c => $"{c.Figure}: {c.Reported}. Read as {c.Reading}: {c.Reason.Replace(" -", " −", StringComparison.Ordinal)}."),
        ($"this run, {model}", c => double.IsNaN(c.Measured) ? "–" : NumberText.Interval(c.Measured, c.Low, c.High)),
        ("agrees?", Answer));

    /// <summary>An experiment's conclusions with their intervals and counts.</summary>
    /// <param name="measurement">The experiment.</param>
    /// <param name="names">Which findings, in this order; all if none is named. A name that the run has no finding for is left out.</param>
    public static IView Findings(Measurement measurement, params string[] names) => measurement.Show(result =>
    {
        Finding[] chosen = names.Length == 0 ? [.. result.Findings] : [.. names.SelectMany(name => result.Findings.Where(f => f.Name == name))];
        return chosen.Length == 0
            ? new Notice("This run has nothing to conclude here.")
            : Charts.Table.Of(
                $"What this run finds{Intervals(chosen)}; n is how many heads, texts, rows or questions were counted{(chosen.Any(f => double.IsNaN(f.Value)) ? ", a dash where the run gives no value" : "")}",
                chosen,
                ("what", f => f.Words),
                ("value", f => NumberText.Interval(f.Value, f.Low, f.High)),
                ("n", f => f.Count));
    });

    /// <summary>Which reading of a quantity reproduces which figure of the paper, for several choices of the vectors that are mixed.</summary>
    /// <param name="readings">What the vectors are, such as <c>head values</c>, and the experiment with them.</param>
    public static IView Readings(params (string Vectors, Measurement Measurement)[] readings)
    {
        ArgumentNullException.ThrowIfNull(readings);
        var known = readings.Where(r => r.Measurement.Result is { Paper.Count: > 0 }).ToArray();
        if (known.Length == 0)
            return new Notice(readings.Select(r => r.Measurement.Lacks).FirstOrDefault(lack => lack is not null) ?? "This run measured nothing that the paper reports.");
        var rows = known.SelectMany(r => r.Measurement.Result!.Paper).Select(c => (c.Figure, c.Reported, c.Reading)).Distinct().ToArray();
        return new Table(
            "Which reading reproduces which figure, by what the weights are taken to mix, with the number that decides",
            ["figure, reading", .. known.Select(r => new Column(r.Vectors))],
            rows.Select(row => (object?[])[$"{row.Figure}, {row.Reported}: {row.Reading}", .. known.Select(r => (object?)Cell(r.Measurement.Result!.Paper.FirstOrDefault(c => (c.Figure, c.Reported, c.Reading) == row)))]));
    }

    /// <summary>What the paper says of single tokens and heads, beside many questions of a first look.</summary>
    /// <param name="subject">What is looked at.</param>
    /// <param name="looks">The questions; none for a trace.</param>
    public static IView FirstLook(LookSubject subject, IReadOnlyList<QuestionLook> looks)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(looks);
        return looks.Count == 0
            ? new Notice("A trace holds one context and can be asked nothing new: there is no count of questions to set beside the paper.")
            : Table(subject.Name, FirstLookPaper.Of(looks));
    }

    private static string Intervals(IEnumerable<Finding> findings)
    {
        string[] methods = [.. findings.Where(f => !double.IsNaN(f.Low)).Select(f => f.Method).Distinct()];
        return methods.Length == 0 ? "" : $"; in brackets, 95 % intervals by {string.Join(" or ", methods)}";
    }

    private static string Cell(PaperComparison? comparison) =>
        comparison is null ? "–" : double.IsNaN(comparison.Measured) ? Answer(comparison) : $"{Answer(comparison)}, {NumberText.Show(comparison.Measured, 3)}";

    private static string Answer(PaperComparison comparison) => comparison.Verdict switch
    {
        PaperComparison.Reproduces => "yes",
        PaperComparison.DoesNot => "no",
        _ => "cannot say",
    };
}
