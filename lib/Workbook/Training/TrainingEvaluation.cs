using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Training;

/// <summary>Measures a model on held-out rows that no training batch contains.</summary>
/// <param name="model">The model; its training mode is left as it is (GPT-2 here has no dropout).</param>
/// <param name="text">Makes the rows.</param>
public sealed class TrainingEvaluation(Gpt2Model model, TrainingText text)
{
    // Far from every training seed, which counts up from the run's own seed.
    private const int Seed = 1_700_000_000;

    /// <summary>Loss on stories, and the shares of answers and of repeated tokens predicted right among the whole vocabulary.</summary>
    /// <param name="context">Tokens a row.</param>
    /// <param name="tokens">Tokens of each of the two kinds.</param>
    public (double StoryLoss, double AnswerAccuracy, double CopyAccuracy) Measure(int context, int tokens)
    {
        var random = new Random(Seed);
        var rows = Math.Max(2, tokens / context);
        var stories = Enumerable.Range(0, rows).Select(_ => text.Row(random, context, 0)).ToList();
        var repeats = Enumerable.Range(0, rows).Select(_ => text.Row(random, context, 1)).ToList();
        var (loss, right) = Predict(stories);
        var answers = Share(stories.SelectMany((row, r) => row.Answers.Select(index => right[r][index - 1])));
        var copies = Share(Predict(repeats).Right.SelectMany((row, r) => row.Skip(repeats[r].CopiedFrom - 1)));
        return (loss, answers, copies);
    }

    private (double Loss, bool[][] Right) Predict(List<TrainingRow> rows)
    {
        using var mode = inference_mode();
        using var scope = NewDisposeScope();
        var width = rows[0].Ids.Length - 1;
        var (sum, right) = (0.0, new List<bool[]>());
        // A few rows at a time keeps the logits small.
        foreach (var chunk in rows.Chunk(Math.Max(1, 4096 / width)))
        {
            using var inner = NewDisposeScope();
            var ids = tensor(chunk.SelectMany(row => row.Ids.Select(id => (long)id)).ToArray()).view(chunk.Length, width + 1);
            var targets = ids[.., 1..];
            var logits = model.forward(ids[.., ..^1]);
            sum += nn.functional.cross_entropy(logits.reshape(-1, logits.shape[^1]), targets.reshape(-1)).item<float>() * chunk.Length;
            var hits = logits.argmax(-1).eq(targets).data<bool>().ToArray();
            right.AddRange(hits.Chunk(width));
        }

        return (sum / rows.Count, [.. right]);
    }

    private static double Share(IEnumerable<bool> hits)
    {
        var (right, count) = (0, 0);
        foreach (var hit in hits)
        {
            count++;
            if (hit) right++;
        }

        return count == 0 ? double.NaN : (double)right / count;
    }
}
