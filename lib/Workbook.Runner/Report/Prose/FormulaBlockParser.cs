using Markdig.Parsers;
using Markdig.Syntax;

namespace Workbook.Runner.Report.Prose;

/// <summary>Finds formulas on lines of their own: <c>$$ … $$</c> and <c>\[ … \]</c>, on one line or several.</summary>
internal sealed class FormulaBlockParser : BlockParser
{
    public FormulaBlockParser() => OpeningCharacters = ['$', '\\'];

    public override BlockState TryOpen(BlockProcessor processor)
    {
        var line = processor.Line;
        var close = (line.CurrentChar, line.PeekChar()) switch { ('$', '$') => "$$", ('\\', '[') => "\\]", _ => null };
        if (processor.IsCodeIndent || close is null)
        {
            return BlockState.None;
        }

        var rest = line.Text.AsSpan(line.Start + 2, line.End - line.Start - 1).TrimEnd();
        var first = rest.IndexOf(close);
        if (first >= 0 && first + 2 != rest.Length)
        {
            // Something follows on the line: a formula within a sentence.
            return BlockState.None;
        }

        var block = new FormulaBlock(this, close)
        {
            Line = processor.LineIndex,
            Column = processor.Column,
            Span = new(line.Start, line.End),
            Offset = line.Start + 2,
            End = first < 0 ? -1 : line.Start + 2 + first,
        };
        processor.NewBlocks.Push(block);
        return first < 0 ? BlockState.ContinueDiscard : BlockState.BreakDiscard;
    }

    public override BlockState TryContinue(BlockProcessor processor, Block block)
    {
        var formula = (FormulaBlock)block;
        var line = processor.Line;
        formula.UpdateSpanEnd(line.End);
        var text = line.Text.AsSpan(line.Start, line.End - line.Start + 1).TrimEnd();
        if (!text.EndsWith(formula.Close, StringComparison.Ordinal))
        {
            return BlockState.ContinueDiscard;
        }

        formula.End = line.Start + text.Length - 2;
        return BlockState.BreakDiscard;
    }
}
