namespace Workbook.Charts;

/// <summary>Where small charts stand in a figure: rows from the top, columns from the left, in shares of the figure's plot area.</summary>
internal sealed record Grid(int Count, int Columns, int PlotHeight, double GapX, double GapY)
{
    private int Rows => (Count + Columns - 1) / Columns;

    public static Grid For(int count, int titleRoom, int rowHeight)
    {
        var columns = count switch { <= 3 => count, 4 => 2, <= 9 => 3, _ => 4 };
        var rows = (count + columns - 1) / columns;
        var height = rows * rowHeight;
        return new(count, columns, height, 0.05, (titleRoom + 6.0) / height);
    }

    public double[] X(int index)
    {
        var width = (1 - (GapX * (Columns - 1))) / Columns;
        var left = index % Columns * (width + GapX);
        return [Math.Round(left, 5), Math.Round(left + width, 5)];
    }

    public double[] Y(int index)
    {
        var height = (1 - (GapY * (Rows - 1))) / Rows;
        var bottom = (Rows - 1 - (index / Columns)) * (height + GapY);
        return [Math.Round(bottom, 5), Math.Round(bottom + height, 5)];
    }

    public bool IsLeft(int index) => index % Columns == 0;

    public bool IsBottom(int index) => index + Columns >= Count;
}
