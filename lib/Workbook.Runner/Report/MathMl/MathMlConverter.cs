using System.Text;
using System.Xml.Linq;

namespace Workbook.Runner.Report.MathMl;

/// <summary>
/// Turns the LaTeX of a formula into MathML, which every current browser draws without a script and screen readers speak.
/// It is small and strict: a command that it does not know is an error with the command's name, never a formula drawn wrong.
/// </summary>
public static class MathMlConverter
{
    /// <summary>Converts one formula.</summary>
    /// <param name="latex">The formula without its dollar signs.</param>
    /// <param name="display">True for a formula on a line of its own.</param>
    /// <exception cref="LatexException">The formula is empty, malformed, or holds an unknown command.</exception>
    public static Formula Convert(string latex, bool display)
    {
        var trimmed = latex.Trim();
        if (trimmed.Length == 0)
        {
            throw new LatexException("the formula is empty", 0);
        }

        // XML cannot carry control characters or half characters.
        for (var i = 0; i < latex.Length; i++)
        {
            if (char.IsControl(latex[i]) && !char.IsWhiteSpace(latex[i]) || latex[i] is '\uFFFE' or '\uFFFF' || (char.IsSurrogate(latex[i]) && !Rune.TryGetRuneAt(latex, i - (char.IsLowSurrogate(latex[i]) && i > 0 ? 1 : 0), out _)))
            {
                throw new LatexException($"the character U+{(int)latex[i]:X4} cannot stand in a formula", i);
            }
        }

        var leading = latex.Length - latex.TrimStart().Length;
        var parser = new LatexParser(trimmed);
        XElement content;
        try
        {
            content = parser.Parse();
        }
        catch (LatexException e)
        {
            throw new LatexException(e.Message, e.Offset + leading);
        }

        var math = new XElement(
            "math",
            new XAttribute("display", display ? "block" : "inline"),
            new XAttribute("alttext", trimmed),
            content);
        return new(math.ToString(SaveOptions.DisableFormatting), parser.Tag);
    }
}
