using TorchSharp;
using Workbook.Experiments.Statistics;
using Workbook.Gpt2;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Experiments.FirstLooks;

/// <summary>Does a model's answer come through one head? The informative token is hidden from that head at the position that answers.</summary>
public static class FinderKnockout
{
    // exp(−1e4) is zero in every number type, and the number itself fits into float16.
    private const float Hidden = -1e4f;

    /// <summary>The share of right answers with the token hidden from one head.</summary>
    /// <param name="model">The model.</param>
    /// <param name="questions">The contexts, at least one.</param>
    /// <param name="layer">The head's layer, from 0.</param>
    /// <param name="head">The head, from 0; null hides it from none.</param>
    /// <param name="cancellation">Stops between two questions.</param>
    /// <exception cref="ArgumentException">A question has no known answer.</exception>
    public static Statistic Answered(Gpt2Model model, IReadOnlyList<ContextQuestion> questions, int layer, int? head, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(questions);
        if (questions.Any(q => !q.HasAnswer))
            throw new ArgumentException("A question without a known answer cannot be counted.", nameof(questions));
        var right = 0;
        foreach (var question in questions)
        {
            cancellation.ThrowIfCancellationRequested();
            right += Answer(model, question, layer, head) == question.Answer ? 1 : 0;
        }

        return Statistic.Share(right, questions.Count);
    }

    private static int Answer(Gpt2Model model, ContextQuestion question, int layer, int? head)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var ids = tensor([.. question.Ids.Select(id => (long)id)], dtype: ScalarType.Int64, device: model.TokenEmbedding.device).unsqueeze(0);
        var edit = head is { } one ? AttentionEdit.Logits((at, logits) => at == layer ? Hide(logits, one, question) : logits) : null;
        return (int)model.forward(ids, edit)[0, -1].argmax().item<long>();
    }

    private static Tensor Hide(Tensor logits, int head, ContextQuestion question)
    {
        var changed = logits.clone();
        changed[0][head][question.Query][question.Informative].fill_(Constant.Of(Hidden));
        return changed;
    }
}
