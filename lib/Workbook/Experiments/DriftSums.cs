using Workbook.Experiments.Rows;

namespace Workbook.Experiments;

/// <summary>Entropy and total variation of the renormalised top-N weights, for every N of a row in O(L), summed over rows.</summary>
internal sealed class DriftSums(int length)
{
    private readonly double[] entropy = new double[length + 1];
    private readonly double[] variation = new double[length + 1];
    private readonly int[] count = new int[length + 1];

    /// <summary>Adds a row: every N below its length counts.</summary>
    /// <param name="descending">Its weights, greatest first.</param>
    public void Add(ReadOnlySpan<double> descending)
    {
        // With A = Σ a and S = Σ a ln a of the first N: H = ln A − S/A. The variation is what the weights above A/N have in excess;
        // since A/N falls with N, the number of those above it only grows.
        var (mass, logs, above, aboveMass) = (0.0, 0.0, 0, 0.0);
        for (var n = 1; n < descending.Length; n++)
        {
            var a = descending[n - 1];
            mass += a;
            logs += a > 0 ? a * Math.Log(a) : 0;
            if (mass <= 0)
                return;
            while (above < n && descending[above] > mass / n)
                aboveMass += descending[above++];
            entropy[n] += n == 1 ? double.NaN : Math.Clamp((Math.Log(mass) - logs / mass) / Math.Log(n), 0, 1);
            variation[n] += Math.Max(0, aboveMass / mass - (double)above / n);
            count[n]++;
        }
    }

    public HeadDriftRow Row(string text, int layer, int head, int atLength, int n) =>
        new(text, layer, head, atLength, n, entropy[n] / count[n], variation[n] / count[n], count[n]);
}
