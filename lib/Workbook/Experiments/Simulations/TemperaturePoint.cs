namespace Workbook.Experiments.Simulations;

/// <summary>Sensitivity of one row at one temperature, with both bounds.</summary>
/// <param name="Temperature">T.</param>
/// <param name="Spectral">||J||_2, the exact sensitivity.</param>
/// <param name="RandomDirection">||J||_F/sqrt L, what a random direction sees.</param>
/// <param name="Published">min{1/(4T), sqrt 2}.</param>
/// <param name="Sharp">1/(2T).</param>
public sealed record TemperaturePoint(double Temperature, double Spectral, double RandomDirection, double Published, double Sharp);
