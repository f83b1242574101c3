namespace Workbook.Experiments.FirstLooks;

/// <summary>The attention weights of one head over a whole context.</summary>
/// <param name="Question">The context.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="Weights">a, [L, L]: rows are query positions; entries after the query are NaN, for nothing is there to attend to.</param>
public sealed record AttentionMap(ContextQuestion Question, int Layer, int Head, double[,] Weights)
{
    /// <summary>Layer and head as text, e.g. 2.1.</summary>
    public string Name => $"{Layer}.{Head}";
}
