using System.Net;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Workbook.Runner.Report.Prose;

/// <summary>Writes code blocks within prose; C# in colours.</summary>
internal sealed class ColouredCodeRenderer : HtmlObjectRenderer<CodeBlock>
{
    protected override void Write(HtmlRenderer renderer, CodeBlock block)
    {
        var code = block.Lines.ToString();
        var language = (block as FencedCodeBlock)?.Info;
        var html = language is "csharp" or "cs" or "c#" ? CodeColours.ToHtml(code) : WebUtility.HtmlEncode(code);
        renderer.EnsureLine();
        renderer.Write("<pre class=\"code\"><code>").Write(html).WriteLine("</code></pre>");
    }
}
