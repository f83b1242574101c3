using System.Text.Json;
using CsCheck;
using Workbook.Charts;
using Xunit;

namespace Workbook.Tests.Charts;

public sealed class LineFigureTests
{
    private static readonly double[] X = [1, 2, 3];

    [Theory]
    [InlineData(SeriesRole.Measured, "#0072b2", "solid")]
    [InlineData(SeriesRole.SharpBound, "#1b1b1b", "solid")]
    [InlineData(SeriesRole.PublishedBound, "#d55e00", "dash")]
    [InlineData(SeriesRole.Prediction, "#009e73", "dot")]
    [InlineData(SeriesRole.InformativeToken, "#e69f00", "solid")]
    public void A_role_keeps_its_colour_and_dash_whatever_stands_beside_it(SeriesRole role, string colour, string dash)
    {
        var line = Traces(Chart.Lines("", "x", "y", new Series("other", X, X), new Series("this", X, X, role))).Single(t => t.GetProperty("name").GetString() == "this").GetProperty("line");
        Assert.Equal((colour, dash), (line.GetProperty("color").GetString(), line.GetProperty("dash").GetString()));
    }

    [Fact]
    public void No_two_lines_of_a_figure_share_a_colour() => Gen.Enum<SeriesRole>().Where(role => role != SeriesRole.Individual).Array[1, 5]
        .Where(roles => roles.Where(role => role != SeriesRole.Plain).Distinct().Count() == roles.Count(role => role != SeriesRole.Plain))
        .Sample(roles =>
        {
            string?[] colours = [.. Traces(Chart.Lines("", "x", "y", [.. roles.Select((role, i) => new Series($"{i}", X, X, role))])).Select(t => t.GetProperty("line").GetProperty("color").GetString())];
            Assert.Equal(colours.Distinct(), colours);
        });

    [Fact]
    public void A_sixth_line_is_refused_and_thin_lines_are_not_counted()
    {
        Series[] five = [.. Enumerable.Range(0, 5).Select(i => new Series($"{i}", X, X))];
        Series[] thin = [.. Enumerable.Range(0, 30).Select(i => new Series($"head {i}", X, X, SeriesRole.Individual))];
        Chart.Lines("", "x", "y", [.. five, .. thin]);
        var refused = Assert.Throws<ArgumentException>(() => Chart.Lines("", "x", "y", [.. five, new Series("6", X, X)]));
        Assert.Contains("6 lines", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_of_unequal_length_are_refused_by_the_series_name()
    {
        var refused = Assert.Throws<ArgumentException>(() => Chart.Lines("", "x", "y", new Series("entropy", X, [1, 2])));
        Assert.Contains("'entropy' has 3 positions, 2 values", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_that_cannot_be_drawn_become_gaps_in_valid_json()
    {
        var figure = Chart.Lines("", Axis.Log("x"), Axis.Log("y"), new Series("a", [1, 10, 100], [double.NaN, 1, double.PositiveInfinity], SeriesRole.Measured, [double.NaN, 0.5, 1], [1, 2, 3]));
        var line = Traces(figure).Single(t => t.TryGetProperty("name", out _));
        Assert.Equal([JsonValueKind.Null, JsonValueKind.Number, JsonValueKind.Null], line.GetProperty("y").EnumerateArray().Select(v => v.ValueKind));
    }

    [Fact]
    public void Labels_at_the_ends_of_lines_never_overlap_and_stay_near_their_ends() => Gen.Double[0, 1].Array[1, 5].Sample(ends =>
    {
        var figure = Chart.Lines("", "x", new Axis("y", From: 0, To: 1), [.. ends.Select((end, i) => new Series($"{i}", [0, 1], [0.5, end]))]);
        using var json = JsonDocument.Parse(figure.Json);
        double[] places = [.. json.RootElement.GetProperty("layout").GetProperty("annotations").EnumerateArray().Select(a => a.GetProperty("y").GetDouble()).Order()];
        Assert.Equal(ends.Length, places.Length);
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.True(pair.Second - pair.First > 0.05));
        Assert.All(places, place => Assert.InRange(place, -0.3, 1.3));
    });

    [Fact]
    public void Few_whole_values_of_a_logarithmic_axis_are_its_ticks()
    {
        double[] lengths = [32, 64, 128, 256, 512, 1024];
        using var json = JsonDocument.Parse(Chart.Lines("", Axis.Log("L"), "y", new Series("a", lengths, lengths)).Json);
        Assert.Equal(lengths, json.RootElement.GetProperty("layout").GetProperty("xaxis").GetProperty("tickvals").EnumerateArray().Select(v => v.GetDouble()));
    }

    private static List<JsonElement> Traces(Figure figure) => [.. JsonDocument.Parse(figure.Json).RootElement.GetProperty("data").EnumerateArray()];
}
