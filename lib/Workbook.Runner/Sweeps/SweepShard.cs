using System.Globalization;

namespace Workbook.Runner.Sweeps;

/// <summary>A share of a sweep: every n-th item.</summary>
/// <param name="Number">Which share, from 1.</param>
/// <param name="Count">How many shares there are.</param>
internal readonly record struct SweepShard(int Number, int Count)
{
    /// <summary>The whole sweep.</summary>
    public static SweepShard Whole => new(1, 1);

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <exception cref="UsageException">It is not of the form, or i is not one of 1 … n.</exception>
    public static SweepShard Parse(string text) =>
        text.Split('/') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && number >= 1 && number <= count
            ? new(number, count)
            : throw new UsageException($"--shard takes i/n with i from 1 to n, such as 2/4, not \"{text}\".");

    /// <summary>Whether an item belongs to this share.</summary>
    public bool Holds(SweepItem item) => item.Index % Count == Number - 1;

    /// <inheritdoc/>
    public override string ToString() => $"{Number}/{Count}";
}
