using System.Text.RegularExpressions;

namespace Workbook.Gpt2;

/// <summary>
/// Says the same of many tensors in few words: names that differ in one number are written once, with the numbers' ranges, so that a
/// message can name every tensor of a model of many layers.
/// </summary>
internal sealed partial class TensorNames
{
    // A hostile file can have as many patterns as it has bytes.
    private const int MostPatterns = 40;

    private readonly Dictionary<(string Before, string After, string What), SortedSet<int>> groups = [];

    /// <summary>How many names were added.</summary>
    public int Count { get; private set; }

    /// <summary>Notes what is to be said of a tensor.</summary>
    /// <param name="name">Its name, as it stands in a file.</param>
    /// <param name="what">Stands after the name in the message; empty for the name alone.</param>
    public void Add(string name, string what = "")
    {
        Count++;
        var number = Number().Match(name);
        var key = number.Success ? (name[..number.Index], name[(number.Index + number.Length)..], what) : (name, "", what);
        if (!groups.TryGetValue(key, out var numbers)) groups[key] = numbers = [];
        if (number.Success) numbers.Add(int.Parse(number.ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>All of it: <c>h.{0-11}.ln_1.weight is missing; wte.weight is [2], …</c></summary>
    /// <param name="between">What stands between two.</param>
    public string Write(string between = "; ")
    {
        var parts = groups.Take(MostPatterns)
            .Select(group => SafetensorsHeader.Quote($"{group.Key.Before}{Ranges(group.Value)}{group.Key.After}") + (group.Key.What.Length > 0 ? " " + group.Key.What : ""));
        var more = groups.Count - MostPatterns;
        return string.Join(between, more > 0 ? parts.Append($"and {more} more kinds") : parts);
    }

    /// <summary>The names alone.</summary>
    public static string Write(IEnumerable<string> names)
    {
        var all = new TensorNames();
        foreach (var name in names) all.Add(name);
        return all.Write(", ");
    }

    /// <summary><c>{0-3,7}</c>; one number stands alone.</summary>
    public static string Ranges(IReadOnlyCollection<int> sorted)
    {
        if (sorted.Count < 2) return string.Concat(sorted);
        var ranges = new List<(int First, int Last)>();
        foreach (var number in sorted)
        {
            if (ranges.Count > 0 && ranges[^1].Last == number - 1) ranges[^1] = (ranges[^1].First, number);
            else ranges.Add((number, number));
        }
        return $"{{{string.Join(',', ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"))}}}";
    }

    // The layer: a whole part of the name.
    [GeneratedRegex(@"(?<=\.|^)(0|[1-9][0-9]{0,8})(?=\.|\z)")]
    private static partial Regex Number();
}
