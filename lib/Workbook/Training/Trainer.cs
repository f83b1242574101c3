using System.Diagnostics;
using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Training;

/// <summary>
/// Trains a small GPT-2 from scratch on generated text. Every batch comes from the seed and the step's number alone, so a run
/// that is stopped and resumed gives the model of one that never stopped.
/// </summary>
public sealed class Trainer
{
    private const int MeasuredTokens = 16_384;
    private readonly TrainingOptions options;
    private readonly string folder;
    private readonly IProgress<TrainingPoint>? progress;

    /// <param name="options">The whole run.</param>
    /// <param name="folder">Where the tokenizer, the state and at the end the checkpoint are written; created if it is not there.</param>
    /// <param name="progress">Told every measurement.</param>
    public Trainer(TrainingOptions options, string folder, IProgress<TrainingPoint>? progress = null)
    {
        (this.options, this.folder, this.progress) = (options, folder, progress);
    }

    /// <summary>Time between two saves of the state.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>
    /// Runs, or goes on with, the training, and writes config.json and model.safetensors when it is done.
    /// </summary>
    /// <param name="stop">Saves the state and ends.</param>
    /// <returns>The finished state; when stopped, the state to go on from.</returns>
    /// <exception cref="WorkbookException">The folder can't be written or holds a damaged state.</exception>
    public TrainingState Run(CancellationToken stop = default)
    {
        set_num_threads(options.Threads);
        var tokenizer = Tokenizer();
        var config = options.Model with
        {
            VocabularySize = tokenizer.VocabularySize,
            BeginOfText = tokenizer.EndOfText,
            EndOfText = tokenizer.EndOfText,
        };
        random.manual_seed(options.Seed);
        using var model = new Gpt2Model(config);
        StartPositions(model);
        if (options.BFloat16Products) model.MultiplyIn(ScalarType.BFloat16);
        using var optimizer = new AdamW(model.named_parameters(), options.WeightDecay);
        var state = TrainingState.Load(folder, options, model, optimizer) ?? TrainingState.Start;
        var text = new TrainingText(tokenizer);
        state = Loop(model, optimizer, text, state, stop);
        state.Save(folder, options, model, optimizer);
        if (state.Stage == options.Stages.Count) Finish(model, tokenizer, state, stop);
        return state;
    }

    /// <summary>Measures the finished model in float32, then writes the checkpoint, its curve and its card.</summary>
    private void Finish(Gpt2Model model, Gpt2Tokenizer tokenizer, TrainingState state, CancellationToken stop)
    {
        model.MultiplyIn(null);
        var retrieval = RetrievalEvaluation.Distances
            .Where(distance => distance + 24 <= model.Config.ContextLength)
            .Select(distance => RetrievalEvaluation.Measure(model, tokenizer, distance, options.CardQuestions, stop: stop)).ToList();
        var language = LanguageComparison.Measure(model, tokenizer, trigramTokens: options.CardTrigramTokens, stop: stop);
        var card = new TrainingCard(options, state, model.Config, model.parameters().Sum(p => p.numel()), retrieval, language);
        File.WriteAllText(Path.Combine(folder, "config.json"), model.Config.ToJson());
        File.WriteAllText(Path.Combine(folder, "curve.json"), TrainingState.ToJson(state.Curve));
        File.WriteAllText(Path.Combine(folder, "card.md"), card.ToString());
        SafetensorsWriter.Write(
            Path.Combine(folder, "model.safetensors"),
            model.state_dict().Select(pair => KeyValuePair.Create("transformer." + pair.Key, pair.Value)),
            new Dictionary<string, string> { ["format"] = "pt" });
    }

