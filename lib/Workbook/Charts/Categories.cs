using Spec = System.Collections.Generic.Dictionary<string, object?>;

namespace Workbook.Charts;

/// <summary>An axis of named places, evenly spaced, in the order given.</summary>
internal static class Categories
{
    public static Spec Axis(Axis axis, IReadOnlyList<string> labels)
    {
        var spec = Theme.AxisSpec(axis with { Scale = AxisScale.Linear }, -0.6, labels.Count - 0.4, null);
        spec["tickmode"] = "array";
        spec["tickvals"] = Enumerable.Range(0, labels.Count).ToArray();
        spec["ticktext"] = labels.Select(Notation.Html).ToArray();
        spec["showgrid"] = false;
        return spec;
    }
}
