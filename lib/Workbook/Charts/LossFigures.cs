using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Workbook.Training;

namespace Workbook.Charts;

/// <summary>Figures of chapter 12: what keeping the top N costs a model, and what foretells it.</summary>
public static class LossFigures
{
    private const string NoRows = "No position had more tokens than the smallest N and a next token: give a greater length.";

    /// <summary>Change of the next token's distribution against N.</summary>
    /// <param name="measurement">The experiment <c>selection-cost</c>.</param>
    public static IView Divergence(Measurement measurement) => measurement.Show<SelectionCurveRow>(NoRows, SelectionCostFigures.Divergence);

    /// <summary>Rise of the loss against N.</summary>
    /// <param name="measurement">The experiment <c>selection-cost</c>.</param>
    public static IView Loss(Measurement measurement) => measurement.Show<SelectionCurveRow>(NoRows, SelectionCostFigures.Loss);

    /// <summary>How well each measure of a head foretells the damage.</summary>
    /// <param name="measurement">The experiment <c>selection-cost</c>.</param>
    public static IView Prediction(Measurement measurement) => measurement.Show<DamagePredictionRow>(NoRows, rows => SelectionCostFigures.Prediction(rows));

    /// <summary>Every normalizer in place of softmax.</summary>
    /// <param name="measurement">The experiment <c>selection-cost</c>.</param>
    public static IView Normalizers(Measurement measurement) => measurement.Show<NormalizerSummaryRow>(NoRows, SelectionCostFigures.Normalizers);

    /// <summary>The paper's advice on the size of the active set beside what this model loses by it.</summary>
    /// <param name="subject">The chapter's subject; it names the column.</param>
    /// <param name="measurement">The experiment <c>selection-cost</c>.</param>
    public static IView Advice(ChapterSubject subject, Measurement measurement) => measurement.Show(result =>
    {
        ArgumentNullException.ThrowIfNull(subject);
        var lines = SelectionAdvice.Of(result, subject.Options.Length);
        return lines.Count == 0 ? new Notice(NoRows) : PaperFigures.Table(subject.Id, lines);
    });
}
