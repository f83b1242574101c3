using System.Xml.Linq;

namespace Workbook.Runner.Report.MathMl;

/// <content>Environments of rows and columns.</content>
internal sealed partial class LatexParser
{
    private Atom Environment(LatexToken begin)
    {
        var name = _reader.BracedText("begin");
        var columns = name == "array" ? _reader.BracedText("begin{array}").Replace("|", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal) : "";
        if (columns.Any(c => c is not ('l' or 'c' or 'r')))
        {
            throw new LatexException($"\\begin{{array}} knows the columns l, c and r, not {columns}", begin.Offset);
        }

        Atom? table = name switch
        {
            "aligned" or "align" or "align*" or "split" or "alignedat" => new(Cells(name, "aligned", i => i % 2 == 0 ? "right" : "left")),
            "gather" or "gather*" or "gathered" => new(Cells(name, "aligned", _ => "")),
            "cases" => new(Mml.Row(Mml.TallFence("{", true), Cells(name, "cases", _ => "left"))),
            "matrix" => Matrix(name, ".", "."),
            "pmatrix" => Matrix(name, "(", ")"),
            "bmatrix" => Matrix(name, "[", "]"),
            "vmatrix" => Matrix(name, "|", "|"),
            "Vmatrix" => Matrix(name, "‖", "‖"),
            "array" => new(Cells(name, "", i => i < columns.Length ? columns[i] switch { 'l' => "left", 'r' => "right", _ => "" } : "")),
            _ => null,
        };
        return table ?? throw new LatexException($"unknown environment {name}", begin.Offset);
    }

    private Atom Matrix(string name, string open, string close) => new(Mml.Row(Mml.TallFence(open, true), Cells(name, "", _ => ""), Mml.TallFence(close, false)));

    // Rows up to \end{name}, which is taken too.
    private XElement Cells(string name, string kind, Func<int, string> side)
    {
        var table = new XElement("mtable", kind.Length > 0 ? new XAttribute("class", kind) : null, kind == "aligned" ? new XAttribute("displaystyle", "true") : null);
        if (name == "alignedat")
        {
            _reader.BracedText(name);
        }

        while (true)
        {
            var row = new XElement("mtr");
            do
            {
                var align = side(row.Elements().Count());
                row.Add(new XElement("mtd", align.Length > 0 ? new XAttribute("class", align) : null, Row()));
            }
            while (_reader.Skip('&'));

            if (!row.Elements().All(cell => cell.Elements().All(e => e.Name == "mrow" && !e.HasElements)))
            {
                table.Add(row);
            }

            if (_reader.SkipCommand("\\") || _reader.SkipCommand("cr"))
            {
                _reader.BracketText();
                continue;
            }

            var end = _reader.Next();
            if (!end.IsCommand("end"))
            {
                throw new LatexException(end.Kind == LatexTokenKind.End ? $"\\begin{{{name}}} has no \\end" : Misplaced(end), end.Offset);
            }

            var closed = _reader.BracedText("end");
            return closed == name ? table : throw new LatexException($"\\begin{{{name}}} is closed by \\end{{{closed}}}", end.Offset);
        }
    }

    // \substack{i \in I \\ i \ne j}: conditions under one another.
    private Atom Substack()
    {
        var open = _reader.Next();
        if (!open.IsCharacter('{'))
        {
            throw new LatexException("\\substack needs an argument in braces", open.Offset);
        }

        var table = new XElement("mtable", new XAttribute("class", "substack"));
        do
        {
            table.Add(new XElement("mtr", new XElement("mtd", Row())));
        }
        while (_reader.SkipCommand("\\"));
        Close(open);
        return new(table);
    }
}
