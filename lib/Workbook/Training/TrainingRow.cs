namespace Workbook.Training;

/// <summary>One row of a batch.</summary>
/// <param name="Ids">Context + 1 token ids: inputs, and one more for the last target.</param>
/// <param name="Answers">Indices into <paramref name="Ids"/> of tokens that answer a question.</param>
/// <param name="CopiedFrom">First index that repeats an earlier segment verbatim; the row's length if none does.</param>
public sealed record TrainingRow(int[] Ids, IReadOnlyList<int> Answers, int CopiedFrom);
