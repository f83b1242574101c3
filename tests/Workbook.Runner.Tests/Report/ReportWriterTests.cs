using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using Workbook.Charts;
using Workbook.Claims;
using Workbook.Runner.Notebooks;
using Workbook.Runner.Report;
using Workbook.Runner.Session;
using Xunit;

namespace Workbook.Runner.Tests.Report;

public sealed class ReportWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("workbook-pages-").FullName;

    public ReportWriterTests() => SampleReport.Write(_folder);

    private string Read(string name) => File.ReadAllText(Path.Combine(_folder, name));

    [Fact]
    public void One_copy_of_plotly_serves_all_pages()
    {
        string[] large = [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length > 1_000_000).Select(f => Path.GetRelativePath(_folder, f))];
        Assert.Equal([Path.Combine("assets", "plotly.min.js")], large);
        Assert.DoesNotContain("plotly", Read("index.html"), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_and_equations_are_numbered_in_order_and_linked_to_themselves()
    {
        var page = Read(SampleReport.FirstPage);
        for (var i = 1; i <= SampleReport.Figures.Count; i++)
        {
            Assert.Contains($"href=\"#figure-{i}\">Figure 1.{i}.</a>", page, StringComparison.Ordinal);
            Assert.Contains($"id=\"figure-{i}\"", page, StringComparison.Ordinal);
        }

        Assert.Contains("id=\"equation-2\"", page, StringComparison.Ordinal);
        Assert.Contains("href=\"#equation-2\">(1.2)</a>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Identifiers_are_unique_and_every_link_within_the_report_has_its_target()
    {
        foreach (var name in new[] { "index.html", SampleReport.FirstPage, SampleReport.FailedPage })
        {
            var page = Read(name);
            string[] ids = [.. Regex.Matches(page, " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value)];
            Assert.Equal(ids.Distinct(), ids);
            foreach (var link in Regex.Matches(page, " href=\"([^\":]*)\"").Select(m => m.Groups[1].Value).Where(l => l != "results.json"))
            {
                var (file, anchor) = link.Split('#') is [var f, var a] ? (f, a) : (link, "");
                var target = file.Length == 0 ? page : Read(file);
                Assert.True(anchor.Length == 0 || target.Contains($" id=\"{WebUtility.UrlDecode(anchor)}\"", StringComparison.Ordinal), $"{name} -> {link}");
            }
        }
    }

    [Fact]
    public void A_claim_is_marked_where_its_name_first_stands_and_a_figure_has_the_name_that_its_claims_give_it()
    {
        CellOutput Html(IView view) => new(CellOutput.Html, view.ToHtml());
        CellResult Shown(IView view) => new([Html(view)], "", TimeSpan.Zero, TimeSpan.Zero);
        CellRun Prose(int number, string text) => new(new(DibCell.Markdown, number, text, 1), null);
        CellRun Code(int number, CellResult result) => new(new(DibCell.CSharp, number, "1", 1), result);
        const string Mark = "[weights.sharp](06-claims.dib#ledger-weights-sharp)";
        var claim = ClaimLedger.Find("weights.sharp").Claim;
        var figure = ClaimIndex.Shown(claim.Figure, Chart.Lines("It rises.", "x", "y", new Series("a", [1, 2], [1, 2])));
        NotebookResult notebook = new(claim.Notebook, $"/n/{claim.Notebook}.dib", [Prose(1, $"# T\n\n{Mark} and {Mark}, but [another](06-claims.dib#ledger-none)."), Code(2, Shown(figure)), Prose(3, Mark), Code(4, Shown(ClaimIndex.Of(claim.Notebook)))], TimeSpan.Zero, null);
        var page = NotebookPage.Read(notebook, [notebook], _folder).Body;
        Assert.Equal(2, page.Split("id=\"claim-weights-sharp\"").Length);
        Assert.Contains("<section class=\"prose\" id=\"cell-1\"><h1 id=\"t\">T</h1>\n<p><a href=\"06-claims.html#ledger-weights-sharp\" id=\"claim-weights-sharp\" class=\"claim\">weights.sharp</a>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"06-claims.html#ledger-none\">another</a>", page, StringComparison.Ordinal);
        Assert.Contains($"id=\"figure-1\"><span id=\"{claim.Figure}\"></span>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"06-claims.html#ledger-weights-sharp\">weights.sharp</a>", page[page.IndexOf("<figcaption>", StringComparison.Ordinal)..page.IndexOf("</figcaption>", StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.Contains("<a id=\"claim-entropy-sharp\" href=\"06-claims.html#ledger-entropy-sharp\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_output_is_escaped_and_a_library_view_is_not()
    {
        var page = Read(SampleReport.FirstPage);
        Assert.Contains("&lt;b&gt;&amp;&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;true&lt;/i&gt;", page, StringComparison.Ordinal);
        Assert.Contains("<table aria-label=\"Bounds at each L.\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_stand_before_their_code_which_is_folded()
    {
        var page = Read(SampleReport.FirstPage);
        var cell = page[page.IndexOf("id=\"cell-2\"", StringComparison.Ordinal)..];
        Assert.True(cell.IndexOf("<figure", StringComparison.Ordinal) < cell.IndexOf("<details class=\"folded\"><summary><code>", StringComparison.Ordinal));
    }

    [Fact]
    public void A_formula_that_cannot_be_drawn_is_found_before_the_run_with_its_cell_and_line()
    {
        DibCell[] cells = [new(DibCell.Markdown, 4, "One.\n\n$$\na\n+ \\what\n$$\n\nand $b$ and $\\no$", 20), new(DibCell.CSharp, 5, "$\\x$", 30)];
        Assert.Collection(
            ProseCheck.Failures(cells),
            f => Assert.Equal((4, 24, "formula: unknown command \\what"), (f.CellNumber!.Value, f.Line!.Value, f.Message)),
            f => Assert.Equal((4, 27, "formula: unknown command \\no"), (f.CellNumber!.Value, f.Line!.Value, f.Message)));
    }

    [Theory]
    [InlineData("costs $5 and $6", 0)]
    [InlineData("`$x$` and \\$y$", 0)]
    [InlineData("$x$, $y$", 2)]
    [InlineData("$$x$$", 1)]
    [InlineData("text $$x$$ text", 1)]
    [InlineData("- item $x$\n- $$y$$", 2)]
    [InlineData("\\(x\\) and \\[y\\]", 2)]
    [InlineData("text\n$$\nx\n- y\n$$\ntext", 1)]
    public void Dollars_are_formulas_only_where_an_editor_takes_them_for_formulas(string markdown, int formulas)
    {
        var numbers = new Runner.Report.Prose.PageNumbers(1, false);
        var prose = new Runner.Report.Prose.ProseRenderer(numbers, link => link);
        Assert.Equal(formulas, prose.Render(new(DibCell.Markdown, 1, markdown, 1)).Split("<math").Length - 1);
        Assert.Empty(prose.Failures);
    }

    [Fact]
    public void Colouring_never_changes_the_code() => Gen.OneOf(
        Gen.String,
        Gen.OneOf("var x = 1;", "\"text", "$\"{a}\"", "// note\n", "/* ", "*/", "#!import a", "#r \"b\"", "class A { }", "\n", "<", "&", "'a'", "\"\"\"raw\"\"\"", "await F<int>(x);").List[0, 8].Select(parts => string.Join(" ", parts)))
        .Sample(code => Assert.Equal(code, WebUtility.HtmlDecode(Regex.Replace(CodeColours.ToHtml(code), "</?span[^>]*>", ""))));

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
