using Workbook.Experiments.Statistics;

namespace Workbook.Experiments.Rows;

/// <summary>Separability of one head beside what theory predicts for independent vectors: means over some query positions near the greatest length.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="N">N.</param>
/// <param name="EffectiveDimension">d_eff, tr(C)²/tr(C²) of the centred vectors' covariance C.</param>
/// <param name="ShareMin">N_s/N at r_min, measured.</param>
/// <param name="ShareMinWeights">The same, predicted from the head's own weights when those left out are negligible.</param>
/// <param name="ShareMinEqual">The same, predicted for equal weights: the capacity law.</param>
/// <param name="ShareMedian">N_s/N at r_med, measured.</param>
/// <param name="ShareMedianEqual">The same, predicted for equal weights.</param>
/// <param name="Auc">Share of pairs in which the selected token is nearer, measured.</param>
/// <param name="AucWeights">The same, predicted by the pair law from the head's own weights.</param>
/// <param name="ShareFixed">N_s/N at the fixed radius, measured.</param>
/// <param name="FixedLower">Cantelli's lower bound of N_s/N at the fixed radius, from the head's own weights.</param>
/// <param name="FixedUpper">Cantelli's upper bound.</param>
/// <param name="Count">How many query positions.</param>
public sealed record HeadTheoryRow(
    string Text, int Layer, int Head, int N, double EffectiveDimension, double ShareMin, double ShareMinWeights, double ShareMinEqual, double ShareMedian, double ShareMedianEqual,
    double Auc, double AucWeights, double ShareFixed, double FixedLower, double FixedUpper, int Count);
