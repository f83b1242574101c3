using System.Globalization;
using System.Text;
using Workbook.Charts;

namespace Workbook.Claims;

/// <summary>What a search found about a claim, shown in a notebook as a short card.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Kind">Tight, loose or refuted. Without a counterexample this is evidence, not proof: the proof stands in the chapter.</param>
/// <param name="Sides">Both sides on the instance that came closest, or on the counterexample.</param>
/// <param name="Instance">That instance.</param>
/// <param name="Uses">The parts of it that the claim looks at.</param>
/// <param name="Tried">How many instances were compared.</param>
/// <param name="Seed">The seed of the search.</param>
/// <param name="Duration">How long it took.</param>
[TypeFormatterSource(typeof(ViewFormatterSource), PreferredMimeTypes = ["text/html"])]
public sealed record Verdict(Claim Claim, VerdictKind Kind, Comparison Sides, Instance Instance, InstanceParts Uses, int Tried, int Seed, TimeSpan Duration) : IView
{
    /// <summary>The verdict in words.</summary>
    public string Words => Kind switch
    {
        VerdictKind.Tight => "holds and is tight",
        VerdictKind.Loose => "holds, loose",
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

    /// <inheritdoc/>
    public string ToHtml() =>
        AsTable().ToHtml();

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

    private Table AsTable() => Charts.Table.Of(Heading, Facts(), ("", f => f.Name), ("", f => f.Value));

    private IEnumerable<(string Name, string Value)> Facts()
    {
        yield return ("claim", $"{Claim.Words} ({Claim.Source}; {Claim.Conditions})");
        yield return ("verdict", Kind == VerdictKind.Refuted
            ? $"{Words}: the value {NumberText.Show(Sides.Value)} exceeds the bound {NumberText.Show(Sides.Bound)}"
            : $"{Words}: at the closest, value {NumberText.Show(Sides.Value)} against bound {NumberText.Show(Sides.Bound)}, {NumberText.Show(100 * Ratio)}\u00a0% of it");
        yield return (Kind == VerdictKind.Refuted ? "counterexample" : "closest instance", Instance.Describe(Uses));
        yield return ("search", $"{Tried.ToString("#,##0", CultureInfo.InvariantCulture)} instances, seed {Seed}");
    }
}
