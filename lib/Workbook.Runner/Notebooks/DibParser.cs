using System.Text.Json;

namespace Workbook.Runner.Notebooks;

/// <summary>Cuts the text of a .dib file into its segments, losing no character.</summary>
internal sealed class DibParser(string text, string name)
{
    private const char ByteOrderMark = '\uFEFF';

    private readonly KernelNames _kernels = new();
    private readonly List<DibSegment> _segments = [];

    // Text before the first marker is a C# cell, as it is for .NET Interactive.
    private string _kind = DibCell.CSharp;
    private string _marker = "";
    private int _bodyStart;
    private int _bodyLine = 1;

    public IReadOnlyList<DibSegment> Parse()
    {
        for (int position = 0, line = 1; position < text.Length; line++)
        {
            var newline = text.IndexOf('\n', position);
            var next = newline < 0 ? text.Length : newline + 1;
            var content = text.AsSpan(position, next - position).TrimEnd("\r\n");
            if (position == 0 && content.StartsWith([ByteOrderMark]))
                content = content[1..];
            // JSON has no line that begins so: whatever marker follows #!meta may be a kernel which that block names.
            if (_kind == DibSegment.Meta && content.StartsWith("#!"))
            {
                Close(position);
                _bodyLine = line;
            }
            if (_kernels.Canonical(content) is { } kind)
            {
                Close(position);
                _kind = kind;
                _marker = text[position..next];
                _bodyStart = next;
                _bodyLine = line + 1;
            }
            position = next;
        }
        Close(text.Length);
        return _segments;
    }

    private void Close(int end)
    {
        var segment = new DibSegment(_kind, _marker, text[_bodyStart..end], _bodyLine);
        (_kind, _marker, _bodyStart) = (DibCell.CSharp, "", end);
        if (segment.MarkerLine.Length + segment.Body.Length == 0)
            return;
        _segments.Add(segment);
        if (segment.IsMeta)
            ReadMeta(segment);
    }

    private void ReadMeta(DibSegment segment)
    {
        try
        {
            _kernels.AddFromMeta(segment.Body);
        }
        catch (JsonException problem)
        {
            // Lines inside the block count from 0 in the message of the JSON reader: say the file's line instead.
            var line = segment.BodyLine + (problem.LineNumber ?? 0);
            throw new WorkbookException(
                $"{name}: the #!meta block is not valid JSON (line {line}); repair it, or delete it with its marker.");
        }
    }
}
