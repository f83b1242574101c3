namespace Workbook.Training;

/// <summary>One measurement of a training run.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Step">Optimizer steps so far.</param>
/// <param name="Tokens">Tokens read so far.</param>
/// <param name="TrainingLoss">Mean loss since the last measurement, nats a token, of the stage's own mixture.</param>
/// <param name="StoryLoss">Loss on held-out stories of the stage's context, nats a token.</param>
/// <param name="CopyAccuracy">Share of held-out repeated random tokens predicted right.</param>
/// <param name="AnswerAccuracy">Share of held-out answers predicted right, among the whole vocabulary.</param>
/// <param name="Seconds">Training time so far, measurements included.</param>
public sealed record TrainingPoint(
    string Stage,
    int Step,
    long Tokens,
    double TrainingLoss,
    double StoryLoss,
    double CopyAccuracy,
    double AnswerAccuracy,
    double Seconds);
