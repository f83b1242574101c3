using System.Text.RegularExpressions;
using Workbook.Charts;
using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Xunit;

namespace Workbook.Tests.Charts;

public partial class HeadMapTests
{
    private static readonly HeadAtlasRow[] Rows =
        [.. from layer in Enumerable.Range(0, 3) from head in Enumerable.Range(0, 2)
            select new HeadAtlasRow(layer, head, layer == 0 ? HeadKinds.Mixer : HeadKinds.Retriever, 0.5, 0.1 * layer, -0.2, 0.05 * (head + 1), 0.7, 0.3, 0.6, 4)];

    [Fact]
    public void Every_cell_is_a_link_to_a_card_of_its_own()
    {
        var html = HeadAtlasFigures.Map(Rows, "sink mass").ToHtml();
        var links = Link().Matches(html).Select(m => m.Groups[1].Value).ToArray();
        var targets = Target().Matches(html).Select(m => m.Groups[1].Value).ToArray();
        // Six cells, and six links that close a card by leading back to the map.
        Assert.Equal(12, links.Length);
        Assert.Equal(7, targets.Distinct().Count());
        Assert.Equal(7, targets.Length);
        Assert.All(links, link => Assert.Contains(link, targets));
        Assert.Contains("layer 2, head 1: sink mass 0.2", html);
        Assert.DoesNotContain("<script", html);
    }

    [Fact]
    public void Two_maps_of_one_page_share_no_card()
    {
        string[] ids = [.. Target().Matches(HeadAtlasFigures.Kinds(Rows).ToHtml() + HeadAtlasFigures.Kinds(Rows).ToHtml()).Select(m => m.Groups[1].Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Fact]
    public void Each_measure_has_a_map_and_an_unknown_one_is_refused_by_name()
    {
        foreach (var measure in HeadAtlasFigures.MeasureNames)
            Assert.Contains(measure, HeadAtlasFigures.Map(Rows, measure).ToText());
        Assert.Contains("sink mass", Assert.Throws<ArgumentException>(() => HeadAtlasFigures.Map(Rows, "beauty")).Message);
        Assert.Contains("layer 0: mixer  mixer", HeadAtlasFigures.Kinds(Rows).ToText());
        Assert.Throws<ArgumentException>(() => new HeadMap("none", "x", []));
        Assert.Throws<ArgumentException>(() => new HeadMap("twice", "x", [new(0, 0, 1, []), new(0, 0, 2, [])]));
    }

    [Fact]
    public void The_cells_of_a_map_have_the_decimals_of_its_greatest_value_and_the_cards_all_digits()
    {
        var map = HeadAtlasFigures.Map([.. Rows.Select(r => r with { SinkMass = 0.0612 * (r.Layer + (10 * r.Head)) / 12, DilutionSlope = -0.123456 })], "sink mass");
        Assert.Contains("layer 0: 0.000  0.051\nlayer 1: 0.005  0.056\nlayer 2: 0.010  0.061", map.ToText(), StringComparison.Ordinal);
        Assert.Contains("<dt>sink mass</dt><dd>0.0051</dd>", map.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("<dt>dilution slope</dt><dd>−0.123</dd>", map.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("layer 0: −12  −12", new HeadMap("many", "x", [new(0, 0, -12.3, []), new(0, 1, -12.3, [])]).ToText(), StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"#([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("id=\"([^\"]+)\"")]
    private static partial Regex Target();
}
