namespace Workbook.Benchmarks;

/// <summary>The paper's Algorithms 1 and 2 for one query and one N, as its pseudocode describes them: scalar loops over tokens, everything anew for each N.</summary>
/// <remarks>The baseline of <see cref="LengthTimes"/>; it shares no line with the library.</remarks>
public static class DirectCurves
{
    /// <summary>D_N, the bound of Theorem 1 (i) and the main sum.</summary>
    /// <param name="weights">a, [L].</param>
    /// <param name="vectors">x, [L, d] row by row.</param>
    /// <param name="width">d.</param>
    /// <param name="n">N, 1 … L−1.</param>
    public static (double Distance, double Bound, double MainSum) At(ReadOnlySpan<float> weights, ReadOnlySpan<float> vectors, int width, int n)
    {
        var length = weights.Length;
        var keys = new (float, int)[length];
        for (var i = 0; i < length; i++)
            keys[i] = (-weights[i], i);
        Array.Sort(keys);
        var (s, c, mass) = (new double[width], new double[width], 0.0);
        for (var rank = 0; rank < length; rank++)
        {
            var token = keys[rank].Item2;
            mass += rank < n ? weights[token] : 0;
            for (var k = 0; k < width; k++)
            {
                var y = (double)weights[token] * vectors[token * width + k];
                c[k] += y;
                s[k] += rank < n ? y : 0;
            }
        }

        var (distance, farthest, longest, main) = (0.0, 0.0, 0.0, 0.0);
        for (var rank = 0; rank < length; rank++)
        {
            var i = keys[rank].Item2;
            var (left, mu, own) = (0.0, 0.0, 0.0);
            for (var k = 0; k < width; k++)
            {
                double x = vectors[i * width + k], y = weights[i] * x;
                left += (s[k] - y) * (s[k] - y);
                var m = n / (length - 1.0) * (c[k] - y) - y;
                mu += m * m;
                own += x * x;
            }

            main += Math.Sqrt(mu);
            if (rank < n)
            {
                longest = Math.Max(longest, Math.Sqrt(own));
                continue;
            }

            distance += Math.Sqrt(left);
            for (var other = 0; other < n; other++)
            {
                var (j, gap) = (keys[other].Item2, 0.0);
                for (var k = 0; k < width; k++)
                {
                    var difference = (double)vectors[i * width + k] - vectors[j * width + k];
                    gap += difference * difference;
                }

                farthest = Math.Max(farthest, Math.Sqrt(gap));
            }
        }

        double rest = 0;
        for (var rank = n; rank < length; rank++)
            rest += weights[keys[rank].Item2];
        return (distance, rest * farthest + ((length - n) * mass - rest) * longest, (double)(length - n) / length * main);
    }
}
