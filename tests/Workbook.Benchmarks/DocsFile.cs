using System.Text;

namespace Workbook.Benchmarks;

/// <summary>What a benchmark writes into the documentation: a block of docs/performance.md between two comments, and pictures beside it.</summary>
/// <param name="folder">The folder docs.</param>
internal sealed class DocsFile(string folder)
{
    /// <summary>The folder that <c>--docs FOLDER</c> names, without the option; null when it is not there.</summary>
    public static (DocsFile? Docs, string[] Named) Of(string[] args)
    {
        var at = Array.IndexOf(args, "--docs");
        return at < 0 || at + 1 == args.Length ? (null, args) : (new(args[at + 1]), [.. args[..at], .. args[(at + 2)..]]);
    }

    /// <summary>Replaces the block of a name.</summary>
    /// <exception cref="InvalidDataException">The page has no such block.</exception>
    public void Write(string name, string markdown)
    {
        var page = Path.Combine(folder, "performance.md");
        var text = File.ReadAllText(page);
        var (first, last) = ($"<!-- {name}: ", $"<!-- end of {name} -->");
        var start = text.IndexOf(first, StringComparison.Ordinal);
        var begin = start < 0 ? -1 : text.IndexOf('\n', start) + 1;
        var end = begin < 0 ? -1 : text.IndexOf(last, begin, StringComparison.Ordinal);
        if (end < 0)
            throw new InvalidDataException($"{page} has no block {name}: a line that begins with \"{first}\" and a line \"{last}\".");
        File.WriteAllText(page, new StringBuilder().Append(text.AsSpan(0, begin)).Append('\n').Append(markdown.Trim()).Append("\n\n").Append(text.AsSpan(end)).ToString());
        Console.WriteLine($"Written: the block {name} of {page}");
    }

    /// <summary>Draws a figure as a picture, as a reader of a report sees it.</summary>
    public void Draw(string file, Charts.Figure figure)
    {
        var path = Path.GetFullPath(Path.Combine(folder, file));
        Console.WriteLine(FigureImage.Write(figure, path) ? $"Written: {path}" : $"Not drawn: {path}; no Chromium was found (apt-get install chromium, or name one in WORKBOOK_CHROMIUM).");
    }
}