    private TrainingState Loop(Gpt2Model model, AdamW optimizer, TrainingText text, TrainingState state, CancellationToken stop)
    {
        var evaluation = new TrainingEvaluation(model, text);
        var (clock, before, saved) = (Stopwatch.StartNew(), state.Seconds, TimeSpan.Zero);
        while (state.Stage < options.Stages.Count && !stop.IsCancellationRequested)
        {
            var stage = options.Stages[state.Stage];
            var loss = Step(model, optimizer, text, state, stage);
            state = state with
            {
                LossSum = state.LossSum + loss,
                LossSteps = state.LossSteps + 1,
                Step = state.Step + 1,
                Tokens = state.Tokens + options.TokensPerStep,
                StageTokens = state.StageTokens + options.TokensPerStep,
                Seconds = before + clock.Elapsed.TotalSeconds,
            };
            var full = state.StageTokens >= stage.MostTokens;
            // By the stage's own count, so that a resumed run measures, and ends stages, where an unbroken one does.
            if (!full && state.StageTokens % options.TokensPerMeasurement >= options.TokensPerStep) continue;

            var (story, answer, copy) = evaluation.Measure(stage.Context, MeasuredTokens);
            var point = new TrainingPoint(stage.Name, state.Step, state.Tokens, state.LossSum / state.LossSteps, story, copy, answer, before + clock.Elapsed.TotalSeconds);
            progress?.Report(point);
            state = state with { Curve = [.. state.Curve, point], LossSum = 0, LossSteps = 0 };
            if (full || (copy >= stage.CopyGoal && answer >= stage.AnswerGoal))
                state = state with { Stage = state.Stage + 1, StageTokens = 0 };
            if (clock.Elapsed - saved < SaveEvery) continue;
            state.Save(folder, options, model, optimizer);
            saved = clock.Elapsed;
        }

        return state with { Seconds = before + clock.Elapsed.TotalSeconds };
    }

    private double Step(Gpt2Model model, AdamW optimizer, TrainingText text, TrainingState state, TrainingStage stage)
    {
        using var scope = NewDisposeScope();
        var random = new Random(HashCode(options.Seed, state.Step));
        var rows = options.TokensPerStep / stage.Context;
        var batch = new long[rows * (stage.Context + 1)];
        for (var r = 0; r < rows; r++)
        {
            var ids = text.Row(random, stage.Context, stage.Repeats).Ids;
            for (var i = 0; i < ids.Length; i++) batch[r * ids.Length + i] = ids[i];
        }

        var all = tensor(batch).view(rows, stage.Context + 1);
        // Every position is trained from the start: a short context begins anywhere.
        var offset = random.Next(model.Config.ContextLength - stage.Context + 1);
        var logits = model.forward(all[.., ..^1], offset);
        var loss = nn.functional.cross_entropy(logits.view(-1, logits.shape[^1]), all[.., 1..].reshape(-1));
        loss.backward();
        optimizer.Step(Rate(state), state.Step + 1, options.GradientClip);
        return loss.item<float>();
    }

    private double Rate(TrainingState state)
    {
        var warm = Math.Min(1, (state.Step + 1.0) / options.WarmupSteps);
        if (state.Stage < options.Stages.Count - 1) return options.LearningRate * warm;
        var done = (double)state.StageTokens / options.Stages[^1].MostTokens;
        return options.LearningRate * warm * (0.1 + 0.45 * (1 + Math.Cos(Math.PI * done)));
    }

    // Fixed arithmetic: System.HashCode differs from process to process.
    private static int HashCode(int seed, int step) => unchecked((int)((uint)seed * 2654435761u + (uint)step * 40503u)) & 0x3FFFFFFF;

    private void StartPositions(Gpt2Model model)
    {
        var (rows, width) = (model.Config.ContextLength, model.Config.Width);
        var values = new float[rows * width];
        for (var p = 0; p < rows; p++)
        {
            for (var i = 0; i < width; i++)
            {
                var angle = p / Math.Pow(10_000, i / 2 * 2.0 / width);
                values[p * width + i] = (float)(options.PositionScale * Math.Sqrt(2) * (i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle)));
            }
        }

        using var quiet = no_grad();
        using var start = tensor(values).view(rows, width);
        model.PositionEmbedding.copy_(start);
    }

    private Gpt2Tokenizer Tokenizer()
    {
        Directory.CreateDirectory(folder);
        if (!File.Exists(Path.Combine(folder, "vocab.json")) || !File.Exists(Path.Combine(folder, "merges.txt")))
        {
            BytePairTrainer.Write(folder, StoryMerges(options.Seed, options.Merges));
        }

        return Gpt2Tokenizer.Load(folder);
    }

    /// <summary>The tokenizer's merges, learnt from generated stories.</summary>
    /// <param name="seed">Chooses the stories.</param>
    /// <param name="most">Most merges.</param>
    public static IReadOnlyList<(string Left, string Right)> StoryMerges(int seed, int most)
    {
        var pairs = new BytePairTrainer();
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++) pairs.Add(StoryGenerator.Next(random, new StoryOptions { Words = 300 }).Text);
        // Every word of the generator, so that rare ones become tokens too.
        foreach (var word in StoryWords.All) pairs.Add($" {word} {word} {word}");
        return pairs.Learn(most);
    }
}
