namespace Workbook.Experiments.Simulations;

/// <summary>How far weights move under a finite step of the logits.</summary>
/// <param name="Step">||e||_2.</param>
/// <param name="Largest">The largest ||Δa||_2 seen over random rows and directions.</param>
/// <param name="Swap">||Δa||_2 when two tokens swap: the worst case.</param>
/// <param name="Bound">sqrt 2 · tanh(||e||_2/(2 sqrt 2 T)).</param>
/// <param name="Linear">||e||_2/(2T), what the Jacobian alone promises.</param>
public sealed record StepPoint(double Step, double Largest, double Swap, double Bound, double Linear);
