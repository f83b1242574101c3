using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>What the paper says about weights and selection as L and N grow, beside the findings of <see cref="ModelDilution"/>.</summary>
internal static class DilutionPaper
{
    // A slope within a tenth of the law's counts as the law's: the interval says whether the run can tell.
    private const double Near = 0.1;
    private const double NearlyUniform = 0.9;

    /// <summary>The comparisons whose finding the run has.</summary>
    /// <param name="findings">Of the dilution experiment.</param>
    public static IReadOnlyList<PaperComparison> Of(IReadOnlyList<Finding> findings) =>
    [
        .. Compare(findings, "slope", "Lemma 1", "bounded logits: every weight falls like 1/L", "the slope of ln a_max on ln L", -1 - Near, -1 + Near),
        .. Compare(findings, "gapSlope", "Lemma 1", "its premise: logits stay bounded as L grows", "the slope of the effective gap on ln L", -Near, Near),
        .. Compare(findings, "variationChange", "abstract", "more selected tokens: selection converges to uniform", "the change of the total variation to uniform as N grows", double.NegativeInfinity, 0),
        .. Compare(findings, "entropyShareMany", "abstract", "more selected tokens: selection converges to uniform", "the entropy over ln N at the greater N", NearlyUniform, 1),
    ];

    private static IEnumerable<PaperComparison> Compare(IReadOnlyList<Finding> findings, string name, string where, string reported, string reading, double low, double high)
    {
        foreach (var finding in findings.Where(f => f.Name == name))
        {
            var statistic = new Statistic(finding.Value, finding.Low, finding.High, finding.Count);
            var verdict = double.IsNaN(finding.Low) ? PaperComparison.CannotTell : PaperComparison.Judge(statistic, low, high);
            yield return new(where, reported, reading, finding.Value, finding.Low, finding.High, finding.Count, verdict, Reason(low, high));
        }
    }

    private static string Reason(double low, double high) => (double.IsInfinity(low), double.IsInfinity(high)) switch
    {
        (true, _) => FormattableString.Invariant($"agrees below {high:0.##}"),
        (_, true) => FormattableString.Invariant($"agrees above {low:0.##}"),
        _ => FormattableString.Invariant($"agrees within {low:0.##} to {high:0.##}").Replace('-', '−'),
    };
}
