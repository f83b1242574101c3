using System.Xml.Linq;

namespace Workbook.Runner.Report.MathMl;

/// <summary>Reads a formula into MathML by recursive descent; what it does not know it refuses by name.</summary>
internal sealed partial class LatexParser(string text)
{
    private const int Deepest = 120;
    private readonly LatexReader _reader = new(text);
    private int _depth;
    private string? _alphabet;

    public string? Tag { get; private set; }

    /// <summary>The whole formula.</summary>
    public XElement Parse()
    {
        var row = Row();
        var next = _reader.Next();
        return next.Kind == LatexTokenKind.End ? row : throw new LatexException(Misplaced(next), next.Offset);
    }

    private static string Misplaced(LatexToken token) => token switch
    {
        _ when token.IsCharacter('}') => "a closing brace } has no opening one",
        _ when token.IsCharacter('&') => "& stands outside an environment such as aligned",
        _ when token.IsCommand("\\") => "a line break \\\\ stands outside an environment such as aligned",
        _ when token.IsCommand("right") || token.IsCommand("middle") => $"\\{token.Text} has no \\left before it",
        _ when token.IsCommand("end") => "\\end has no \\begin before it",
        _ => $"{token.Shown} cannot stand here",
    };

    // Atoms up to whatever ends a row; the token that ends it is left to the caller.
    private XElement Row()
    {
        Deepen();
        var atoms = new List<Atom>();
        var bars = new Stack<string>();
        while (!EndsRow(_reader.Peek()))
        {
            if (Next(bars) is { } atom)
            {
                atoms.Add(atom);
            }
        }

        _depth--;
        return Spacing.Join(atoms);
    }

    private static bool EndsRow(LatexToken token) => token.Kind == LatexTokenKind.End || token.IsCharacter('}') || token.IsCharacter('&')
        || (token.Kind == LatexTokenKind.Command && token.Text is "\\" or "cr" or "end" or "right" or "middle");

    // A nucleus with its scripts; null for what draws nothing, such as \tag.
    private Atom? Next(Stack<string> bars)
    {
        var token = _reader.Peek();
        var nucleus = token.IsCharacter('^') || token.IsCharacter('_') || token.IsCharacter('\'') ? new Atom(Mml.Row()) : Nucleus(bars);
        return nucleus is null ? null : Scripts(nucleus);
    }

    private void Deepen()
    {
        if (++_depth > Deepest)
        {
            throw new LatexException($"the formula is nested more than {Deepest} levels deep", _reader.Offset);
        }
    }

    private Atom? Nucleus(Stack<string> bars)
    {
        Deepen();
        var atom = Undecorated(bars);
        _depth--;
        return atom;
    }

    private Atom? Undecorated(Stack<string> bars)
    {
        var token = _reader.Next();
        if (token.Kind == LatexTokenKind.Command)
        {
            return Command(token, bars);
        }

        if (token.Kind == LatexTokenKind.End)
        {
            throw new LatexException("the formula ends where a sign is needed", token.Offset);
        }

        if (token.IsCharacter('{'))
        {
            var row = Row();
            Close(token);
            // A comma alone in braces is a decimal or thousands sign: it takes no space.
            return new(row.Name == "mo" && row.Value == "," ? Mml.Tight(",") : row);
        }

        return Character(token, bars);
    }

    private void Close(LatexToken open)
    {
        if (!_reader.Skip('}'))
        {
            throw new LatexException(_reader.Peek().Kind == LatexTokenKind.End ? "an opening brace { is never closed" : Misplaced(_reader.Peek()), open.Offset);
        }
    }

    private Atom Character(LatexToken token, Stack<string> bars)
    {
        var sign = token.Text;
        if (char.IsAsciiDigit(sign[0]))
        {
            return new(_alphabet is null or "mathrm" ? Mml.Number(Digits(sign)) : Mml.Identifier(Alphabets.Letter(_alphabet, sign), upright: true));
        }

        if (sign == "|" || sign == "‖")
        {
            return Bar(sign, bars);
        }

        if (sign == "~")
        {
            return new(Mml.Space(Symbols.Spaces[" "]), AtomClass.Space);
        }

        if (Symbols.Direct(sign) is { } known)
        {
            return Sign(known.Sign, known.Class);
        }

        return char.IsLetter(sign, 0) ? Letter(sign) : throw new LatexException($"the sign {sign} cannot stand in a formula", token.Offset);
    }

    private string Digits(string first)
    {
        var number = first;
        while (_reader.Peek() is { Kind: LatexTokenKind.Character } next && next.Offset == _reader.Offset && (char.IsAsciiDigit(next.Text[0]) || next.Text == "."))
        {
            // A full stop after a number ends a sentence unless a digit follows it.
            if (next.Text == "." && !(next.Offset + 1 < text.Length && char.IsAsciiDigit(text[next.Offset + 1])))
            {
                break;
            }

            number += _reader.Next().Text;
        }

        return number;
    }

    private Atom Letter(string letter)
    {
        if (_alphabet is null)
        {
            return new(Mml.Identifier(letter));
        }

        if (_alphabet != "mathrm")
        {
            return new(Mml.Identifier(Alphabets.Letter(_alphabet, letter), upright: true));
        }

        // Upright letters in a row are one word.
        while (_reader.Peek() is { Kind: LatexTokenKind.Character } next && next.Offset == _reader.Offset && char.IsLetter(next.Text, 0))
        {
            letter += _reader.Next().Text;
        }

        return new(Mml.Identifier(letter, upright: true));
    }

    // |x| and ‖x‖: the first bar of a row opens, its partner closes.
    private static Atom Bar(string sign, Stack<string> bars)
    {
        var closes = bars.Count > 0 && bars.Peek() == sign;
        if (closes)
        {
            bars.Pop();
        }
        else
        {
            bars.Push(sign);
        }

        return new(Mml.Fence(sign, !closes), closes ? AtomClass.Close : AtomClass.Open);
    }

    private static Atom Sign(string sign, AtomClass kind) => new(
        kind switch
        {
            AtomClass.Open => Mml.Fence(sign, opens: true),
            AtomClass.Close => sign is "!" or "?" ? Mml.Tight(sign) : Mml.Fence(sign, opens: false),
            AtomClass.Ordinary => sign is "/" or "." or "\"" or "@" or "∖" ? Mml.Tight(sign) : Mml.Identifier(sign, upright: true),
            // U+2223 would grow with its row, arrows with what stands over them: here they stay as they are.
            AtomClass.Relation => Mml.Operator(sign, ("stretchy", "false")),
            _ => Mml.Operator(sign),
        },
        kind);
}
