namespace Workbook.Training;

/// <summary>The context lengths that the chapters inside a model read.</summary>
internal static class ChapterLengths
{
    /// <summary>The greatest length where none is asked for and the texts are long enough.</summary>
    public const int Default = 256;

    private const int Shortest = 32;

    /// <summary>The greatest length and its halves down to 32, ascending.</summary>
    /// <param name="length">The length asked for; null for <paramref name="usual"/>, or <paramref name="most"/> if that is less.</param>
    /// <param name="most">The most that the model reads and every text has, tokens.</param>
    /// <param name="usual">The length where none is asked for.</param>
    /// <exception cref="UsageException">The length asked for is below 2 or above <paramref name="most"/>.</exception>
    public static IReadOnlyList<int> Of(int? length, int most, int usual = Default)
    {
        var greatest = length ?? Math.Min(usual, most);
        if (greatest < 2 || greatest > most)
            throw new UsageException($"The length {greatest} cannot be read: the model and the texts of this run allow 2 to {most} tokens; choose --set length between them, or longer texts.");
        var lengths = new List<int>();
        for (var next = greatest; next >= Math.Min(Shortest, greatest); next /= 2)
            lengths.Insert(0, next);
        return lengths;
    }
}
