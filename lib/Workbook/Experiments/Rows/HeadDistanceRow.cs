namespace Workbook.Experiments.Rows;

/// <summary>Distances of one head at one length and size: means over the query positions below L with more than N tokens.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Length">L.</param>
/// <param name="N">N.</param>
/// <param name="CumulativeDistance">D_N.</param>
/// <param name="ResultantDistance">d_N.</param>
/// <param name="Bound">Theorem 1 (i) as published.</param>
/// <param name="ExpectationMain">The main sum E_P.</param>
/// <param name="ExpectationPlugIn">The plug-in reading.</param>
/// <param name="ExpectationRandom">E D_N over random selections, by simulation.</param>
/// <param name="ExpectationUpper">The closed upper bound of E D_N.</param>
/// <param name="Count">How many query positions.</param>
public sealed record HeadDistanceRow(
    string Text, int Layer, int Head, int Length, int N, double CumulativeDistance, double ResultantDistance, double Bound,
    double ExpectationMain, double ExpectationPlugIn, double ExpectationRandom, double ExpectationUpper, int Count);
