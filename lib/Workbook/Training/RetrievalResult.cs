using Workbook.Experiments.Statistics;

namespace Workbook.Training;

/// <summary>How well a model answers questions whose fact stands a given distance back.</summary>
/// <param name="Distance">Distance asked for, in words and marks.</param>
/// <param name="MeanDistance">Distance met, in tokens from the stated value to the answered one, on average.</param>
/// <param name="Count">Questions asked.</param>
/// <param name="Right">Answers that are the most likely token of the whole vocabulary.</param>
/// <param name="RightAmongChoices">Answers that are the most likely among the k values of their kind that the story states.</param>
/// <param name="Chance">Share that a guess among those k values gets right, 1/k.</param>
public sealed record RetrievalResult(int Distance, double MeanDistance, int Count, int Right, int RightAmongChoices, double Chance)
{
    /// <summary>Share of right answers among all tokens, with its exact interval; at least one question must have been asked.</summary>
    public Statistic Share => Statistic.Share(Right, Count);
}
