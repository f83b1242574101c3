using Workbook.Experiments.Pieces;
using Workbook.Gpt2;

namespace Workbook.Experiments;

/// <summary>
/// An experiment on every head of a model: a pure function of a trace and its options. A new one is a single public class that
/// needs no constructor argument; <see cref="ExperimentCatalogue"/> finds it, and with it the verb <c>experiment</c>.
/// </summary>
/// <remarks>
/// The work is cut into pieces, one a text and layer, which can be kept and reused; all statistics are computed from the pieces.
/// The same input gives the same piece on the same machine: draws are seeded from the options, the layer and the head.
/// </remarks>
public interface IExperiment
{
    /// <summary>What the user types, such as <c>dilution</c>.</summary>
    string Name { get; }

    /// <summary>What it measures, one sentence.</summary>
    string Summary { get; }

    /// <summary>The parts of a trace that a piece reads; none when it works on the model alone and no trace is made.</summary>
    /// <param name="options">Which vectors are mixed decides.</param>
    TraceParts Needs(ExperimentOptions options);

    /// <summary>True when it runs the model itself, so that a saved trace cannot feed it.</summary>
    bool NeedsModel => false;

    /// <summary>True when it is about softmax's own formulas, so that a model that attends otherwise cannot feed it; what any other reads are weights.</summary>
    bool NeedsSoftmax => false;

    /// <summary>Names of the properties of <see cref="ExperimentOptions"/> that change a piece; a kept piece is reused while they are the same.</summary>
    IReadOnlyList<string> Settings { get; }

    /// <summary>Names of the tables of its result: <c>rows</c>, then the further ones.</summary>
    IReadOnlyList<string> TableNames => ["rows"];

    /// <summary>Under which name pieces are kept; two experiments that measure the same share one.</summary>
    string PieceName => Name;

    /// <summary>Measures one layer on one text.</summary>
    /// <param name="input">The layer and where it comes from.</param>
    /// <exception cref="WorkbookException">The trace lacks what is needed.</exception>
    ExperimentPiece Measure(PieceInput input);

    /// <summary>Measures what belongs to a whole text and no single layer; null when there is nothing of the kind.</summary>
    /// <param name="input">The text; its layer is −1.</param>
    ExperimentPiece? MeasureText(PieceInput input) => null;

    /// <summary>The tables, statistics and comparison of all pieces. It is called once, after the last piece.</summary>
    /// <param name="pieces">At least one; text by text, and within a text layer by layer. Gone through again, they are read again, and so are
    /// the tables that the result makes of them: a statistic keeps the few numbers that it needs, not rows.</param>
    /// <param name="options">The same options.</param>
    ExperimentResult Summarize(IEnumerable<ExperimentPiece> pieces, ExperimentOptions options);
}
