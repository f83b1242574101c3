namespace Workbook.Runner.Commands;

/// <summary>Some experiments on the same texts and lengths.</summary>
/// <param name="Experiments">Names of the experiments.</param>
/// <param name="Texts">Names of the corpus's texts, or files.</param>
/// <param name="Lengths">Context lengths L.</param>
internal sealed record FindingsRun(IReadOnlyList<string> Experiments, IReadOnlyList<string> Texts, IReadOnlyList<int> Lengths);
