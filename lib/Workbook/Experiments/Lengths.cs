namespace Workbook.Experiments;

/// <summary>Grids that the experiments run over.</summary>
public static class Lengths
{
    /// <summary>Context lengths that double from one to the next.</summary>
    /// <param name="from">The first, at least 1.</param>
    /// <param name="to">The last is at most this.</param>
    public static int[] Doubling(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        var lengths = new List<int>();
        for (long length = from; length <= to; length *= 2)
            lengths.Add((int)length);
        return [.. lengths];
    }

    /// <summary>Numbers evenly spaced on a logarithmic scale, ends included.</summary>
    /// <param name="from">The first, positive.</param>
    /// <param name="to">The last, above the first.</param>
    /// <param name="count">How many, at least 2.</param>
    public static double[] Logarithmic(double from, double to, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        return [.. Enumerable.Range(0, count).Select(k => from * Math.Pow(to / from, k / (count - 1.0)))];
    }

    /// <summary>Selection sizes from 1 to L, about evenly spaced on a logarithmic scale, each once.</summary>
    /// <param name="length">L.</param>
    /// <param name="count">About how many.</param>
    public static int[] SelectionSizes(int length, int count) =>
        length < 3
            ? [.. Enumerable.Range(1, length)]
            : [.. Logarithmic(1, length, count).Select(v => (int)Math.Round(v)).Distinct()];
}
