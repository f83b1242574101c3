using Workbook.Experiments;
using Workbook.Experiments.FirstLooks;
using Workbook.Experiments.Statistics;
using Workbook.Gpt2;
using Workbook.Training;

namespace Workbook.Charts;

/// <summary>The views of chapter 7, a first look inside a model. Each takes a result of <see cref="FirstLook"/> and computes nothing but the picture.</summary>
public static class FirstLookFigures
{
    // As many heads as bars, or rows of a table, that a reader can take in.
    private const int MostHeads = 24;

    /// <summary>What a checkpoint is.</summary>
    public static Table Card(Checkpoint checkpoint)
    {
        var config = checkpoint.Config;
        return new(
            $"The checkpoint {checkpoint.Id}",
            ["what", "value"],
            [
                ["layers", config.Layers],
                ["heads a layer", config.Heads],
                ["width d of the residual stream", config.Width],
                ["width of a head", config.HeadWidth],
                ["context length, tokens", config.ContextLength],
                ["vocabulary, tokens", config.VocabularySize],
                ["parameters", checkpoint.Model.parameters().Sum(p => p.numel())],
                ["SHA-256 of model.safetensors", $"{checkpoint.Hash[..16]}…"],
            ]);
    }

    /// <summary>What is looked at: a checkpoint, or a trace and what it holds.</summary>
    public static Table Card(LookSubject subject) => subject.Trace is { } trace
        ? new(
            $"A trace of {subject.Name}",
            ["what", "value"],
            [
                ["text", trace.Text ?? "not recorded"],
                ["layers", trace.Layers],
                ["heads a layer", trace.Heads],
                ["tokens L", trace.Length],
                ["attention", trace.Causal ? "causal" : "not causal"],
                ["holds", Words(trace.Parts)],
                ["lacks", Words(TraceParts.All & ~trace.Parts)],
            ])
        : Card(subject.Checkpoint!);

    /// <summary>What a story asks; for a trace, what is shown in its place.</summary>
    public static IView Asked(StoryContext context) => context.Asked is { } question
        ? Asked(question)
        : new Notice($"A trace knows of no question. The token followed here is '{context.Question.Tokens[context.Question.Informative].Trim()}' at position {context.Question.Informative}, which the heads together give most weight unless --set informative=POSITION names another; every \"informative token\" below means this one.");

    // And what a guess among the stated values would reach.
    private static Table Asked(StoryQuestion question) => Table.Of(
        "The question",
        [question],
        ("asked about", q => q.Entity),
        ("right answer", q => q.Value),
        ("values of its kind in the story", q => string.Join(", ", q.Choices)),
        (new("chance of a guess", "0.###"), q => q.Chance));

    /// <summary>A context's tokens with the informative one outlined; with a head, tinted by its weights.</summary>
    public static TokenStrip Tokens(ContextQuestion question, HeadLook? head = null) => new(
        head is null && !question.HasAnswer
            ? $"The {question.Length} tokens of the context. Outlined in orange: the token followed here, at position {question.Informative}."
            : head is null
            ? $"The {question.Length} tokens of the context. Outlined in orange: the informative token, {question.Distance} tokens before the answer."
            : $"The context as head {head.Name} weighs it from the last token: the darker, the greater the attention weight a; the informative token is outlined.",
        question.Tokens, head?.Weights, question.Informative);

    /// <summary>The most probable next tokens, the right one in orange.</summary>
    public static IView Answers(QuestionLook look) => look.NextTokens.Count == 0 ? new Notice("What the model would write next is not in this trace: it lacks next_token_logits.") : Chart.Bars(
        $"What the model would write next: its {look.NextTokens.Count} most probable tokens. {(look.Question.HasAnswer ? $"The right one, in orange, has probability {NumberText.Show(look.AnswerProbability, 3)}." : "A trace has their ids, not their texts.")}",
        "next token", new("probability", From: 0, To: 1),
        [.. look.NextTokens.Select(t => new Bar($"{t.Text.Trim()}", t.Probability, t.Id == look.Question.Answer ? SeriesRole.InformativeToken : SeriesRole.Measured))]);

