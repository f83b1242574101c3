namespace Workbook.Benchmarks;

/// <summary>The cumulative distance as the paper's pseudocode describes it: for each N the context vector anew, then a loop over the tokens left out.</summary>
/// <remarks>The baseline of the benchmark and, since it shares no line with the library, an oracle of its tests.</remarks>
// The paper's Algorithms 1 and 2, scalar, one thread.
public static class DirectDistance
{
    /// <summary>D_N of one query for every N from 1 to L.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d] row by row.</param>
    /// <param name="width">d.</param>
    /// <param name="curve">Receives D, [L + 1].</param>
    public static void AllN(ReadOnlySpan<float> weights, ReadOnlySpan<float> vectors, int width, Span<double> curve)
    {
        var length = weights.Length;
        var order = new int[length];
        var keys = new (float, int)[length];
        for (var i = 0; i < length; i++)
            keys[i] = (-weights[i], i);
        Array.Sort(keys);
        for (var i = 0; i < length; i++)
            order[i] = keys[i].Item2;

        var s = new double[width];
        for (var n = 0; n <= length; n++)
        {
            Array.Clear(s);
            for (var j = 0; j < n; j++)
            {
                var token = order[j];
                for (var k = 0; k < width; k++)
                    s[k] += (double)weights[token] * vectors[token * width + k];
            }

            var sum = 0.0;
            for (var j = n; j < length; j++)
            {
                var token = order[j];
                var square = 0.0;
                for (var k = 0; k < width; k++)
                {
                    var difference = s[k] - (double)weights[token] * vectors[token * width + k];
                    square += difference * difference;
                }

                sum += Math.Sqrt(square);
            }

            curve[n] = sum;
        }
    }
}
