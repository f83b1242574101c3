using Workbook.Gpt2;

namespace Workbook.Training;

/// <summary>All that a training run depends on: the same options give the same model on the same machine and thread count.</summary>
public sealed record TrainingOptions
{
    /// <summary>Seed of the initial weights, the tokenizer's text and every batch.</summary>
    public int Seed { get; init; } = 20260101;

    /// <summary>The model's shape; the vocabulary's size is set from the tokenizer.</summary>
    public Gpt2Config Model { get; init; } = new()
    {
        Layers = 4,
        Heads = 4,
        Width = 128,
        ContextLength = 1024,
        InitializerRange = 0.03,
    };

    /// <summary>Most merges of the tokenizer.</summary>
    public int Merges { get; init; } = 2048;

    /// <summary>Tokens of one optimizer step.</summary>
    public int TokensPerStep { get; init; } = 4096;

    /// <summary>Peak learning rate of AdamW.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Decoupled weight decay of AdamW.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Steps over which the learning rate rises from zero.</summary>
    public int WarmupSteps { get; init; } = 100;

    /// <summary>Largest norm of the gradient.</summary>
    public double GradientClip { get; init; } = 1;

    /// <summary>Root mean square of the sinusoids that the position embedding starts as.</summary>
    public double PositionScale { get; init; } = 0.03;

    /// <summary>Tokens between two measurements of the curve.</summary>
    public int TokensPerMeasurement { get; init; } = 262_144;

    /// <summary>Questions at each distance that the finished model is asked for its card.</summary>
    public int CardQuestions { get; init; } = 200;

    /// <summary>Tokens that the card's 3-gram model is counted on.</summary>
    public int CardTrigramTokens { get; init; } = 4_000_000;

    /// <summary>
    /// Take matrix products in bfloat16, everything else in float32. On a processor with bfloat16 instructions several times
    /// as fast; without them, slower.
    /// </summary>
    public bool BFloat16Products { get; init; } = true;

    /// <summary>Threads of the tensor library; part of what makes a run reproducible.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// The plan. Random segments come first, since copying has to be there before answering can be learnt; contexts grow once
    /// both are there. Over the last stage the learning rate falls to a tenth.
    /// </summary>
    public IReadOnlyList<TrainingStage> Stages { get; init; } =
    [
        new("repeats", 64, 1, 10_000_000, CopyGoal: 0.8),
        new("half repeats", 64, 0.5, 12_000_000, CopyGoal: 0.9, AnswerGoal: 0.9),
        new("a fifth repeats", 64, 0.2, 12_000_000, CopyGoal: 0.9, AnswerGoal: 0.97),
        new("context 128", 128, 0.15, 5_000_000, CopyGoal: 0.9, AnswerGoal: 0.98),
        new("context 256", 256, 0.1, 6_000_000, CopyGoal: 0.9, AnswerGoal: 0.98),
        new("context 512", 512, 0.1, 8_000_000, CopyGoal: 0.9, AnswerGoal: 0.98),
        new("context 1024", 1024, 0.05, 8_000_000),
    ];
}
