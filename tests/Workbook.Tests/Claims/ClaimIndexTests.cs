using System.Text.Json;
using Workbook.Charts;
using Workbook.Claims;
using Xunit;

namespace Workbook.Tests.Claims;

public class ClaimIndexTests
{
    private static readonly Verdict Published = ClaimLedger.Check("sensitivity.published");

    [Fact]
    public void A_chapter_lists_its_claims_and_leads_to_the_ledger()
    {
        var html = ClaimIndex.Of("04-temperature-and-gradients").ToHtml();
        Assert.Contains("href=\"06-claims.dib#ledger-sensitivity-published\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("ledger-distance", html, StringComparison.Ordinal);
        Assert.Contains("'99-none'", Assert.Throws<WorkbookException>(() => ClaimIndex.Of("99-none")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ledger_leads_to_place_and_figure_and_a_card_to_the_ledger()
    {
        var html = ClaimIndex.Verdicts("", [Published]).ToHtml();
        Assert.Contains("<a id=\"ledger-sensitivity-published\" href=\"04-temperature-and-gradients.dib#claim-sensitivity-published\">", html, StringComparison.Ordinal);
        Assert.Contains($"href=\"04-temperature-and-gradients.dib#{Published.Claim.Figure}\"", html, StringComparison.Ordinal);
        Assert.Contains(">refuted<", html, StringComparison.Ordinal);
        Assert.Contains("<div id=\"claim-sensitivity-published\">", Published.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("href=\"06-claims.dib#ledger-sensitivity-published\"", Published.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_figure_shows_the_claims_that_name_it_and_no_others()
    {
        var figure = Chart.Lines("It rises.", "x", "y", new Series("a", [1, 2], [1, 2]));
        var html = ClaimIndex.Shown(Published.Claim.Figure, figure).ToHtml();
        foreach (var claim in ClaimLedger.All.Select(c => c.Claim))
            Assert.Equal(claim.Figure == Published.Claim.Figure, html.Contains($"href=\"06-claims.dib#{ClaimIndex.LineOf(claim)}\"", StringComparison.Ordinal));
        Assert.DoesNotContain("class=\"workbook-claims\"", figure.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("'figure-none'", Assert.Throws<WorkbookException>(() => ClaimIndex.Shown("figure-none", figure)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("06-claims.dib#ledger-weights-sharp", "weights.sharp")]
    [InlineData("06-claims.dib#ledger-weights-sharp-lower", "weights.sharp-lower")]
    [InlineData("06-claims.dib#ledger-sensitivity-small-F", "sensitivity.small-F")]
    [InlineData("06-claims.dib#ledger-none", null)]
    [InlineData("06-claims.dib#what-is-refuted", null)]
    [InlineData("02-distance.dib#ledger-weights-sharp", null)]
    public void A_link_to_a_line_of_the_ledger_tells_its_claim(string target, string? id) => Assert.Equal(id, ClaimIndex.Behind(target)?.Id);

    [Fact]
    public void The_claims_without_a_figure_of_their_own_share_one()
    {
        var figure = ClaimFigures.Others("04-temperature-and-gradients");
        var others = ClaimLedger.All.Select(c => c.Claim).Where(c => c.Notebook == "04-temperature-and-gradients" && c.Figure == "figure-04-others").Select(c => c.Id).ToArray();
        Assert.NotEmpty(others);
        Assert.Equal(others, figure.Data.Rows.Select(row => (string)row[0]!));

        // Each claim's shares add up to one, and only a refuted one has a share beyond its bound.
        Assert.All(figure.Data.Rows, row => Assert.Equal(1, row.Skip(1).Select(cell => (double)cell!).Where(v => !double.IsNaN(v)).Sum(), 1e-9));
    }

    [Fact]
    public void Every_claim_names_the_section_that_derives_it() =>
        Assert.All(ClaimLedger.All, c => Assert.NotEqual("", c.Claim.Section));

    [Fact]
    public void The_ledger_is_counted_and_drawn_whole()
    {
        Verdict[] verdicts = [Published, ClaimLedger.Check("sensitivity.sharp"), ClaimLedger.Check("weights.published"), ClaimLedger.Check("critical.zipf-one")];
        var counts = ClaimFigures.Counts(verdicts).Rows;
        Assert.Equal(verdicts.Length, counts.Sum(row => row.Skip(1).Sum(cell => (int)cell!)));
        Assert.Equal(new object?[] { "the paper", 0, 1, 1, 0 }, counts[0]);
        // Measured claims have no ratio.
        using var json = JsonDocument.Parse(ClaimFigures.Ratios(verdicts).Json);
        var points = json.RootElement.GetProperty("data").EnumerateArray().ToDictionary(t => t.GetProperty("name").GetString()!, t => t.GetProperty("y").GetArrayLength());
        Assert.Equal((1, 1, 1, 2), (points["loose"], points["tight"], points["refuted"], points["equality"]));
    }

    [Theory]
    [InlineData("How large must the gap be", "how-large-must-the-gap-be")]
    [InlineData("Entropy: how many tokens are really read", "entropy-how-many-tokens-are-really-read")]
    [InlineData("Theorem 2, step by step", "theorem-2-step-by-step")]
    public void A_heading_has_its_name_in_a_report(string heading, string name) => Assert.Equal(name, Link.Section(heading));
}
