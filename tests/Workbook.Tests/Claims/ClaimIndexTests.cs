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
    public void The_ledger_leads_to_section_and_figure_and_a_card_to_the_ledger()
    {
        var html = ClaimIndex.Verdicts("", [Published]).ToHtml();
        Assert.Contains("<a id=\"ledger-sensitivity-published\" href=\"04-temperature-and-gradients.dib#the-published-bound-refuted\">", html, StringComparison.Ordinal);
        Assert.Contains("href=\"04-temperature-and-gradients.dib#the-published-bound-refuted-figure\"", html, StringComparison.Ordinal);
        Assert.Contains(">refuted<", html, StringComparison.Ordinal);
        Assert.Contains("<div id=\"claim-sensitivity.published\">", Published.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("href=\"06-claims.dib#ledger-sensitivity-published\"", Published.ToHtml(), StringComparison.Ordinal);
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
