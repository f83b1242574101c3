using Workbook.Runner.Notebooks;
using Workbook.Runner.Report.Prose;
using Workbook.Runner.Session;

namespace Workbook.Runner.Report;

/// <summary>Finds what a notebook's prose asks for and the report cannot draw, before a minute is spent on running it.</summary>
public static class ProseCheck
{
    /// <summary>Each formula that is malformed or holds an unknown command, with its cell and line.</summary>
    public static IReadOnlyList<NotebookFailure> Failures(IEnumerable<DibCell> cells)
    {
        var prose = new ProseRenderer(new PageNumbers(null, isTagged: false), link => link);
        foreach (var cell in cells.Where(cell => cell.Kind == DibCell.Markdown))
        {
            prose.Render(cell);
        }

        return prose.Failures;
    }
}
