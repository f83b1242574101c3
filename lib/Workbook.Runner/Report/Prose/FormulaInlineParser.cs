using Markdig.Helpers;
using Markdig.Parsers;

namespace Workbook.Runner.Report.Prose;

/// <summary>Finds <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c> and <c>\[…\]</c> in a paragraph, by the rules of VS Code's own notebooks.</summary>
internal sealed class FormulaInlineParser : InlineParser
{
    public FormulaInlineParser() => OpeningCharacters = ['$', '\\'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var (open, close) = slice.CurrentChar == '$'
            ? slice.PeekChar() == '$' ? ("$$", "$$") : ("$", "$")
            : slice.PeekChar() switch { '(' => ("\\(", "\\)"), '[' => ("\\[", "\\]"), _ => ("", "") };
        if (open.Length == 0)
        {
            return false;
        }

        var start = slice.Start + open.Length;
        var end = FindClose(slice, start, close);
        if (end <= start)
        {
            return false;
        }

        var latex = slice.Text[start..end];
        processor.Inline = new FormulaInline(latex, open is "$$" or "\\[", processor.GetSourcePosition(slice.Start) + open.Length)
        {
            Span = new(processor.GetSourcePosition(slice.Start), processor.GetSourcePosition(end + close.Length - 1)),
        };
        slice.Start = end + close.Length;
        return true;
    }

    // A lone dollar opens only before a sign and closes only after one, so that "$5 and $6" stays money.
    private static int FindClose(StringSlice slice, int start, string close)
    {
        var text = slice.Text;
        if (close == "$" && (start > slice.End || char.IsWhiteSpace(text[start])))
        {
            return -1;
        }

        for (var i = start; i + close.Length - 1 <= slice.End; i++)
        {
            if (string.CompareOrdinal(text, i, close, 0, close.Length) == 0)
            {
                var isMoney = close == "$" && (char.IsWhiteSpace(text[i - 1]) || (i < slice.End && char.IsAsciiDigit(text[i + 1])));
                if (!isMoney)
                {
                    return i;
                }
            }

            // An escaped sign is never a delimiter.
            i += text[i] == '\\' ? 1 : 0;
        }

        return -1;
    }
}
