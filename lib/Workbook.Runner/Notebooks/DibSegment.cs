namespace Workbook.Runner.Notebooks;

/// <summary>A stretch of a .dib file exactly as written: a marker line and what stands below it.</summary>
/// <param name="Kind">The kernel's canonical name.</param>
/// <param name="MarkerLine">The marker with its line ending; empty for text before the first marker.</param>
/// <param name="Body">Everything up to the next marker.</param>
/// <param name="BodyLine">1-based line of the file where the body begins.</param>
internal sealed record DibSegment(string Kind, string MarkerLine, string Body, int BodyLine)
{
    public const string Meta = "meta";

    public bool IsMeta => Kind == Meta;

    /// <summary>The cell that the segment holds: the body without the blank lines around it.</summary>
    public DibCell ToCell(int number)
    {
        var body = BodyLine == 1 && Body.StartsWith('\uFEFF') ? Body[1..] : Body;
        var lines = body.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        var first = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        if (first < 0)
            return new DibCell(Kind, number, "", BodyLine);
        var last = Array.FindLastIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        return new DibCell(Kind, number, string.Join('\n', lines[first..(last + 1)]), BodyLine + first);
    }
}
