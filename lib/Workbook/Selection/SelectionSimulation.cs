namespace Workbook.Selection;

/// <summary>Monte Carlo estimates over a selection drawn uniformly among all subsets of size N.</summary>
// The third reading of the expectation in Theorem 1 (ii): the true one.
public static class SelectionSimulation
{
    /// <summary>Simulates E D_N for one N.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d].</param>
    /// <param name="n">N, 0 … L.</param>
    /// <param name="draws">How many random selections, at least 2.</param>
    /// <param name="seed">The seed of the draws.</param>
    public static Estimate Cumulative(ReadOnlySpan<double> weights, VectorSet vectors, int n, int draws, int seed) =>
        Run(weights.ToArray(), vectors, n, draws, seed, (a, x, chosen) => CumulativeDistance.OfSubset(a, x, chosen));

    /// <summary>Simulates E d_N² for one N.</summary>
    /// <inheritdoc cref="Cumulative"/>
    public static Estimate SquaredResultant(ReadOnlySpan<double> weights, VectorSet vectors, int n, int draws, int seed) =>
        Run(weights.ToArray(), vectors, n, draws, seed, (a, x, chosen) => Math.Pow(ResultantDistance.OfSubset(a, x, chosen), 2));

    private static Estimate Run(double[] weights, VectorSet vectors, int n, int draws, int seed, Func<double[], VectorSet, int[], double> measure)
    {
        Arguments.Check(weights, vectors, n);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        var random = new Random(seed);
        var tokens = Enumerable.Range(0, weights.Length).ToArray();
        var mean = 0.0;
        var squares = 0.0;
        for (var k = 1; k <= draws; k++)
        {
            for (var i = 0; i < n; i++)
            {
                var j = random.Next(i, tokens.Length);
                (tokens[i], tokens[j]) = (tokens[j], tokens[i]);
            }

            var value = measure(weights, vectors, tokens[..n]);
            var step = value - mean;
            mean += step / k;
            squares += step * (value - mean);
        }

        return new Estimate(mean, Math.Sqrt(squares / (draws - 1) / draws), draws, seed);
    }
}
