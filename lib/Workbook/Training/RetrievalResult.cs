namespace Workbook.Training;

/// <summary>How well a model answers questions whose fact stands a given distance back.</summary>
/// <param name="Distance">Distance asked for, in words and marks.</param>
/// <param name="MeanDistance">Distance met, in tokens from the stated value to the answered one, on average.</param>
/// <param name="Right">Answers that are the most likely token of the whole vocabulary.</param>
/// <param name="RightAmongChoices">Answers that are the most likely among the k values of their kind that the story states.</param>
/// <param name="Chance">Share that a guess among those k values gets right.</param>
public sealed record RetrievalResult(
    int Distance,
    double MeanDistance,
    Proportion Right,
    Proportion RightAmongChoices,
    double Chance);
