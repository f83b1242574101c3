using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Training;

/// <summary>Asks a model questions about generated stories it has never read, by the distance of the fact.</summary>
public static class RetrievalEvaluation
{
    /// <summary>Distances that are measured by default, in words and marks.</summary>
    public static IReadOnlyList<int> Distances { get; } = [16, 32, 64, 128, 192, 256, 384, 512, 768, 1000];

    /// <summary>Accuracy at one distance.</summary>
    /// <param name="model">Read with greedy decoding of one token.</param>
    /// <param name="tokenizer">The model's own.</param>
    /// <param name="distance">Words and marks between the stated and the answered value, at most 1000.</param>
    /// <param name="questions">How many stories; one that does not fit the model's context is left out and not counted.</param>
    /// <param name="choices">Values of the same kind in each story, k.</param>
    /// <param name="seed">Chooses the stories.</param>
    /// <param name="stop">Ends the measurement.</param>
    public static RetrievalResult Measure(
        Gpt2Model model,
        Gpt2Tokenizer tokenizer,
        int distance,
        int questions = 200,
        int choices = 6,
        int seed = 1_800_000_000,
        CancellationToken stop = default)
    {
        using var mode = inference_mode();
        var random = new Random(seed + distance);
        var (asked, right, among, steps) = (0, 0, 0, 0L);
        for (var i = 0; i < questions; i++)
        {
            stop.ThrowIfCancellationRequested();
            var story = StoryGenerator.Probe(random, distance, choices, model.Config.ContextLength - 24);
            var question = story.Questions[0];
            var tokens = tokenizer.Encode(story.Text);
            var (fact, answer) = (TrainingText.TokenAt(tokens, question.FactStart), TrainingText.TokenAt(tokens, question.AnswerStart));
            // The end-of-text token stands before the story.
            if (answer + 1 > model.Config.ContextLength) continue;
            asked++;
            steps += answer - fact;
            var logits = NextToken(model, [tokenizer.EndOfText, .. tokens.Take(answer).Select(token => token.Id)]);
            var best = Array.IndexOf(logits, logits.Max());
            if (best == tokens[answer].Id) right++;
            var values = question.Choices.Select(choice => tokenizer.EncodeIds(" " + choice)[0]).ToList();
            if (values.MaxBy(id => logits[id]) == tokens[answer].Id) among++;
        }

        return new RetrievalResult(distance, (double)steps / asked, asked, right, among, 1.0 / choices);
    }

    private static float[] NextToken(Gpt2Model model, long[] ids)
    {
        using var scope = NewDisposeScope();
        var residual = model.Embed(tensor(ids).unsqueeze(0));
        foreach (var block in model.Blocks) residual = block.forward(residual);
        // The head is the widest product; only the last position needs it.
        return model.Head(residual[.., ^1..]).to(ScalarType.Float32).data<float>().ToArray();
    }
}
