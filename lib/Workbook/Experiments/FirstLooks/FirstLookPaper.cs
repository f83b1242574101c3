using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.FirstLooks;

/// <summary>What the paper says that a first look at many questions can be asked about.</summary>
public static class FirstLookPaper
{
    // The published share of the context that is enough to select.
    private const double ActiveShare = 0.06;

    /// <summary>The comparisons.</summary>
    /// <param name="looks">The questions, at least one, of one model.</param>
    public static IReadOnlyList<PaperComparison> Of(IReadOnlyList<QuestionLook> looks)
    {
        ArgumentNullException.ThrowIfNull(looks);
        ArgumentOutOfRangeException.ThrowIfZero(looks.Count, nameof(looks));
        var best = looks.Select(look => look.MostInformative).ToArray();
        var selected = Statistic.Share(looks.Count(look => look.Heads.Min(head => head.InformativeRank) <= Math.Max(1, ActiveShare * look.Question.Length)), looks.Count);
        var first = Statistic.Share(looks.Count(look => look.Heads.Any(head => head.InformativeRank == 1)), looks.Count);
        var decline = RankCorrelation.Spearman([.. looks.Select(look => (double)look.Question.Length)], [.. best.Select(head => head.InformativeWeight)]);
        return
        [
            Line("advice", "an active set below 0.06 L keeps what matters", "questions whose informative token is among the 0.06 L heaviest of some head", selected, 0.9, 1, "agrees from 0.9"),
            Line("heads", "several heads together miss almost nothing", "questions whose informative token is the heaviest of some head", first, 0.9, 1, "agrees from 0.9"),
            Line("abstract", "in longer contexts softmax loses its grip", "rank correlation of the best head's weight on the token with L", decline, double.NegativeInfinity, 0, "agrees below 0"),
        ];
    }

    private static PaperComparison Line(string where, string reported, string reading, Statistic s, double low, double high, string reason) =>
        new(where, reported, reading, s.Value, s.Low, s.High, s.Count, double.IsNaN(s.Low) ? PaperComparison.CannotTell : PaperComparison.Judge(s, low, high), reason);
}
