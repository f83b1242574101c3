using Workbook.Runner.Session;

namespace Workbook.Runner.Commands;

/// <summary>Shows how far a run is.</summary>
internal interface IRunProgress : IDisposable
{
    /// <summary>A notebook begins.</summary>
    void NotebookStarts(string name, TimeSpan left);

    /// <summary>A code cell begins.</summary>
    /// <param name="name">Its notebook.</param>
    /// <param name="cell">Its number.</param>
    /// <param name="count">How many cells the notebook has.</param>
    /// <param name="left">The time that the run still needs.</param>
    void CellStarts(string name, int cell, int count, TimeSpan left);

    /// <summary>A notebook has ended, well or not.</summary>
    void NotebookEnds(NotebookResult result);
}