    /// <summary>The weight of the informative token in every head: bars for a small model, a map of layers and heads for a large one.</summary>
    public static Figure InformativeWeights(QuestionLook look)
    {
        var best = look.MostInformative;
        var caption = $"The informative token's attention weight in every head, at the position that answers. Head {best.Name} gives it {NumberText.Show(best.InformativeWeight, 3)}; an even share would be 1/L = {NumberText.Show(1.0 / look.Question.Length, 3)}.";
        if (look.Heads.Count <= MostHeads)
            return Chart.Bars(caption, "layer.head", new("weight of the informative token", From: 0), [.. look.Heads.Select(h => new Bar(h.Name, h.InformativeWeight, SeriesRole.InformativeToken))]);
        var map = new double[look.Heads.Max(h => h.Layer) + 1, look.Heads.Max(h => h.Head) + 1];
        foreach (var head in look.Heads) map[head.Layer, head.Head] = head.InformativeWeight;
        return Chart.Heatmap(caption, map, new() { X = "head", Y = "layer", From = 0, ColumnLabels = Numbers(map.GetLength(1)), RowLabels = Numbers(map.GetLength(0)) });

        static string[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(i => $"{i}")];
    }

    /// <summary>Every head's row in figures; of a large model, the heads that give the informative token most weight and the two of the next section.</summary>
    public static Table Heads(QuestionLook look) => Table.Of(
        $"{(look.Heads.Count <= MostHeads ? "Every head" : $"The {MostHeads} of {look.Heads.Count} heads that give the informative token most weight, and those with the greatest sink weight and the most even weights,")} at the position that answers, L = {look.Question.Length}: rank and weight of the informative token, weight of the sink, effective tokens e^H, the N that holds half of the mass, and the token with the greatest weight",
        look.Heads.Count <= MostHeads ? look.Heads : look.Heads.OrderByDescending(h => h.InformativeWeight).Take(MostHeads).Append(look.MostSink).Append(look.MostEven).DistinctBy(h => h.Name),
        ("head", h => h.Name),
        ("rank", h => h.InformativeRank),
        (new("weight", "0.0000"), h => h.InformativeWeight),
        (new("sink", "0.0000"), h => h.SinkWeight),
        (new("e^H", "0.0"), h => h.EffectiveTokens),
        ("half at N", h => h.HalfMassSize),
        ("greatest", h => look.Question.Tokens[h.Top].Trim()));

    /// <summary>One head's attention map, the informative token's column outlined.</summary>
    public static Figure Map(AttentionMap map, string what) => Chart.Heatmap(
        $"Head {map.Name}: {what}. Each row is a query position; the column of the informative token is outlined.",
        map.Weights,
        new()
        {
            Scale = AxisScale.Log,
            Floor = 1e-3,
            From = 1e-3,
            To = 1,
            InformativeColumn = map.Question.Informative,
            ColumnLabels = [.. map.Question.Tokens.Select(t => t.Trim())],
            RowLabels = [.. map.Question.Tokens.Select(t => t.Trim())],
        });

    /// <summary>The weights of some heads from the greatest to the least, with the informative token's place on each.</summary>
    public static Figure SortedWeights(QuestionLook look, params HeadLook[] heads)
    {
        var chosen = heads.DistinctBy(h => h.Name).Take(3).ToArray();
        var lines = chosen.Select(h => Series.Over($"head {h.Name}", Enumerable.Range(1, h.Weights.Count), h.SortedWeights.Select(Drawn)));
        var marks = new Series("informative token", [.. chosen.Select(h => (double)h.InformativeRank)], [.. chosen.Select(h => Drawn(h.InformativeWeight))], SeriesRole.InformativeToken) { PointsOnly = true };
        var even = Series.Constant("1/L", 1.0 / look.Question.Length, 1, look.Question.Length, SeriesRole.Individual);
        return Chart.Lines(
            "Attention weights of three heads by rank. Orange: where the informative token stands on each. Thin line: the even share 1/L.",
            Axis.Log("rank of the token"), Axis.Log("attention weight a", from: 1e-6, to: 1), [.. lines, even, marks]);

        // A logarithmic axis has no zero, and float32 weights below this are noise.
        static double Drawn(double weight) => weight < 1e-6 ? double.NaN : weight;
    }

    /// <summary>D_N over N for every head, one panel a layer.</summary>
    public static IView Distances(QuestionLook look) => look.Heads[0].Distances.Count == 0 ? NeedsValues("The cumulative distances D_N") : Chart.Panels(
        "Cumulative distance D_N over the selection size N, at the position that answers. One line a head, one panel a layer. The head that gives the informative token most weight is orange.",
        "selection size N", "cumulative distance D_N",
        [.. look.Heads.GroupBy(h => h.Layer).Select(layer => new LinePanel(
            $"layer {layer.Key}",
            [.. layer.Select(h => Series.Over(
                h == look.MostInformative ? "most weight on the informative token" : "other heads",
                Enumerable.Range(0, h.Distances.Count), h.Distances,
                h == look.MostInformative ? SeriesRole.InformativeToken : SeriesRole.Individual))]))]);

