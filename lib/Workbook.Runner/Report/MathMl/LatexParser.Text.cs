using System.Text;
using System.Xml.Linq;

namespace Workbook.Runner.Report.MathMl;

/// <content>Words inside formulas.</content>
internal sealed partial class LatexParser
{
    // \text{where $x$ is}: words, with formulas between dollar signs.
    private XElement TextArgument(LatexToken token)
    {
        var parts = _reader.BracedText(token.Text).Split('$');
        if (parts.Length % 2 == 0)
        {
            throw new LatexException($"\\{token.Text} holds a $ without its partner", token.Offset);
        }

        XElement[] pieces = [.. parts.Select((part, i) => i % 2 == 1 ? Inner(part, token) : part.Length == 0 ? null : Styled(Mml.Text(Plain(part, token)), token.Text)).OfType<XElement>()];
        return pieces.Length == 1 ? pieces[0] : Mml.Row(pieces);
    }

    private XElement Inner(string formula, LatexToken token)
    {
        try
        {
            return new LatexParser(formula) { _depth = _depth + 1 }.Parse();
        }
        catch (LatexException e)
        {
            throw new LatexException(e.Message, token.Offset);
        }
    }

    private static XElement Styled(XElement words, string command)
    {
        if (command is "textbf" or "textit")
        {
            words.SetAttributeValue("style", command == "textbf" ? "font-weight:bold" : "font-style:italic");
        }

        return words;
    }

    /// <summary>The words of <c>\operatorname</c>.</summary>
    private string Words(LatexToken token) => Plain(_reader.BracedText(token.Text), token).Trim();

    // Words with their escapes resolved.
    private static string Plain(string words, LatexToken token)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] is '{' or '}')
            {
                continue;
            }

            if (words[i] != '\\')
            {
                plain.Append(words[i] == '~' ? '\u00A0' : words[i]);
                continue;
            }

            i++;
            var escaped = i < words.Length ? words[i] : '\0';
            plain.Append(escaped switch
            {
                '%' or '#' or '&' or '_' or '$' or '{' or '}' or ' ' => escaped,
                ',' => '\u2009',
                _ => throw new LatexException($"\\{new string([.. words.Skip(i).TakeWhile((c, k) => k == 0 || char.IsAsciiLetter(c))])} cannot stand inside \\{token.Text}", token.Offset),
            });
        }

        return plain.ToString();
    }
}
