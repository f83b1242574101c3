using System.Globalization;
using System.Text;
using Workbook.Charts;

namespace Workbook.Claims;

/// <summary>What a search found about a claim, shown in a notebook as a short card.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Kind">Tight, loose, refuted or empirical. Without a counterexample this is evidence, not proof: the proof stands in the chapter.</param>
/// <param name="Sides">Both sides on the instance that came closest, or on the counterexample; of a measured claim the figure and what the claim says.</param>
/// <param name="Instance">That instance; null for a measured claim.</param>
/// <param name="Uses">The parts of it that the claim looks at.</param>
/// <param name="Tried">How many instances were compared, or draws were made.</param>
/// <param name="Seed">The seed of the search.</param>
/// <param name="Duration">How long it took.</param>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record Verdict(Claim Claim, VerdictKind Kind, Comparison Sides, Instance? Instance, InstanceParts Uses, int Tried, int Seed, TimeSpan Duration) : IView
{
    /// <summary>The greatest ratio of value to bound that was found: 1 is equality, above 1 the worst counterexample (the shown one is the simplest).</summary>
    public double Best { get; init; } = Sides.Ratio;

    /// <summary>What found it: a known construction, random instances, gradient ascent, local search or a model's row.</summary>
    public string FoundBy { get; init; } = "";

    /// <summary>How many random instances met the conditions.</summary>
    public int RandomTried { get; init; }

    /// <summary>How many real rows were compared.</summary>
    public int Rows { get; init; }

    /// <summary>The greatest ratio on a real row.</summary>
    public double RowsRatio { get; init; }

    /// <summary>The figure of a measured claim; null for one about instances.</summary>
    public MeasuredFigure? Measured { get; init; }

    /// <summary>The verdict in words.</summary>
    public string Words => Kind switch
    {
        VerdictKind.Tight => Sides.Equality ? "holds with equality" : "holds and is tight",
        VerdictKind.Loose => "holds, loose",
        VerdictKind.Empirical => "empirical",
        _ => "refuted as stated",
    };

    /// <summary>Value over bound on the shown instance: 1 is equality.</summary>
    public double Ratio => Sides.Value / Sides.Bound;

    /// <summary>Several verdicts as a table.</summary>
    /// <param name="caption">What the table shows.</param>
    /// <param name="verdicts">The verdicts.</param>
    public static Table Table(string caption, IEnumerable<Verdict> verdicts) => Charts.Table.Of(
        caption,
        verdicts,
        ("claim", v => v.Claim.Words),
        ("from", v => v.Claim.Source),
        ("verdict", v => v.Words),
        ("closest: value and bound", v => $"{NumberText.Show(v.Sides.Value, 3)} and {NumberText.Show(v.Sides.Bound, 3)}"));

    /// <summary>The counterexample, or the instance that came closest, in words; empty for a measured claim.</summary>
    public string Describe() => Instance?.Describe(Uses, Claim.AmountName) ?? "";

    /// <inheritdoc/>
    public string ToHtml() => $"<div id=\"{Claim.Anchor}\">{AsTable().ToHtml()}</div>";

    /// <inheritdoc/>
    public string ToText()
    {
        var text = new StringBuilder(Heading);
        foreach (var (name, value) in Facts())
            text.Append(CultureInfo.InvariantCulture, $"\n{name}: {value}");
        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => ToText();

    private string Heading => $"{Claim.Id}: {Words}";

    private Table AsTable() => Charts.Table.Of(
        Heading,
        Facts().Where(f => f.Name != "stated in").Select(f => (f.Name, Value: (object)f.Value)).Append(("ledger", ClaimIndex.ToLedger(Claim, "its line in the ledger"))),
        ("", f => f.Name),
        ("", f => f.Value));

    private IEnumerable<(string Name, string Value)> Facts()
    {
        yield return ("claim", $"{Claim.Words} ({Claim.Source}; {Claim.Conditions})");
        yield return ("stated in", $"notebooks/{Claim.Place}, figure #{Claim.Figure}");
        yield return ("verdict", $"{Words}: {Finding}");
        if (Instance is not null)
            yield return (Kind == VerdictKind.Refuted ? "counterexample" : "closest instance", Describe());
        if (Rows > 0)
            yield return ("real rows", $"{Rows.ToString("#,##0", CultureInfo.InvariantCulture)} compared, the closest at {NumberText.Show(100 * RowsRatio, 3)}\u00a0% of the bound");
        yield return ("search", $"{Tried.ToString("#,##0", CultureInfo.InvariantCulture)} {(Measured is null ? "instances" : Tried == 1 ? "computation" : "draws")}, seed {Seed}{(FoundBy.Length > 0 && !Sides.Equality ? $"; the closest came from {FoundBy}" : "")}");
    }

    private string Finding => (Kind, Measured) switch
    {
        (_, { } m) => $"{NumberText.Show(m.Figure)}{(m.HalfWidth > 0 ? $" ± {NumberText.Show(m.HalfWidth, 2)}" : "")} where {NumberText.Show(m.Expected)} within {NumberText.Show(m.Tolerance, 3)} is claimed",
        (VerdictKind.Refuted, _) when Sides.Equality => $"the sides are {NumberText.Show(Sides.Value)} and {NumberText.Show(Sides.Bound)}",
        (VerdictKind.Refuted, _) => $"the value {NumberText.Show(Sides.Value)} exceeds the bound {NumberText.Show(Sides.Bound)}; {(double.IsFinite(Best) ? $"the worst found is {NumberText.Show(Best, 3)} times the bound" : "where the bound is not positive no multiple of it helps")}",
        _ when Sides.Equality => "both sides agree to rounding on every instance",
        _ => $"at the closest, value {NumberText.Show(Sides.Value)} against bound {NumberText.Show(Sides.Bound)}, {NumberText.Show(100 * Ratio)}\u00a0% of it",
    };
}
