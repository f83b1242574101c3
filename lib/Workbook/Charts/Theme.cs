using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>
/// The one look of every figure. Colours are those of a light page; chart.js swaps each for its partner on a dark page,
/// so a colour that is not in its list stays as it is.
/// </summary>
internal static class Theme
{
    public const string Ink = "#1b1b1b";
    public const string Text = "#3a3a3a";
    public const string Line = "#8c8c8c";
    public const string Grid = "#e4e4e0";
    public const string Blue = "#0072b2";
    public const string Orange = "#e69f00";
    public const string Green = "#009e73";
    public const string Vermilion = "#d55e00";
    public const string Purple = "#cc79a7";
    public const string Sky = "#56b4e9";

    // Letters need more contrast than lines do: the same hue, darker.
    private static readonly Dictionary<string, string> LetterColours = new()
    {
        [Ink] = Ink,
        [Blue] = "#00639b",
        [Orange] = "#8a5f00",
        [Green] = "#00714f",
        [Vermilion] = "#b04c00",
        [Purple] = "#9c4a78",
        [Sky] = "#1f6f9f",
    };

    private static readonly string[] Plain = [Blue, Vermilion, Green, Purple, Sky];

    // The viridis map, sampled evenly: equal steps look equal, in grey too.
    public static readonly object[] Viridis =
    [
        new object[] { 0, "#440154" }, new object[] { 0.125, "#472d7b" }, new object[] { 0.25, "#3b528b" }, new object[] { 0.375, "#2c728e" },
        new object[] { 0.5, "#21918c" }, new object[] { 0.625, "#28ae80" }, new object[] { 0.75, "#5ec962" }, new object[] { 0.875, "#addc30" },
        new object[] { 1, "#fde725" },
    ];

    public static string Letters(string colour) => LetterColours[colour];

    /// <summary>The look of each of a figure's parts; plain ones take the colours that no role of the figure has.</summary>
    public static (string Colour, string Dash, double Width)[] Looks(IReadOnlyList<SeriesRole> roles)
    {
        string[] taken = [.. roles.Where(role => role != SeriesRole.Plain).Select(role => Look(role, "").Colour)];
        string[] free = [.. Plain.Except(taken), .. Plain.Intersect(taken)];
        var plain = 0;
        return [.. roles.Select(role => Look(role, role == SeriesRole.Plain ? free[plain++ % free.Length] : ""))];
    }

    private static (string Colour, string Dash, double Width) Look(SeriesRole role, string plain) => role switch
    {
        SeriesRole.Measured => (Blue, "solid", 2.4),
        SeriesRole.SharpBound => (Ink, "solid", 1.8),
        SeriesRole.PublishedBound => (Vermilion, "dash", 1.8),
        SeriesRole.Prediction => (Green, "dot", 2.4),
        SeriesRole.InformativeToken => (Orange, "solid", 2.6),
        SeriesRole.Individual => (Line, "solid", 0.8),
        _ => (plain, "solid", 2.2),
    };

    /// <summary>The same colour, see-through: for bands, so that lines behind them stay visible.</summary>
    public static string Faint(string colour, double share = 0.18)
    {
        var red = Convert.ToInt32(colour.Substring(1, 2), 16);
        var green = Convert.ToInt32(colour.Substring(3, 2), 16);
        var blue = Convert.ToInt32(colour.Substring(5, 2), 16);
        return FormattableString.Invariant($"rgba({red},{green},{blue},{share})");
    }

    public static Spec Font(double size = 13, string colour = Text) => new() { ["size"] = size, ["color"] = colour };

    public static Plotly.NET.Layout Layout(int marginRight = 16)
    {
        var layout = new Plotly.NET.Layout();
        layout.SetProperty("paper_bgcolor", "rgba(0,0,0,0)");
        layout.SetProperty("plot_bgcolor", "rgba(0,0,0,0)");
        layout.SetProperty("font", Font());
        layout.SetProperty("margin", new Spec { ["l"] = 62, ["r"] = marginRight, ["t"] = 14, ["b"] = 50 });
        layout.SetProperty("showlegend", false);
        layout.SetProperty("autosize", true);
        layout.SetProperty("hoverlabel", new Spec { ["font"] = new Spec { ["size"] = 13 }, ["align"] = "left", ["namelength"] = -1 });
        return layout;
    }

    public static Spec AxisSpec(Axis axis, double low, double high, AxisTicks? ticks)
    {
        var spec = new Spec
        {
            ["title"] = new Spec { ["text"] = Notation.Html(axis.Label), ["font"] = Font(13.5), ["standoff"] = 10 },
            ["type"] = axis.Scale == AxisScale.Log ? "log" : "linear",
            ["range"] = new[] { low, high },
            ["showline"] = true,
            ["linecolor"] = Line,
            ["ticks"] = "outside",
            ["tickcolor"] = Line,
            ["ticklen"] = 4,
            ["gridcolor"] = Grid,
            ["zeroline"] = false,
            ["automargin"] = true,
            ["nticks"] = 7,
            // Digits enough for the exact value, with no needless zeros.
            ["hoverformat"] = ",.7~g",
            ["exponentformat"] = "power",
        };
        if (ticks is not null)
        {
            spec["tickmode"] = "array";
            spec["tickvals"] = ticks.Values;
            spec["ticktext"] = ticks.Labels;
        }

        return spec;
    }
}
