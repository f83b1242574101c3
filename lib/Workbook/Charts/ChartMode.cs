namespace Workbook.Charts;

/// <summary>Where a figure's HTML finds plotly.js.</summary>
public enum ChartMode
{
    /// <summary>Inside the first figure that a process shows: for editors.</summary>
    Inline,

    /// <summary>In a file that the page loads itself: for the report.</summary>
    External,
}
