using Workbook.Selection;

namespace Workbook.Tests.Selection;

/// <summary>The definitions again, written with LINQ from the text of the theory and sharing nothing with the library.</summary>
internal static class Slow
{
    public static double[] Softmax(double[] logits, double temperature)
    {
        var max = logits.Max();
        if (double.IsNegativeInfinity(max))
            return new double[logits.Length];
        var e = logits.Select(l => Math.Exp((l - max) / temperature)).ToArray();
        return [.. e.Select(v => v / e.Sum())];
    }

    public static int[] Order(double[] weights) => [.. Enumerable.Range(0, weights.Length).OrderByDescending(i => weights[i]).ThenBy(i => i)];

    public static double[] Y(double[] weights, VectorSet x, int i) => [.. x[i].ToArray().Select(v => v * weights[i])];

    public static double[] Sum(double[] weights, VectorSet x, IEnumerable<int> selected)
    {
        var s = new double[x.Width];
        foreach (var i in selected)
            s = [.. s.Zip(Y(weights, x, i), (u, v) => u + v)];
        return s;
    }

    public static double Norm(IEnumerable<double> v) => Math.Sqrt(v.Sum(u => u * u));

    public static double Gap(IEnumerable<double> u, IEnumerable<double> v) => Norm(u.Zip(v, (a, b) => a - b));

    public static double Cumulative(double[] weights, VectorSet x, int[] selected)
    {
        var s = Sum(weights, x, selected);
        return Enumerable.Range(0, weights.Length).Except(selected).Sum(i => Gap(s, Y(weights, x, i)));
    }

    public static double Resultant(double[] weights, VectorSet x, int[] selected) =>
        Gap(Sum(weights, x, Enumerable.Range(0, weights.Length).Except(selected)), Sum(weights, x, selected));

    /// <summary>max ||y_i||, the scale of every distance.</summary>
    public static double Scale(double[] weights, VectorSet x) => Enumerable.Range(0, weights.Length).Max(i => Norm(Y(weights, x, i)));

    /// <summary>All subsets of 0 … length−1 with n members.</summary>
    public static IEnumerable<int[]> Subsets(int length, int n) =>
        Enumerable.Range(0, 1 << length)
            .Where(mask => System.Numerics.BitOperations.PopCount((uint)mask) == n)
            .Select(mask => Enumerable.Range(0, length).Where(i => (mask >> i & 1) == 1).ToArray());
}
