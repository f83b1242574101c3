using System.Net;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Workbook.Runner.Report.MathMl;

namespace Workbook.Runner.Report.Prose;

/// <summary>Writes formulas as MathML and numbers those on lines of their own; what cannot be drawn is noted with its line.</summary>
internal sealed class FormulaRenderer(PageNumbers numbers, string source, Action<int, string> refuse)
{
    /// <summary>The renderer of formulas within paragraphs.</summary>
    public HtmlObjectRenderer<FormulaInline> Inline => new InlineRenderer(this);

    /// <summary>The renderer of formulas on lines of their own.</summary>
    public HtmlObjectRenderer<FormulaBlock> Block => new BlockRenderer(this);

    private void Write(HtmlRenderer renderer, string latex, bool display, int offset, string wrapper)
    {
        try
        {
            var formula = MathMlConverter.Convert(latex, display);
            renderer.Write(display ? Displayed(formula, wrapper) : formula.MathMl);
        }
        catch (LatexException e)
        {
            refuse(offset + e.Offset, $"formula: {e.Message}");
            renderer.Write($"<code class=\"refused\">{WebUtility.HtmlEncode(latex)}</code>");
        }
    }

    private string Displayed(Formula formula, string wrapper)
    {
        var (id, label) = numbers.NextEquation(formula.Tag);
        var number = label is null ? "" : $"<a class=\"equation-number\" href=\"#{id}\">({WebUtility.HtmlEncode(label)})</a>";
        return $"<{wrapper} class=\"equation\" id=\"{id}\"><span class=\"equation-body\">{formula.MathMl}</span>{number}</{wrapper}>";
    }

    private sealed class InlineRenderer(FormulaRenderer owner) : HtmlObjectRenderer<FormulaInline>
    {
        // A paragraph cannot hold a div.
        protected override void Write(HtmlRenderer renderer, FormulaInline formula) =>
            owner.Write(renderer, formula.Latex, formula.Display, formula.Offset, "span");
    }

    private sealed class BlockRenderer(FormulaRenderer owner) : HtmlObjectRenderer<FormulaBlock>
    {
        protected override void Write(HtmlRenderer renderer, FormulaBlock formula)
        {
            if (formula.End < 0)
            {
                owner.Write(renderer, "", true, formula.Offset, "div");
                return;
            }

            owner.Write(renderer, owner.Text(formula), true, formula.Offset, "div");
            renderer.EnsureLine();
        }
    }

    private string Text(FormulaBlock formula) => source[formula.Offset..formula.End];
}
