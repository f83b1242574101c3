using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.FirstLooks;

/// <summary>One head over many questions.</summary>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Weight">Mean weight of the informative token.</param>
/// <param name="TopShare">Share of questions in which the informative token has the head's greatest weight.</param>
/// <param name="MedianRank">Median rank of the informative token.</param>
/// <param name="SinkWeight">Mean weight of the first token.</param>
/// <param name="EffectiveTokens">Mean effective tokens e^H.</param>
public sealed record HeadSummary(
    int Layer, int Head, Statistic Weight, Statistic TopShare, double MedianRank, Statistic SinkWeight, Statistic EffectiveTokens);