    /// <summary>Selected mass and cumulative distance of some heads at a few selection sizes.</summary>
    public static IView DistanceTable(QuestionLook look, params HeadLook[] heads) => look.Heads[0].Distances.Count == 0 ? NeedsValues("The distances of this table") : Table.Of(
        $"The top token's mass A_1, and D_N at N = 0, 1, L/2 and L = {look.Question.Length}",
        heads.DistinctBy(h => h.Name),
        ("head", h => h.Name),
        (new("A_1", "0.000"), h => h.SortedWeights[0]),
        (new("D_0", "s3"), h => h.Distances[0]),
        (new("D_1", "s3"), h => h.Distances[1]),
        (new("D_{L/2}", "s3"), h => h.Distances[look.Question.Length / 2]),
        (new("D_L", "s3"), h => h.Distances[look.Question.Length]));

    /// <summary>How many questions are answered right.</summary>
    /// <param name="looks">The questions.</param>
    /// <param name="choices">How many values of the kind each story has stated, k.</param>
    public static IView Answers(IReadOnlyList<QuestionLook> looks, int choices) => looks.Count == 0 ? NeedsModel : Table.Of(
        "Answers to all questions",
        [FirstLook.Answered(looks)],
        ("questions", s => s.Count),
        (new("share right", "0.00"), s => s.Value),
        ("95 % interval", s => FormattableString.Invariant($"{s.Low:0.00} to {s.High:0.00}")),
        (new("a guess, 1/k", "0.00"), _ => 1.0 / choices));

    /// <summary>Every head over many questions.</summary>
    public static IView Summary(IReadOnlyList<HeadSummary> heads)
    {
        if (heads.Count == 0) return NeedsModel;
        const int most = 8;
        var shown = Math.Min(most, heads.Count);
        return Table.Of(
            $"The {shown} of {heads.Count} heads with the greatest mean weight on the informative token, over {heads[0].Weight.Count} questions; in brackets, 95 % intervals",
            heads.OrderByDescending(h => h.Weight.Value).Take(shown),
            ("head", h => $"{h.Layer}.{h.Head}"),
            ("mean weight", h => Interval(h.Weight)),
            ("greatest in", h => Interval(h.TopShare)),
            (new("median rank", "0.#"), h => h.MedianRank),
            (new("sink", "0.00"), h => h.SinkWeight.Value),
            (new("e^H", "0.0"), h => h.EffectiveTokens.Value));
    }

    /// <summary>The informative token's weight in one head against how far back the fact stands.</summary>
    public static Figure WeightOverDistance(IReadOnlyList<QuestionLook> looks, int layer, int head)
    {
        Series Group(string name, bool answered, SeriesRole role)
        {
            var some = looks.Where(l => l.Answered == answered).ToArray();
            return new Series(name, [.. some.Select(l => (double)l.Question.Distance)], [.. some.Select(l => l[layer, head].InformativeWeight)], role) { PointsOnly = true };
        }
        var groups = new[] { Group("answered right", true, SeriesRole.InformativeToken), Group("answered wrong", false, SeriesRole.PublishedBound) };
        return Chart.Lines(
            $"Weight of the informative token in head {layer}.{head}, one point a question, against the distance from the fact to its answer.",
            "distance, tokens", new("weight of the informative token", From: 0, To: 1), [.. groups.Where(g => g.X.Count > 0)]);
    }

    /// <summary>The same for the head that gives the informative token the greatest mean weight.</summary>
    public static IView WeightOverDistance(IReadOnlyList<QuestionLook> looks, IReadOnlyList<HeadSummary> heads) =>
        heads.MaxBy(h => h.Weight.Value) is { } best ? WeightOverDistance(looks, best.Layer, best.Head) : NeedsModel;

    private static Notice NeedsModel => new("This needs answers to new questions, which a trace of one context cannot give; run the chapter with --model.");

    private static Notice NeedsValues(string what) => new($"{what} need the value vectors, which this trace lacks; docs/traces.md says how to write a trace with layer.N.values.");

    private static string Words(TraceParts parts) => parts.ToString().Replace("HeadOutputs", "head outputs", StringComparison.Ordinal).ToLowerInvariant();

    private static string Interval(Statistic s) => FormattableString.Invariant($"{s.Value:0.00}\u00a0({s.Low:0.00}\u00a0to\u00a0{s.High:0.00})");
}
