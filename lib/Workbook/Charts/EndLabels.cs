using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>Labels written at the right end of each line, pushed apart where lines end close together.</summary>
/// <param name="Annotations">The labels as plotly.js annotations.</param>
/// <param name="Margin">The room that they need on the right, in pixels.</param>
internal sealed record EndLabels(IReadOnlyList<Spec> Annotations, int Margin)
{
    private const double LineHeight = 0.058;
    private const int LettersALine = 20;

    public static EndLabels For(IReadOnlyList<Series> series, AxisScale scale, AxisRange range)
    {
        var looks = Theme.Looks([.. series.Select(s => s.Role)]);
        var labels = new List<(double Centre, double Level, double Height, string Text, string Colour)>();
        foreach (var (s, look) in series.Zip(looks))
        {
            var last = Enumerable.Range(0, s.Y.Count).LastOrDefault(i => double.IsFinite(s.Y[i]) && (scale == AxisScale.Linear || s.Y[i] > 0), -1);
            if (s.Role != SeriesRole.Individual && last >= 0)
            {
                var lines = Wrap(s.Name);
                labels.Add((Math.Clamp(range.Share(s.Y[last], scale), 0, 1), Level(s, last, scale, range), lines.Count * LineHeight, string.Join("<br>", lines.Select(Notation.Html)), look.Colour));
            }
        }

        // Lines that meet at their ends are labelled in the order in which they came there.
        labels = [.. labels.OrderBy(label => Math.Round(label.Centre / LineHeight)).ThenBy(label => label.Level)];
        var centres = Spread([.. labels.Select(l => l.Centre)], [.. labels.Select(l => l.Height)]);
        var width = labels.Count == 0 ? 0 : series.Where(s => s.Role != SeriesRole.Individual).SelectMany(s => Wrap(s.Name)).Max(line => line.Length);
        return new([.. labels.Select((label, i) => Annotation(label.Text, label.Colour, centres[i]))], labels.Count == 0 ? 16 : 20 + (int)(width * 6.9));
    }

    private static double Level(Series s, int last, AxisScale scale, AxisRange range) => Enumerable.Range(last / 2, last + 1 - (last / 2))
        .Where(i => double.IsFinite(s.Y[i]) && (scale == AxisScale.Linear || s.Y[i] > 0)).Average(i => range.Share(s.Y[i], scale));

    /// <summary>Moves centres apart, in order, until no two labels overlap: up from the bottom, then back below the top.</summary>
    internal static double[] Spread(double[] centres, double[] heights)
    {
        var placed = (double[])centres.Clone();
        for (var i = 1; i < placed.Length; i++)
        {
            placed[i] = Math.Max(placed[i], placed[i - 1] + ((heights[i] + heights[i - 1]) / 2));
        }

        for (var i = placed.Length - 1; i >= 0; i--)
        {
            var ceiling = i == placed.Length - 1 ? Math.Max(1, centres[i]) : placed[i + 1] - ((heights[i] + heights[i + 1]) / 2);
            placed[i] = Math.Min(placed[i], ceiling);
        }

        return placed;
    }

    private static List<string> Wrap(string name)
    {
        var lines = new List<string> { "" };
        foreach (var word in name.Split(' '))
        {
            if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > LettersALine)
            {
                lines.Add("");
            }

            lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
        }

        return lines;
    }

    private static Spec Annotation(string text, string colour, double y) => new()
    {
        ["name"] = "end-label",
        ["text"] = text,
        ["font"] = Theme.Font(13, Theme.Letters(colour)),
        ["xref"] = "paper",
        ["yref"] = "paper",
        ["x"] = 1,
        ["y"] = Math.Round(y, 4),
        ["xanchor"] = "left",
        ["yanchor"] = "middle",
        ["xshift"] = 8,
        ["align"] = "left",
        ["showarrow"] = false,
    };
}
