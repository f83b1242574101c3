namespace Workbook.Runner.Results;

/// <summary>Where an experiment's numbers come from.</summary>
/// <param name="Run">What every run records: model and hash, seed, device, dtype, package versions, machine.</param>
/// <param name="Texts">The texts that were read.</param>
/// <param name="Options">The experiment's options, defaults included, by name.</param>
/// <param name="Pieces">How many pieces there are, how many of them were kept from an earlier run.</param>
/// <param name="Seconds">Time in all, without what earlier runs took for the reused pieces.</param>
public sealed record ExperimentProvenance(
    RunRecord Run, IReadOnlyList<TextRecord> Texts, IReadOnlyDictionary<string, string> Options, PieceCount Pieces, double Seconds);
