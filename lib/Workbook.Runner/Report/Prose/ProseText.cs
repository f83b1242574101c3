using System.Text;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Workbook.Runner.Report.Prose;

/// <summary>Prose without its markup.</summary>
internal static class ProseText
{
    private const int FewestLetters = 55;

    /// <summary>The words of a heading or paragraph; formulas as they were written.</summary>
    public static string Of(LeafBlock block)
    {
        var text = new StringBuilder();
        foreach (var inline in block.Inline?.Descendants() ?? [])
        {
            text.Append(inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                FormulaInline formula => formula.Latex,
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                LineBreakInline => " ",
                _ => "",
            });
        }

        return text.ToString().Trim();
    }

    /// <summary>The first sentence of a paragraph, or two where the first says little.</summary>
    public static string Opening(string paragraph)
    {
        for (var i = 0; i < paragraph.Length - 1; i++)
        {
            if (i >= FewestLetters && paragraph[i] is '.' or '?' or '!' && paragraph[i + 1] == ' ' && (i + 2 >= paragraph.Length || !char.IsLower(paragraph[i + 2])))
            {
                return paragraph[..(i + 1)];
            }
        }

        return paragraph;
    }
}
