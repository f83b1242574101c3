using MathNet.Numerics.Statistics;
using TorchSharp;
using Workbook.Gpt2;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Experiments;

/// <summary>
/// A first look inside a model at a question whose informative token is known: which heads give that token weight, how much goes to the
/// first token, and how far the selected tokens' sum lies from all that was left out.
/// </summary>
public static class FirstLook
{
    /// <summary>Asks a model one question and looks at every head of the query position.</summary>
    /// <param name="checkpoint">The model with its tokenizer.</param>
    /// <param name="question">The context.</param>
    /// <param name="nextTokens">How many of the most probable next tokens to keep.</param>
    /// <param name="cancellation">Stops between two layers.</param>
    /// <exception cref="WorkbookException">The context is longer than the model reads.</exception>
    public static QuestionLook At(Checkpoint checkpoint, ContextQuestion question, int nextTokens = 5, CancellationToken cancellation = default) =>
        At(checkpoint, question, nextTokens, distances: true, cancellation);

    private static QuestionLook At(Checkpoint checkpoint, ContextQuestion question, int nextTokens, bool distances, CancellationToken cancellation)
    {
        var heads = new List<HeadLook>();
        double[] probabilities = [];
        foreach (var layer in AttentionTrace.Run(checkpoint.Model, question.Ids, new(Cancellation: cancellation)))
        {
            heads.AddRange(Heads(layer, question, distances));
            if (layer.Layer == checkpoint.Config.Layers - 1) probabilities = NextProbabilities(checkpoint.Model, layer.Output);
        }
        var best = probabilities.Index().OrderByDescending(p => p.Item).Take(nextTokens);
        return new(question, [.. best.Select(p => new NextToken(p.Index, checkpoint.Tokenizer.Decode([p.Index]), p.Item))], probabilities[question.Answer], heads);
    }

    /// <summary>Asks many questions, one after another; without the distances D_N, which no figure over many questions needs.</summary>
    /// <param name="checkpoint">The model with its tokenizer.</param>
    /// <param name="questions">The contexts.</param>
    /// <param name="cancellation">Stops between two layers.</param>
    public static IReadOnlyList<QuestionLook> AtEach(Checkpoint checkpoint, IEnumerable<ContextQuestion> questions, CancellationToken cancellation = default) =>
        [.. questions.Select(question => At(checkpoint, question, 1, distances: false, cancellation))];

    /// <summary>Each head over many questions of one model, layer by layer.</summary>
    /// <param name="looks">The questions, at least one.</param>
    public static IReadOnlyList<HeadSummary> Summarize(IReadOnlyList<QuestionLook> looks) =>
        [.. looks.SelectMany(look => look.Heads).GroupBy(h => (h.Layer, h.Head)).Select(group => Summary(group.Key.Layer, group.Key.Head, [.. group]))];

    /// <summary>Share of questions that the model answers right.</summary>
    /// <param name="looks">The questions, at least one.</param>
    public static Statistic Answered(IReadOnlyList<QuestionLook> looks) => Statistic.Share(looks.Count(look => look.Answered), looks.Count);

    /// <summary>The attention weights of one head over a whole context.</summary>
    /// <param name="checkpoint">The model.</param>
    /// <param name="question">The context.</param>
    /// <param name="layer">Layer, from 0.</param>
    /// <param name="head">Head, from 0.</param>
    public static AttentionMap Map(Checkpoint checkpoint, ContextQuestion question, int layer, int head)
    {
        var trace = AttentionTrace.Run(checkpoint.Model, question.Ids, new(Layers: [layer], Heads: [head]));
        return trace.Select(t => new AttentionMap(question, layer, head, CausalMap(t))).Single();
    }

    /// <summary>The attention weights over the whole context of a head that was looked at.</summary>
    /// <param name="checkpoint">The model.</param>
    /// <param name="look">The question.</param>
    /// <param name="head">One of its heads.</param>
    public static AttentionMap Map(Checkpoint checkpoint, QuestionLook look, HeadLook head) => Map(checkpoint, look.Question, head.Layer, head.Head);

    private static IEnumerable<HeadLook> Heads(LayerTrace layer, ContextQuestion question, bool distances)
    {
        var weights = layer.RowWeights(question.Query);
        var values = distances ? MatrixOf(layer.Values) : [];
        var width = (int)layer.Values.shape[^1];
        for (var head = 0; head < weights.Length; head++)
        {
            double[] curve = distances
                ? CumulativeDistance.AllN(weights[head], new(layer.Length, width, values[(head * layer.Length * width)..((head + 1) * layer.Length * width)]))
                : [];
            yield return new(layer.Layer, layer.Heads[head], question.Informative, weights[head], curve);
        }
    }

    private static double[] MatrixOf(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.to_type(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }

    private static double[] NextProbabilities(Gpt2Model model, Tensor output)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var last = output.narrow(0, output.shape[0] - 1, 1).unsqueeze(0);
        return model.Head(last).reshape(-1).to_type(ScalarType.Float64).softmax(-1).cpu().data<double>().ToArray();
    }

    private static double[,] CausalMap(LayerTrace trace)
    {
        var flat = MatrixOf(trace.Weights);
        var length = trace.Length;
        var map = new double[length, length];
        for (var query = 0; query < length; query++)
            for (var key = 0; key < length; key++) map[query, key] = key <= query ? flat[query * length + key] : double.NaN;
        return map;
    }

    private static HeadSummary Summary(int layer, int head, HeadLook[] looks) => new(
        layer,
        head,
        Statistic.Mean([.. looks.Select(h => h.InformativeWeight)]),
        Statistic.Share(looks.Count(h => h.InformativeRank == 1), looks.Length),
        looks.Select(h => (double)h.InformativeRank).Median(),
        Statistic.Mean([.. looks.Select(h => h.SinkWeight)]),
        Statistic.Mean([.. looks.Select(h => h.EffectiveTokens)]));
}
