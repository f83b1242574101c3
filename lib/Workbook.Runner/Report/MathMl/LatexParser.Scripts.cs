using System.Xml.Linq;

namespace Workbook.Runner.Report.MathMl;

/// <content>Sub- and superscripts, primes and limits.</content>
internal sealed partial class LatexParser
{
    private Atom Scripts(Atom nucleus)
    {
        XElement? below = null, above = null;
        var primes = 0;
        var limits = nucleus.TakesLimits;
        while (true)
        {
            var token = _reader.Peek();
            if (token.IsCharacter('\''))
            {
                _reader.Next();
                primes++;
            }
            else if (token.IsCharacter('_') || token.IsCharacter('^'))
            {
                _reader.Next();
                var isBelow = token.Text == "_";
                if ((isBelow ? below : above) is not null)
                {
                    throw new LatexException($"two {(isBelow ? "sub" : "super")}scripts stand on one sign; put braces around the first", token.Offset);
                }

                var script = Spacing.Tightened(Argument(isBelow ? "_" : "^"));
                (below, above) = isBelow ? (script, above) : (below, script);
            }
            else if (token.IsCommand("limits") || token.IsCommand("nolimits"))
            {
                limits = _reader.Next().Text == "limits";
            }
            else
            {
                break;
            }
        }

        if (primes > 0)
        {
            var marks = Mml.Operator(primes switch { 1 => "′", 2 => "″", 3 => "‴", _ => new string('′', primes) }, ("lspace", "0"), ("rspace", "0"));
            above = above is null ? marks : Mml.Row(marks, above);
        }

        return below is null && above is null ? nucleus : nucleus with { Element = Scripted(nucleus.Element, below, above, limits) };
    }

    private static XElement Scripted(XElement nucleus, XElement? below, XElement? above, bool limits) => (below, above) switch
    {
        (not null, not null) => new(limits ? "munderover" : "msubsup", nucleus, below, above),
        (not null, null) => new(limits ? "munder" : "msub", nucleus, below),
        _ => new(limits ? "mover" : "msup", nucleus, above),
    };

    // What a command or script applies to: a braced group, or the one sign that follows.
    private XElement Argument(string command)
    {
        var next = _reader.Peek();
        if (EndsRow(next) || next.IsCharacter('^') || next.IsCharacter('_') || next.IsCharacter('\''))
        {
            throw new LatexException($"{(command is "_" or "^" ? command : "\\" + command)} needs an argument, but {next.Shown} follows", next.Offset);
        }

        if (next.Kind == LatexTokenKind.Character && char.IsAsciiDigit(next.Text[0]))
        {
            // As in TeX, an argument without braces is one sign: \frac12 is one half.
            _reader.Next();
            return _alphabet is null or "mathrm" ? Mml.Number(next.Text) : Mml.Identifier(Alphabets.Letter(_alphabet, next.Text), upright: true);
        }

        var atom = Nucleus(new());
        return atom is null ? throw new LatexException($"{next.Shown} cannot be an argument", next.Offset) : Spacing.Join([atom]);
    }
}
