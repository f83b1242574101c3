using MathNet.Numerics.Statistics;
using TorchSharp;
using Workbook.Experiments.Statistics;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Workbook.Selection;
using static TorchSharp.torch;

namespace Workbook.Experiments.FirstLooks;

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
        At(new LookSubject(checkpoint), question, nextTokens, cancellation);

    /// <summary>Looks at every head of the query position of a model or of a trace.</summary>
    /// <param name="subject">What is looked at.</param>
    /// <param name="question">The context; the trace's own if the subject is one.</param>
    /// <param name="nextTokens">How many of the most probable next tokens to keep.</param>
    /// <param name="cancellation">Stops between two layers.</param>
    public static QuestionLook At(LookSubject subject, ContextQuestion question, int nextTokens = 5, CancellationToken cancellation = default) =>
        At(subject, question, nextTokens, distances: true, cancellation);

    private static QuestionLook At(LookSubject subject, ContextQuestion question, int nextTokens, bool distances, CancellationToken cancellation)
    {
        var source = subject.Source(question);
        var heads = new List<HeadLook>();
        var probabilities = Probabilities(source.NextTokenLogits());
        distances &= source.Parts.HasFlag(TraceParts.Values);
        var keep = TraceParts.Weights | (distances ? TraceParts.Values : TraceParts.None);
        foreach (var layer in source.Read(new(QueryPositions: [question.Query], Keep: keep, Cancellation: cancellation)))
            heads.AddRange(Heads(layer, question, distances));
        var best = probabilities.Index().OrderByDescending(p => p.Item).Take(nextTokens);
        var tokenizer = subject.Checkpoint?.Tokenizer;
        return new(
            question,
            [.. best.Select(p => new NextToken(p.Index, tokenizer?.Decode([p.Index]) ?? $"#{p.Index}", p.Item))],
            question.HasAnswer && probabilities.Length > 0 ? probabilities[question.Answer] : double.NaN,
            heads);
    }

    /// <summary>Asks many questions, one after another; without the distances D_N, which no figure over many questions needs.</summary>
    /// <param name="checkpoint">The model with its tokenizer.</param>
    /// <param name="questions">The contexts.</param>
    /// <param name="cancellation">Stops between two layers.</param>
    public static IReadOnlyList<QuestionLook> AtEach(Checkpoint checkpoint, IEnumerable<ContextQuestion> questions, CancellationToken cancellation = default) =>
        AtEach(new LookSubject(checkpoint), questions, cancellation);

    /// <summary>The same; a trace can be asked nothing new and gives an empty list.</summary>
    /// <param name="subject">What is looked at.</param>
    /// <param name="questions">The contexts; not read for a trace.</param>
    /// <param name="cancellation">Stops between two layers.</param>
    public static IReadOnlyList<QuestionLook> AtEach(LookSubject subject, IEnumerable<ContextQuestion> questions, CancellationToken cancellation = default) =>
        subject.Checkpoint is null ? [] : [.. questions.Select(question => At(subject, question, 1, distances: false, cancellation))];

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
    public static AttentionMap Map(Checkpoint checkpoint, ContextQuestion question, int layer, int head) =>
        Map(new LookSubject(checkpoint), question, layer, head);

    /// <summary>The attention weights over the whole context of a head that was looked at.</summary>
    /// <param name="subject">The model or trace.</param>
    /// <param name="look">The question.</param>
    /// <param name="head">One of its heads.</param>
    public static AttentionMap Map(LookSubject subject, QuestionLook look, HeadLook head) => Map(subject, look.Question, head.Layer, head.Head);

    /// <summary>The same for a model.</summary>
    /// <param name="checkpoint">The model.</param>
    /// <param name="look">The question.</param>
    /// <param name="head">One of its heads.</param>
    public static AttentionMap Map(Checkpoint checkpoint, QuestionLook look, HeadLook head) => Map(new LookSubject(checkpoint), look, head);

    private static AttentionMap Map(LookSubject subject, ContextQuestion question, int layer, int head)
    {
        var trace = subject.Source(question).Read(new(Layers: [layer], Heads: [head], Keep: TraceParts.Weights));
        return trace.Select(t => new AttentionMap(question, layer, head, CausalMap(t))).Single();
    }

    private static IEnumerable<HeadLook> Heads(LayerTrace layer, ContextQuestion question, bool distances)
    {
        var weights = layer.RowWeights(question.Query);
        var values = distances ? MatrixOf(layer.Values) : [];
        var width = values.Length / Math.Max(1, weights.Length * layer.Length);
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

    private static double[] Probabilities(IReadOnlyList<double> logits) => logits.Count == 0 ? [] : StableSoftmax.Weights([.. logits]);

    private static double[,] CausalMap(LayerTrace trace)
    {
        var flat = MatrixOf(trace.Weights);
        var length = trace.Length;
        var map = new double[length, length];
        for (var query = 0; query < length; query++)
            for (var key = 0; key < length; key++) map[query, key] = key <= query || !trace.Causal ? flat[query * length + key] : double.NaN;
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
