using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>Words written on a figure of several panels, where no single axis could carry them.</summary>
internal static class Notes
{
    public static Spec At(string text, double x, double y, string anchor) => Note(text, x, y, "center", anchor, Theme.Font(12.5));

    public static Spec Below(string text)
    {
        var note = Note(text, 0.5, 0, "center", "top", Theme.Font(13.5));
        note["yshift"] = -26;
        return note;
    }

    public static Spec Beside(string text, int room)
    {
        var note = Note(text, 0, 0.5, "right", "middle", Theme.Font(13.5));
        note["xshift"] = -room;
        note["textangle"] = -90;
        return note;
    }

    public static Spec Left(string text, double y)
    {
        var note = Note(text, 0, y, "right", "middle", Theme.Font(12));
        note["xshift"] = -6;
        return note;
    }

    private static Spec Note(string text, double x, double y, string xAnchor, string yAnchor, Spec font) => new()
    {
        ["text"] = Notation.Html(text),
        ["font"] = font,
        ["xref"] = "paper",
        ["yref"] = "paper",
        ["x"] = Math.Round(x, 5),
        ["y"] = Math.Round(y, 5),
        ["xanchor"] = xAnchor,
        ["yanchor"] = yAnchor,
        ["showarrow"] = false,
    };
}
