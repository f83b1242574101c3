using System.Xml.Linq;

namespace Workbook.Runner.Report.MathMl;

/// <content>Delimiters that grow.</content>
internal sealed partial class LatexParser
{
    // \left( … \middle| … \right): as tall as what they hold.
    private Atom Tall(LatexToken left)
    {
        var children = new List<object?> { Mml.TallFence(Delimiter("left"), opens: true), Row() };
        while (_reader.SkipCommand("middle"))
        {
            children.Add(Mml.TallFence(Delimiter("middle"), opens: true));
            children.Add(Row());
        }

        if (!_reader.SkipCommand("right"))
        {
            throw new LatexException("\\left has no \\right after it", left.Offset);
        }

        children.Add(Mml.TallFence(Delimiter("right"), opens: false));
        return new(Mml.Row(children));
    }

    // \big, \Big, \bigg, \Bigg with l, r or m: a fixed height.
    private Atom? Big(LatexToken token)
    {
        var size = token.Text.TrimEnd('l', 'r', 'm') switch { "big" => "1.2em", "Big" => "1.8em", "bigg" => "2.4em", "Bigg" => "3em", _ => null };
        if (size is null)
        {
            return null;
        }

        var sign = Delimiter(token.Text);
        var opens = token.Text[^1] == 'l' || (token.Text[^1] != 'r' && Symbols.Direct(sign)?.Class == AtomClass.Open);
        var fence = Mml.TallFence(sign, opens) ?? Mml.Row();
        fence.SetAttributeValue("minsize", size);
        fence.SetAttributeValue("maxsize", size);
        return new(fence, token.Text[^1] == 'm' ? AtomClass.Relation : opens ? AtomClass.Open : AtomClass.Close);
    }

    private string Delimiter(string command)
    {
        var token = _reader.Next();
        if (token.Kind == LatexTokenKind.Character && "()[]|/.⟨⟩⌊⌋⌈⌉‖".Contains(token.Text, StringComparison.Ordinal))
        {
            return token.Text;
        }

        if (token.Kind == LatexTokenKind.Character && token.Text is "<" or ">")
        {
            return token.Text == "<" ? "⟨" : "⟩";
        }

        return token.Kind == LatexTokenKind.Command && (Symbols.Open.TryGetValue(token.Text, out var sign) || Symbols.Close.TryGetValue(token.Text, out sign) || Symbols.Bars.TryGetValue(token.Text, out sign))
            ? sign
            : throw new LatexException($"\\{command} needs a delimiter, but {token.Shown} follows", token.Offset);
    }
}
