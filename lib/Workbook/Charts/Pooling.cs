namespace Workbook.Charts;

/// <summary>Makes a map small enough for a page without losing its peaks.</summary>
internal static class Pooling
{
    /// <summary>The largest value of each block, so that at most <paramref name="most"/> rows and columns remain; masked entries count only where nothing else stands.</summary>
    public static (double[,] Map, int Block) Largest(double[,] map, int most)
    {
        var (rows, columns) = (map.GetLength(0), map.GetLength(1));
        var block = (Math.Max(rows, columns) + most - 1) / most;
        if (block <= 1)
        {
            return (map, 1);
        }

        var pooled = new double[(rows + block - 1) / block, (columns + block - 1) / block];
        for (var i = 0; i < pooled.GetLength(0); i++)
        {
            for (var j = 0; j < pooled.GetLength(1); j++)
            {
                pooled[i, j] = OfBlock(map, i * block, j * block, block);
            }
        }

        return (pooled, block);
    }

    private static double OfBlock(double[,] map, int row, int column, int block)
    {
        var most = double.NaN;
        for (var i = row; i < Math.Min(row + block, map.GetLength(0)); i++)
        {
            for (var j = column; j < Math.Min(column + block, map.GetLength(1)); j++)
            {
                most = double.IsNaN(most) || map[i, j] > most ? map[i, j] : most;
            }
        }

        return most;
    }
}
