using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>The colour scale of one heat map, or of all in a grid: what each value becomes, and how the bar beside it reads.</summary>
internal sealed class HeatColours
{
    private readonly HeatmapOptions _options;
    private readonly double _low;
    private readonly double _high;

    public HeatColours(IEnumerable<double[,]> maps, HeatmapOptions options)
    {
        _options = options;
        double[] values = [.. maps.SelectMany(m => m.Cast<double>()).Where(double.IsFinite)];
        var least = options.From ?? values.DefaultIfEmpty(0).Min();
        var most = options.To ?? values.DefaultIfEmpty(1).Max();
        _low = Coordinate(options.Scale == AxisScale.Log ? Math.Max(least, options.Floor) : least) ?? 0;
        _high = Math.Max(_low + 1e-9, Coordinate(most) ?? 1);
    }

    /// <summary>The value that plotly.js colours, or null for a masked entry: log10 on a logarithmic scale; four or five digits keep pages small.</summary>
    public double? Coordinate(double value) =>
        !double.IsFinite(value) ? null
        : _options.Scale == AxisScale.Log ? NumberText.Round(Math.Log10(Math.Max(value, _options.Floor)), 4)
        : NumberText.Round(value, 4);

    public double?[][] Coordinates(double[,] map) =>
        [.. Enumerable.Range(0, map.GetLength(0)).Select(i => Enumerable.Range(0, map.GetLength(1)).Select(j => Coordinate(map[i, j])).ToArray())];

    public Spec ColourAxis()
    {
        var bar = new Spec
        {
            ["title"] = new Spec { ["text"] = Notation.Html(_options.Value), ["side"] = "right", ["font"] = Theme.Font(13) },
            ["thickness"] = 12,
            ["outlinewidth"] = 0,
            ["len"] = 1,
            ["ticklen"] = 4,
            ["ticks"] = "outside",
            ["tickcolor"] = Theme.Line,
            ["tickfont"] = Theme.Font(12),
        };
        if (_options.Scale == AxisScale.Log)
        {
            double[] powers = [.. Enumerable.Range((int)Math.Ceiling(_low), Math.Max(1, (int)Math.Floor(_high) - (int)Math.Ceiling(_low) + 1)).Select(p => (double)p)];
            bar["tickvals"] = powers;
            bar["ticktext"] = powers.Select(p => (Math.Pow(10, p) <= _options.Floor * 1.001 ? "≤ " : "") + NumberText.Show(Math.Pow(10, p))).ToArray();
        }

        return new() { ["colorscale"] = Theme.Viridis, ["cmin"] = _low, ["cmax"] = _high, ["colorbar"] = bar };
    }
}
