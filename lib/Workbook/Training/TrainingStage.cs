namespace Workbook.Training;

/// <summary>One part of a training plan.</summary>
/// <param name="Name">A short name, printed with the curve.</param>
/// <param name="Context">Tokens of one training row.</param>
/// <param name="Repeats">Share of rows that are random segments repeated verbatim; the rest are stories.</param>
/// <param name="MostTokens">The stage ends after this many tokens at the latest.</param>
/// <param name="CopyGoal">The stage ends early once this share of held-out repeated tokens is predicted; above 1: never.</param>
/// <param name="AnswerGoal">and this share of held-out answers.</param>
public sealed record TrainingStage(
    string Name,
    int Context,
    double Repeats,
    long MostTokens,
    double CopyGoal = 2,
    double AnswerGoal = 0);
