using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Selection;

/// <summary>Selected mass and what is lost with the rest, for every N of every row of a batch at once, on the tensors' own device.</summary>
/// <remarks>Weights are [..., L] and their vectors [..., L, d], where the weights' last leading dimension counts the rows that mix the same vectors. Curves are [..., L + 1], NaN past a row's length.</remarks>
// The batched form of SelectedMass, ResultantDistance and TruncationError; theory section 2.
public static class BatchedSelection
{
    /// <summary>A_N, from <see cref="SelectedMass.AllN"/>.</summary>
    /// <param name="weights">a, [..., L].</param>
    /// <param name="lengths">Tokens of each row, which broadcast to [...], such as 1 … L for causal rows; null when each has L.</param>
    /// <returns>A, [..., L + 1].</returns>
    public static Tensor Mass(Tensor weights, Tensor? lengths = null)
    {
        using var scope = NewDisposeScope();
        var rows = RankedRows.Of(weights, lengths);
        return rows.OfRow(RankedRows.Running(rows.Weights, -1), rows.Sizes()).MoveToOuterDisposeScope();
    }

    /// <summary>τ_N = 1 − A_N summed from the smallest weight, from <see cref="SelectedMass.TailAllN"/>.</summary>
    /// <inheritdoc cref="Mass"/>
    /// <returns>τ, [..., L + 1].</returns>
    public static Tensor Tail(Tensor weights, Tensor? lengths = null)
    {
        using var scope = NewDisposeScope();
        var rows = RankedRows.Of(weights, lengths);
        return rows.OfRow(RankedRows.Remaining(rows.Weights, -1), rows.Sizes()).MoveToOuterDisposeScope();
    }

    /// <summary>The errors of keeping the top N, e_del and e_ren, from <see cref="TruncationError.AllN"/>; memory for all vectors of all rows is needed.</summary>
    /// <param name="weights">a, [..., L], rows that sum to 1.</param>
    /// <param name="vectors">x, [..., L, d].</param>
    /// <param name="lengths">Tokens of each row; null when each has L.</param>
    /// <returns>[..., L + 1] each; renormalizing is NaN where nothing is kept. The caller disposes them.</returns>
    public static (Tensor Deleting, Tensor Renormalizing) TruncationErrors(Tensor weights, Tensor vectors, Tensor? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        using var scope = NewDisposeScope();
        var rows = RankedRows.Of(weights, lengths);
        var y = rows.Weights.unsqueeze(-1) * rows.Vectors(vectors);
        var rest = RankedRows.Remaining(y, -2);
        var odds = RankedRows.Remaining(rows.Weights, -1) / RankedRows.Running(rows.Weights, -1);
        var moved = rest - odds.unsqueeze(-1) * RankedRows.Running(y, -2);
        var sizes = rows.Sizes();
        return (rows.OfRow(Length(rest), sizes).MoveToOuterDisposeScope(), rows.OfRow(Length(moved), sizes).MoveToOuterDisposeScope());
    }

    /// <summary>||v|| along the last dimension.</summary>
    internal static Tensor Length(Tensor vectors) => vectors.square().sum(-1).sqrt();
}
