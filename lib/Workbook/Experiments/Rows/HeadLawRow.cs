namespace Workbook.Experiments.Rows;

/// <summary>How one head's weights change with the context length, over all texts.</summary>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Slope">Slope of ln a_max on ln L: 0 keeps its weight, −1 is Lemma 1's dilution.</param>
/// <param name="SlopeLow">Lower end of its 95 % interval.</param>
/// <param name="SlopeHigh">Upper end.</param>
/// <param name="GapSlope">Slope of the effective gap on ln L: 0 a fixed gap, 1 a gap that keeps pace with ln L.</param>
/// <param name="GapSlopeLow">Lower end of its 95 % interval.</param>
/// <param name="GapSlopeHigh">Upper end.</param>
/// <param name="Dilutes">True when the slope's interval lies below 0.</param>
/// <param name="Law">fixed gap, slower than ln L, keeps pace with ln L, faster than ln L, shrinking gap, or unclear.</param>
/// <param name="CriticalExponent">ξ, slope of ln Λ on ln ln L, Λ the median critical inverse temperature: β = 1/T would have to grow like (ln L)^ξ to keep what the row does.</param>
/// <param name="CriticalExponentLow">Lower end of its 95 % interval.</param>
/// <param name="CriticalExponentHigh">Upper end.</param>
/// <param name="TemperatureLaw">What the interval of ξ says T would have to do as L grows: fall, stay, rise, or unclear.</param>
/// <param name="SinkWeight">Mean weight of the first token over the rows of the greatest bin.</param>
/// <param name="Count">How many texts.</param>
public sealed record HeadLawRow(
    int Layer, int Head, double Slope, double SlopeLow, double SlopeHigh, double GapSlope, double GapSlopeLow, double GapSlopeHigh, bool Dilutes, string Law,
    double CriticalExponent, double CriticalExponentLow, double CriticalExponentHigh, string TemperatureLaw, double SinkWeight, int Count);
