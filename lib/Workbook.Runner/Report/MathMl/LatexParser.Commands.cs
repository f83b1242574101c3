using System.Xml.Linq;

namespace Workbook.Runner.Report.MathMl;

/// <content>Commands, from the single sign to the fraction.</content>
internal sealed partial class LatexParser
{
    private Atom? Command(LatexToken token, Stack<string> bars)
    {
        var name = token.Text;
        return Simple(name, bars) ?? Structure(token) ?? (name switch
        {
            "tag" => SetTag(token),
            "notag" or "nonumber" => null,
            _ => throw new LatexException($"unknown command \\{name}", token.Offset),
        });
    }

    // One command, one sign.
    private Atom? Simple(string name, Stack<string> bars)
    {
        if (Symbols.Letters.TryGetValue(name, out var letter))
        {
            var isBold = _alphabet is "mathbf" or "boldsymbol";
            return new(Mml.Identifier(isBold ? Alphabets.Letter(_alphabet!, letter) : letter, upright: isBold || char.IsUpper(letter[0])));
        }

        if (Symbols.Bars.TryGetValue(name, out var bar))
        {
            return name == "backslash" ? Sign(bar, AtomClass.Ordinary) : Bar(bar, bars);
        }

        if (Symbols.Large.TryGetValue(name, out var large))
        {
            return new(Mml.Operator(large), AtomClass.Large, TakesLimits: !"∫∬∭∮".Contains(large, StringComparison.Ordinal));
        }

        return Symbols.Ordinary.TryGetValue(name, out var sign) ? Sign(sign, AtomClass.Ordinary)
            : Symbols.Binary.TryGetValue(name, out sign) ? Sign(sign, AtomClass.Binary)
            : Symbols.Relations.TryGetValue(name, out sign) ? Sign(sign, AtomClass.Relation)
            : Symbols.Open.TryGetValue(name, out sign) ? Sign(sign, AtomClass.Open)
            : Symbols.Close.TryGetValue(name, out sign) ? Sign(sign, AtomClass.Close)
            : Symbols.Spaces.TryGetValue(name, out var width) ? new(Mml.Space(width), AtomClass.Space)
            : Symbols.Functions.Contains(name) ? new(Mml.Identifier(name), AtomClass.Function)
            : Symbols.LimitFunctions.TryGetValue(name, out var function) ? LimitFunction(function)
            : name == "bmod" ? Sign("mod", AtomClass.Binary)
            : null;
    }

    private static Atom LimitFunction(string name) =>
        new(Mml.Operator(name.Replace(' ', '\u2009'), ("movablelimits", "true"), ("form", "prefix"), ("lspace", "0"), ("rspace", "0")), AtomClass.Function, TakesLimits: true);

    // Commands with arguments.
    private Atom? Structure(LatexToken token)
    {
        var name = token.Text;
        switch (name)
        {
            case "frac":
                return new(Mml.Fraction(Argument(name), Argument(name)));
            case "dfrac" or "cfrac":
                return new(Mml.Style(display: true, Mml.Fraction(Argument(name), Argument(name))));
            case "tfrac":
                return new(Mml.Style(display: false, Mml.Fraction(Argument(name), Argument(name))));
            case "binom":
                return new(Mml.Row(Mml.TallFence("(", true), Mml.Fraction(Argument(name), Argument(name), line: false), Mml.TallFence(")", false)));
            case "sqrt":
                return Root();
            case "text" or "textrm" or "textit" or "textbf" or "mbox":
                return new(TextArgument(token));
            case "operatorname" or "operatorname*":
                return name.EndsWith('*') ? LimitFunction(Words(token)) : new(Mml.Identifier(Words(token), upright: true), AtomClass.Function);
            case "mathrm" or "mathit" or "mathnormal":
                return InAlphabet(name == "mathrm" ? name : null, name);
            case "overset" or "stackrel":
                return Stacked("mover", name);
            case "underset":
                return Stacked("munder", name);
            case "underbrace":
                return new(new("munder", Argument(name), Mml.Operator("⏟", ("stretchy", "true"))), TakesLimits: true);
            case "overbrace":
                return new(new("mover", Argument(name), Mml.Operator("⏞", ("stretchy", "true"))), TakesLimits: true);
            case "underline":
                return new(new("munder", Argument(name), Mml.Operator("_", ("stretchy", "true"))));
            case "boxed":
                return new(new("mrow", new XAttribute("class", "boxed"), Argument(name)));
            case "phantom":
                return new(new("mphantom", Argument(name)));
            case "not":
                return Negated(token);
            case "substack":
                return Substack();
            case "displaystyle" or "textstyle":
                return new(Mml.Style(name == "displaystyle", Row()));
            case "left":
                return Tall(token);
            case "begin":
                return Environment(token);
            default:
                return Symbols.Accents.TryGetValue(name, out var accent) ? Accented(accent.Sign, accent.Stretches, name)
                    : Alphabets.Has(name) ? InAlphabet(name, name)
                    : name.StartsWith("big", StringComparison.OrdinalIgnoreCase) ? Big(token)
                    : null;
        }
    }

    private Atom Root()
    {
        if (_reader.BracketText() is not { } degree)
        {
            return new(new("msqrt", Argument("sqrt")));
        }

        var index = new LatexParser(degree) { _depth = _depth + 1 }.Parse();
        return new(new("mroot", Argument("sqrt"), index));
    }

    private Atom Accented(string sign, bool stretches, string name) => new(new(
        "mover",
        new XAttribute("accent", "true"),
        Argument(name),
        Mml.Operator(sign, ("stretchy", stretches ? "true" : "false"))));

    private Atom InAlphabet(string? alphabet, string command)
    {
        var outer = _alphabet;
        _alphabet = alphabet;
        var inner = Argument(command);
        _alphabet = outer;
        return new(inner);
    }

    private Atom Stacked(string element, string name)
    {
        var over = Argument(name);
        var next = _reader.Peek();
        var nucleus = EndsRow(next) ? throw new LatexException($"\\{name} needs two arguments, but {next.Shown} follows", next.Offset) : Nucleus(new());
        return nucleus is null
            ? throw new LatexException($"{next.Shown} cannot be an argument", next.Offset)
            : nucleus with { Element = new(element, nucleus.Element, over), Class = nucleus.Element.Name == "mo" ? AtomClass.Relation : nucleus.Class };
    }

    private Atom Negated(LatexToken token)
    {
        var next = Nucleus(new());
        return next is { Class: AtomClass.Relation, Element.Name.LocalName: "mo" }
            ? Sign(Symbols.Negated.GetValueOrDefault(next.Element.Value, next.Element.Value + "\u0338"), AtomClass.Relation)
            : throw new LatexException("\\not needs a relation such as = or \\in after it", token.Offset);
    }

    private Atom? SetTag(LatexToken token)
    {
        if (Tag is not null)
        {
            throw new LatexException("a formula has one \\tag at most", token.Offset);
        }

        Tag = _reader.BracedText("tag").Trim('(', ')', ' ');
        return null;
    }
}
