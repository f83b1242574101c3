namespace Workbook.Runner.Report.Prose;

/// <summary>Numbers the figures and equations of one page: 2.1, 2.2, … in chapter 2.</summary>
/// <param name="chapter">The chapter's number; null where the notebook's name carries none.</param>
/// <param name="isTagged">True when the author numbers equations with <c>\tag</c>: then only those have numbers.</param>
public sealed class PageNumbers(int? chapter, bool isTagged)
{
    private int _equations;
    private int _figures;

    /// <summary>How many figures were numbered so far.</summary>
    public int Figures => _figures;

    /// <summary>The anchor and the number of the next equation; the number is null where it has none.</summary>
    public (string Id, string? Label) NextEquation(string? tag)
    {
        _equations++;
        return ($"equation-{_equations}", tag ?? (isTagged ? null : Numbered(_equations)));
    }

    /// <summary>The anchor and the number of the next figure.</summary>
    public (string Id, string Label) NextFigure()
    {
        _figures++;
        return ($"figure-{_figures}", Numbered(_figures));
    }

    private string Numbered(int count) => chapter is null ? $"{count}" : $"{chapter}.{count}";
}
