namespace Workbook.Runner.Sweeps;

/// <summary>One run of a sweep.</summary>
/// <param name="Index">Its place in the plan, from 0.</param>
/// <param name="Experiment">The experiment's name.</param>
/// <param name="Model">The checkpoint as the plan names it.</param>
/// <param name="Text">The text as the plan names it.</param>
/// <param name="Seed">The seed of its draws.</param>
internal sealed record SweepItem(int Index, string Experiment, string Model, string Text, int Seed)
{
    /// <summary>What the user reads of it.</summary>
    public override string ToString() => $"{Experiment}, {Model}, {Text}, seed {Seed}";
}
