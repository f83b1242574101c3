namespace Workbook.Experiments;

/// <summary>The selection sizes N that an experiment reports.</summary>
internal static class SizeGrid
{
    private static readonly int[] Published = [1, 2, 4, 5, 8, 10, 16, 20, 32, 64, 100, 128];

    /// <summary>The sizes for one length, each below it: those asked for, else every size at the greatest length and a grid below it.</summary>
    /// <param name="length">L.</param>
    /// <param name="options">The options.</param>
    public static int[] Of(int length, ExperimentOptions options) =>
        options.Sizes.Count > 0 ? [.. options.Sizes.Where(n => n < length)]
        : length == options.Length ? [.. Enumerable.Range(1, length - 1)]
        : Grid(length);

    /// <summary>The sizes that the paper uses and others about evenly spaced in ln N, each below L.</summary>
    /// <param name="length">L.</param>
    public static int[] Grid(int length) =>
        [.. Published.Concat(Lengths.SelectionSizes(length - 1, 16)).Where(n => n < length).Distinct().Order()];
}
