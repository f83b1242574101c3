using Workbook.Experiments;
using Workbook.Gpt2;

namespace Workbook.Training;

/// <summary>The texts that experiments read by default: prose of several kinds, written for this project, and generated stories whose informative tokens are known.</summary>
public static class Corpus
{
    /// <summary>Name of the generated stories that state many facts.</summary>
    public const string Stories = "stories";

    /// <summary>Name of the generated stories that mostly tell and state few facts.</summary>
    public const string Tales = "tales";

    // Words of a generated text: every word is at least one token, and an end of text is put before them.
    private const int Words = 1200;

    /// <summary>Names of all texts: those of <c>data/texts</c>, then the generated ones.</summary>
    public static IReadOnlyList<string> Names => [.. Files().Select(path => Path.GetFileNameWithoutExtension(path)!), Stories, Tales];

    /// <summary>All texts.</summary>
    /// <param name="tokenizer">The model's encoding.</param>
    /// <param name="seed">The seed of the generated stories.</param>
    public static IReadOnlyList<ExperimentText> All(Gpt2Tokenizer tokenizer, int seed = 1) => [.. Names.Select(name => Find(name, tokenizer, seed))];

    /// <summary>One text by its name, or a file.</summary>
    /// <param name="nameOrPath">One of <see cref="Names"/>, or the path of a text in UTF-8.</param>
    /// <param name="tokenizer">The model's encoding.</param>
    /// <param name="seed">The seed of the generated stories.</param>
    /// <exception cref="WorkbookException">There is no such text, or the file can't be read or is empty.</exception>
    public static ExperimentText Find(string nameOrPath, Gpt2Tokenizer tokenizer, int seed = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        if (nameOrPath == Stories)
            return Generated(Stories, tokenizer, seed, filler: 0.4, facts: 6);
        if (nameOrPath == Tales)
            return Generated(Tales, tokenizer, seed + 1, filler: 0.8, facts: 4);
        var (path, text) = Read(nameOrPath);
        return ExperimentText.Of(Path.GetFileNameWithoutExtension(path), text, tokenizer);
    }

    /// <summary>Makes sure, before long work, that a text is there.</summary>
    /// <param name="nameOrPath">One of <see cref="Names"/>, or the path of a text in UTF-8.</param>
    /// <exception cref="WorkbookException">There is no such text, or the file can't be read or is empty.</exception>
    public static void Require(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nameOrPath);
        if (nameOrPath is not (Stories or Tales))
            Read(nameOrPath);
    }

    private static (string Path, string Text) Read(string nameOrPath)
    {
        var path = Files().FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == nameOrPath) ?? nameOrPath;
        try
        {
            var text = File.ReadAllText(path);
            return text.Length > 0 ? (path, text) : throw new WorkbookException($"The text {path} is empty; give it at least one character.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The text {nameOrPath} can't be read ({error.Message.TrimEnd('.')}); name a file, or one of {string.Join(", ", Names)}.", error);
        }
    }

    private static ExperimentText Generated(string name, Gpt2Tokenizer tokenizer, int seed, double filler, int facts)
    {
        var story = StoryGenerator.Next(new Random(seed), new StoryOptions { Words = Words, FactsPerKind = facts, Filler = filler });
        return ExperimentText.Of(name, story.Text, tokenizer, story.Questions.Select(q => (q.FactStart, q.AnswerStart)));
    }

    private static IEnumerable<string> Files() => Folder() is { } folder ? Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal) : [];

    // The folder data/texts in or above the current folder, else in or above the library's.
    private static string? Folder()
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), Path.GetDirectoryName(typeof(Corpus).Assembly.Location), AppContext.BaseDirectory })
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (Path.Combine(folder, "data", "texts") is var texts && Directory.Exists(texts))
                    return texts;
            }
        }

        return null;
    }
}
