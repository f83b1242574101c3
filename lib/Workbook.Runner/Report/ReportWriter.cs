using System.Text;
using Workbook.Charts;
using Workbook.Runner.Session;

namespace Workbook.Runner.Report;

/// <summary>Writes the results of a run as pages that work from a disk without a network.</summary>
public static class ReportWriter
{
    /// <summary>
    /// Writes <c>index.html</c>, one page a notebook, and <c>assets/</c> with the style, the scripts and one copy of plotly.js.
    /// A formula that cannot be drawn is marked on its page; <see cref="ProseCheck"/> finds it before a run.
    /// </summary>
    /// <param name="results">What each notebook gave, in reading order.</param>
    /// <param name="info">Where the numbers come from.</param>
    /// <param name="folder">An existing or new folder; files of the same names are replaced.</param>
    public static void Write(IReadOnlyList<NotebookResult> results, RunInfo info, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "assets"));
        Page[] pages = [.. results.Select(result => NotebookPage.Read(result, results, folder))];
        Save(folder, "assets/report.css", ChartAssets.Style + ReportAssets.Style);
        Save(folder, "assets/report.js", ChartAssets.Script + ReportAssets.Script);
        if (pages.Any(page => page.Figures > 0))
        {
            Save(folder, "assets/plotly.min.js", PlotlyScript.Source);
        }

        for (var i = 0; i < pages.Length; i++)
        {
            Save(folder, pages[i].File, NotebookPage.Write(pages, i, info));
        }

        Save(folder, "index.html", IndexPage.Write(pages, info));
    }

    private static void Save(string folder, string name, string text) =>
        File.WriteAllText(Path.Combine(folder, name), text, new UTF8Encoding(false));
}
