using Workbook.Experiments.FirstLooks;
using Workbook.Experiments.Statistics;

namespace Workbook.Charts;

/// <summary>Views of what happens when the informative token is hidden from a head.</summary>
public static class FinderFigures
{
    /// <summary>Right answers with the token hidden from the finding head, and from each other head of its layer.</summary>
    /// <param name="subject">What is looked at.</param>
    /// <param name="looks">The questions; none for a trace.</param>
    /// <param name="heads">The heads over these questions: the finder is the one with the greatest mean weight on the informative token.</param>
    public static IView Hidden(LookSubject subject, IReadOnlyList<QuestionLook> looks, IReadOnlyList<HeadSummary> heads)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(looks);
        ArgumentNullException.ThrowIfNull(heads);
        if (subject.Checkpoint is not { } checkpoint || looks.Count == 0)
            return new Notice("This needs the model itself, which a trace does not hold; run the chapter with `--model`.");
        ContextQuestion[] questions = [.. looks.Select(look => look.Question)];
        var finder = heads.MaxBy(head => head.Weight.Value)!;
        Statistic Right(int? head) => FinderKnockout.Answered(checkpoint.Model, questions, finder.Layer, head);
        return Table.Of(
            $"Right answers to {questions.Length} questions with the informative token hidden from one head of layer {finder.Layer}; in brackets, exact 95 % intervals",
            heads.Where(head => head.Layer == finder.Layer).OrderByDescending(head => head.Head == finder.Head).ThenBy(head => head.Head)
                .Select(head => (Name: $"head {head.Layer}.{head.Head}{(head.Head == finder.Head ? ", the finder" : "")}", Weight: (double?)head.Weight.Value, Right: Right(head.Head)))
                .Prepend(("no head", null, Right(null))),
            ("hidden from", row => row.Name),
            (new("its mean weight on the token", "0.000"), row => row.Weight),
            ("share right", row => NumberText.Interval(row.Right.Value, row.Right.Low, row.Right.High)));
    }
}
