namespace Workbook.Selection;

/// <summary>The checks that every function of a row of weights and its vectors shares.</summary>
internal static class Arguments
{
    /// <summary>Throws unless there is one vector a weight and N lies in 0 … L.</summary>
    public static void Check(ReadOnlySpan<double> weights, VectorSet vectors, int n)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        if (weights.Length != vectors.Count)
            throw new ArgumentException($"{weights.Length} weights need as many vectors, not {vectors.Count}.", nameof(vectors));
        CheckSize(n, weights.Length);
    }

    /// <summary>Throws unless N lies in 0 … L.</summary>
    public static void CheckSize(int n, int length)
    {
        if (n < 0 || n > length)
            throw new ArgumentOutOfRangeException(nameof(n), n, $"The selection size N must lie in 0 … {length}.");
    }
}
