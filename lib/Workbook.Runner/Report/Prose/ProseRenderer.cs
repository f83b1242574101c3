using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Workbook.Claims;
using Workbook.Runner.Notebooks;
using Workbook.Runner.Session;

namespace Workbook.Runner.Report.Prose;

/// <summary>Turns prose cells into HTML: tables, footnotes, formulas as MathML, coloured code, links between notebooks.</summary>
public sealed class ProseRenderer
{
    private static readonly MarkdownPipeline Pipeline = MakePipeline();
    private readonly PageNumbers _numbers;
    private readonly Func<string, string> _link;
    private readonly HashSet<string> _anchors = [];

    /// <summary>Makes the renderer of one page.</summary>
    /// <param name="numbers">The page's numbers.</param>
    /// <param name="link">Turns a link as the notebook writes it into one that works from the page.</param>
    public ProseRenderer(PageNumbers numbers, Func<string, string> link)
    {
        _numbers = numbers;
        _link = link;
    }

    /// <summary>The headings so far, in order.</summary>
    public List<Heading> Headings { get; } = [];

    /// <summary>What could not be drawn, in order.</summary>
    public List<NotebookFailure> Failures { get; } = [];

    /// <summary>The page's first paragraph, in plain text; empty before it came.</summary>
    public string FirstParagraph { get; private set; } = "";

    /// <summary>The HTML of one prose cell.</summary>
    public string Render(DibCell cell)
    {
        var document = Markdown.Parse(cell.Source, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().Where(l => l.Url is not null))
        {
            // The link to a claim's line in the ledger marks the place that states the claim.
            if (ClaimIndex.Behind(link.Url!) is { } claim && _anchors.Add(claim.Anchor))
            {
                link.GetAttributes().Id = claim.Anchor;
                link.GetAttributes().AddClass("claim");
            }

            link.Url = _link(link.Url!);
        }

        KeepAnchorsApart(document);
        var html = ToHtml(document, cell);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            Headings.Add(new(heading.Level, heading.GetAttributes().Id ?? "", ToHtml(heading, cell, inside: true), ProseText.Of(heading)));
        }

        if (FirstParagraph.Length == 0 && document.OfType<ParagraphBlock>().FirstOrDefault() is { } paragraph)
        {
            FirstParagraph = ProseText.Of(paragraph);
        }

        return html;
    }

    private string ToHtml(MarkdownObject part, DibCell cell, bool inside = false)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        var formulas = new FormulaRenderer(_numbers, cell.Source, (offset, message) => Refuse(cell, offset, message, inside));
        renderer.ObjectRenderers.Insert(0, formulas.Inline);
        renderer.ObjectRenderers.Insert(0, formulas.Block);
        renderer.ObjectRenderers.Replace<CodeBlockRenderer>(new ColouredCodeRenderer());
        if (inside && part is LeafBlock leaf)
        {
            renderer.WriteLeafInline(leaf);
        }
        else
        {
            renderer.Render(part);
        }

        writer.Flush();
        return writer.ToString();
    }

    // A heading is drawn twice, in the text and in the contents list; its faults count once.
    private void Refuse(DibCell cell, int offset, string message, bool inside)
    {
        if (!inside)
        {
            Failures.Add(new(cell.Number, cell.FirstLine + cell.Source.AsSpan(0, Math.Min(offset, cell.Source.Length)).Count('\n'), message));
        }
    }

    // Two cells may have headings of the same words.
    private void KeepAnchorsApart(MarkdownDocument document)
    {
        foreach (var attributes in document.Descendants<HeadingBlock>().Select(heading => heading.GetAttributes()))
        {
            var wanted = string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id;
            var id = wanted;
            for (var i = 2; !_anchors.Add(id); i++)
            {
                id = $"{wanted}-{i}";
            }

            attributes.Id = id;
        }
    }

    private static MarkdownPipeline MakePipeline()
    {
        var builder = new MarkdownPipelineBuilder().UsePreciseSourceLocation().UsePipeTables().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).UseFootnotes().UseAutoLinks();
        builder.BlockParsers.Insert(0, new FormulaBlockParser());
        builder.InlineParsers.Insert(0, new FormulaInlineParser());
        return builder.Build();
    }
}
