namespace Workbook.Experiments.Rows;

/// <summary>The Jacobian's norm of one head at one temperature, over all query positions with at least two tokens.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Temperature">T; it multiplies the model's own.</param>
/// <param name="Max">The greatest ||J||_2.</param>
/// <param name="Q90">Its 90 % quantile.</param>
/// <param name="Median">Its median.</param>
/// <param name="Q10">Its 10 % quantile.</param>
/// <param name="RandomDirection">Mean of ||J||_F/sqrt L, what a random direction sees.</param>
/// <param name="NearBound">Share of rows within 10 % of the sharp bound 1/(2T).</param>
/// <param name="AbovePublished">Share of rows above the published min{1/(4T), sqrt 2}: each refutes it.</param>
/// <param name="Count">How many query positions.</param>
public sealed record HeadJacobianRow(
    string Text, int Layer, int Head, double Temperature, double Max, double Q90, double Median, double Q10, double RandomDirection, double NearBound, double AbovePublished, int Count);
