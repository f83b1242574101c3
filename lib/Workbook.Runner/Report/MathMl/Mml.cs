using System.Xml.Linq;

namespace Workbook.Runner.Report.MathMl;

/// <summary>The elements of MathML that formulas are made of.</summary>
internal static class Mml
{
    public static XElement Identifier(string text, bool upright = false) =>
        upright && text.Length == 1 ? new("mi", new XAttribute("mathvariant", "normal"), text) : new("mi", text);

    public static XElement Number(string text) => new("mn", text);

    public static XElement Operator(string text, params (string Name, string Value)[] attributes) =>
        new("mo", attributes.Select(a => new XAttribute(a.Name, a.Value)), text);

    /// <summary>A sign without space of its own around it.</summary>
    public static XElement Tight(string text) => Operator(text, ("lspace", "0"), ("rspace", "0"));

    /// <summary>A delimiter of ordinary height.</summary>
    public static XElement Fence(string text, bool opens) =>
        Operator(text, ("stretchy", "false"), ("form", opens ? "prefix" : "postfix"), ("lspace", "0"), ("rspace", "0"));

    /// <summary>A delimiter as tall as what it holds; nothing at all for the dot of <c>\left.</c></summary>
    public static XElement? TallFence(string text, bool opens) => text == "." ? null
        : Operator(text, ("stretchy", "true"), ("symmetric", "true"), ("form", opens ? "prefix" : "postfix"), ("lspace", "0"), ("rspace", "0"));

    public static XElement Space(string width) => width.StartsWith('-')
        // MathML has no negative width; a negative margin moves the neighbours together.
        ? new("mspace", new XAttribute("width", "0"), new XAttribute("style", $"margin-left:{width}"))
        : new("mspace", new XAttribute("width", width));

    public static XElement Row(params IEnumerable<object?> children) => new("mrow", children);

    public static XElement Fraction(XElement above, XElement below, bool line = true) =>
        new("mfrac", line ? null : new XAttribute("linethickness", "0"), above, below);

    /// <summary>The text of a note inside a formula; MathML drops outer blanks, so they become fixed ones.</summary>
    public static XElement Text(string text) => new("mtext", text.StartsWith(' ') || text.EndsWith(' ') ? text.Replace(' ', '\u00A0') : text);

    public static XElement Style(bool display, params IEnumerable<object> children) =>
        new("mstyle", new XAttribute("displaystyle", display ? "true" : "false"), new XAttribute("scriptlevel", "0"), children);
}
