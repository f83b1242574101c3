namespace Workbook.Normalizers;

/// <summary>A vector that an attention variant learns in every layer, and where learning starts.</summary>
/// <param name="Name">Its name, also in a checkpoint.</param>
/// <param name="Width">How many entries it has.</param>
/// <param name="Mean">The mean of its entries at the start.</param>
/// <param name="Deviation">Their standard deviation at the start; 0 for a start that is not drawn.</param>
public sealed record LearnedVector(string Name, long Width, double Mean, double Deviation);
