namespace Workbook.Experiments.Rows;

/// <summary>Sensitivity of one head at one temperature and step, over all query positions with at least two tokens.</summary>
/// <param name="Text">Name of the text.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Temperature">T; it multiplies the model's own.</param>
/// <param name="Epsilon">ε, the length of the step.</param>
/// <param name="G">The paper's g = ||softmax((l+εv)/T) − softmax(l/T)||_2/ε, v a random unit vector a row: the mean over positions.</param>
/// <param name="SpectralMax">The greatest ||J||_2.</param>
/// <param name="SpectralMedian">The median ||J||_2.</param>
/// <param name="Count">How many query positions.</param>
public sealed record HeadSensitivityRow(string Text, int Layer, int Head, double Temperature, double Epsilon, double G, double SpectralMax, double SpectralMedian, int Count);
