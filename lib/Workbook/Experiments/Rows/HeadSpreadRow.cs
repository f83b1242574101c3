namespace Workbook.Experiments.Rows;

/// <summary>Quartiles over the query positions of one head at the greatest length.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="N">N.</param>
/// <param name="CumulativeLow">Lower quartile of D_N.</param>
/// <param name="CumulativeMedian">Median of D_N.</param>
/// <param name="CumulativeHigh">Upper quartile of D_N.</param>
/// <param name="MainLow">Lower quartile of the main sum.</param>
/// <param name="MainMedian">Median of the main sum.</param>
/// <param name="MainHigh">Upper quartile of the main sum.</param>
/// <param name="Count">How many query positions.</param>
public sealed record HeadSpreadRow(
    string Text, int Layer, int Head, int N, double CumulativeLow, double CumulativeMedian, double CumulativeHigh, double MainLow, double MainMedian, double MainHigh, int Count);
