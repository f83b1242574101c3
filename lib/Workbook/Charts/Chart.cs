namespace Workbook.Charts;

/// <summary>The kinds of figure that the workbook draws. Each method takes plain records and computes nothing but the picture.</summary>
public static class Chart
{
    /// <summary>Lines over a quantity: with bands where the spread is given, labels at their ends, and the data as a table.</summary>
    /// <param name="caption">What to see, in a sentence or two.</param>
    /// <param name="x">The horizontal axis.</param>
    /// <param name="y">The vertical axis.</param>
    /// <param name="series">At most five lines, and any number of <see cref="SeriesRole.Individual"/> ones.</param>
    /// <exception cref="ArgumentException">More than five lines, or lists of unequal length.</exception>
    public static Figure Lines(string caption, Axis x, Axis y, params Series[] series) => LineChart.Make(caption, x, y, series, null);

    /// <summary>Lines, with a text alternative of your own instead of the one read off the data.</summary>
    /// <inheritdoc cref="Lines(string, Axis, Axis, Series[])"/>
    public static Figure Lines(string caption, string alternative, Axis x, Axis y, params Series[] series) =>
        LineChart.Make(caption, x, y, series, alternative);

    /// <summary>Small charts of lines side by side, on shared axes: one a layer, say.</summary>
    /// <param name="caption">What to see.</param>
    /// <param name="x">The horizontal axis of all panels.</param>
    /// <param name="y">The vertical axis of all panels.</param>
    /// <param name="panels">A title and at most five lines each.</param>
    public static Figure Panels(string caption, Axis x, Axis y, params LinePanel[] panels) => PanelChart.Make(caption, x, y, panels);

    /// <summary>A heat map of a matrix, such as one attention map: rows are query positions, columns the tokens attended to.</summary>
    /// <param name="caption">What to see.</param>
    /// <param name="values">[rows, columns]; NaN (a masked entry) stays blank.</param>
    /// <param name="options">Labels, axes, colour scale, marked column.</param>
    public static Figure Heatmap(string caption, double[,] values, HeatmapOptions? options = null) => HeatmapChart.Make(caption, values, options ?? new());

    /// <summary>Small heat maps in a grid on one colour scale: layers from top to bottom, heads from left to right.</summary>
    /// <param name="caption">What to see.</param>
    /// <param name="maps">[layers][heads], each [rows, columns].</param>
    /// <param name="options">Colour scale, names of rows and columns of the grid.</param>
    public static Figure HeatmapGrid(string caption, IReadOnlyList<IReadOnlyList<double[,]>> maps, HeatmapOptions? options = null) =>
        HeatmapGridChart.Make(caption, maps, options ?? new());

    /// <summary>Boxes with every point beside them: how a figure spreads over heads, at each of a few settings.</summary>
    /// <param name="caption">What to see.</param>
    /// <param name="x">What distinguishes the groups.</param>
    /// <param name="y">What is measured.</param>
    /// <param name="groups">The groups, in order.</param>
    public static Figure Boxes(string caption, Axis x, Axis y, params Distribution[] groups) => BoxChart.Make(caption, x, y, groups);

    /// <summary>Bars from zero, with an interval where it is given.</summary>
    /// <param name="caption">What to see.</param>
    /// <param name="x">What distinguishes the bars.</param>
    /// <param name="y">What is measured.</param>
    /// <param name="bars">The bars, in order.</param>
    public static Figure Bars(string caption, Axis x, Axis y, params Bar[] bars) => BarChart.Make(caption, x, y, bars);
}
