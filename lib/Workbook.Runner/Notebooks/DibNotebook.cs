using System.Text;

namespace Workbook.Runner.Notebooks;

/// <summary>A Polyglot notebook: the .dib file taken apart into cells, and put together again byte for byte.</summary>
public sealed class DibNotebook
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly IReadOnlyList<DibSegment> _segments;

    private DibNotebook(IReadOnlyList<DibSegment> segments)
    {
        _segments = segments;
        Cells = [.. segments
            .Where(segment => !segment.IsMeta)
            .Select(segment => (Segment: segment, Cell: segment.ToCell(0)))
            .Where(pair => pair.Segment.MarkerLine.Length > 0 || pair.Cell.Source.Length > 0)
            .Select((pair, index) => pair.Cell with { Number = index + 1 })];
    }

    /// <summary>The cells that a reader sees, in order; <c>#!meta</c> is not one.</summary>
    public IReadOnlyList<DibCell> Cells { get; }

    /// <summary>Takes a notebook's text apart.</summary>
    /// <param name="text">The file's text; a byte order mark may lead it.</param>
    /// <param name="name">What messages call the notebook.</param>
    /// <exception cref="WorkbookException">The <c>#!meta</c> block is not a JSON object.</exception>
    public static DibNotebook Parse(string text, string name = "notebook") => new(new DibParser(text, name).Parse());

    /// <summary>Reads a notebook from a file.</summary>
    /// <exception cref="WorkbookException">The file is missing, is a folder, cannot be read, is not UTF-8, or its <c>#!meta</c> block is not JSON.</exception>
    public static DibNotebook Read(string path)
    {
        var name = Path.GetFileName(path);
        if (Directory.Exists(path))
            throw new WorkbookException($"{path}: this is a folder; a notebook is a .dib file.");
        if (!File.Exists(path))
            throw new WorkbookException($"{path}: there is no such notebook.");
        try
        {
            return Parse(StrictUtf8.GetString(File.ReadAllBytes(path)), name);
        }
        catch (DecoderFallbackException problem)
        {
            throw new WorkbookException($"{path}: the file is not UTF-8 text (byte {problem.Index}); save it as UTF-8.");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{path}: the notebook cannot be read: {problem.Message}");
        }
    }

    /// <summary>The notebook's text, exactly as it was given.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var segment in _segments)
            text.Append(segment.MarkerLine).Append(segment.Body);
        return text.ToString();
    }
}
