using Workbook.Normalizers;
using Workbook.Tests.Selection;

namespace Workbook.Tests.Normalizers;

/// <summary>The attention variants again for one query of one head, in loops over plain arrays.</summary>
internal static class SlowVariants
{
    /// <summary>Weights of every head and query, [heads][L][L].</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="q">[heads][L][d].</param>
    /// <param name="k">[heads][L][d].</param>
    /// <param name="gates">[heads][L], or [heads][1] for one a head; null for none.</param>
    /// <param name="causal">Whether later tokens are not seen.</param>
    public static double[][][] Weights(IAttentionVariant variant, double[][][] q, double[][][] k, double[][]? gates, bool causal = true) =>
        [.. q.Select((_, h) => q[h].Select((_, i) => Row(variant, q, k, gates, causal, h, i)).ToArray())];

    private static double[] Row(IAttentionVariant variant, double[][][] q, double[][][] k, double[][]? gates, bool causal, int h, int i)
    {
        var length = k[h].Length;
        var width = q[h][i].Length;
        int[] seen = [.. Enumerable.Range(0, length).Where(j => !causal || j <= i)];
        double Logit(int head, int row, int j) => Dot(q[head][row], k[head][j]) / Math.Sqrt(width);
        double[] Spread(double[] a) => [.. Enumerable.Range(0, length).Select(j => Array.IndexOf(seen, j) is >= 0 and var place ? a[place] : 0)];
        double[] Soft(Func<int, double> logit) => Slow.Softmax([.. seen.Select(logit)], 1);
        switch (variant)
        {
            case DotProductAttention v:
                return Spread(SlowNormalizers.For(v.Normalizer)!([.. seen.Select(j => Logit(h, i, j))]));
            case GatedAttention:
                return Spread(Soft(j => Logit(h, i, j)));
            case DifferentialAttention v:
                var half = width / 2;
                double Part(int j, int from) => Enumerable.Range(from, half).Sum(e => q[h][i][e] * k[h][j][e]) / Math.Sqrt(half);
                var lambda = gates?[h][0] ?? 0.8 - 0.6 * Math.Exp(-0.3 * v.Depth);
                return Spread([.. Soft(j => Part(j, 0)).Zip(Soft(j => Part(j, half)), (a, b) => a - lambda * b)]);
            case QkNormAttention v:
                var gain = gates?[h][0] ?? Math.Log((double)v.TrainingLength * (v.TrainingLength - 1)) / Math.Log(2);
                return Spread(Soft(j => gain * Cosine(q[h][i], k[h][j])));
            case LinearAttention v:
                var products = seen.Select(j => q[h][i].Zip(k[h][j], (a, b) => Elu(a) * Elu(b)).Sum()).ToArray();
                return Spread([.. products.Select(p => p / (products.Sum() + v.Epsilon))]);
            case ForgettingAttention:
                return Spread(Soft(j => Logit(h, i, j) - (gates is null ? 0 : Enumerable.Range(0, length).Where(m => j < m && m <= i).Sum(m => Math.Log(1 + Math.Exp(-gates[h][m]))))));
            case SelectiveAttention:
                return Spread(Soft(j => Logit(h, i, j) - Enumerable.Range(0, i).Where(row => (!causal || j <= row) && j != row && j != 0).Sum(row => Math.Max(0, Logit(0, row, j)))));
            case ThresholdRelativeAttention:
                return Spread(SlowNormalizers.For(new ThresholdRelative(gates?[h][i] ?? 0))!([.. seen.Select(j => Math.Sqrt(width) * Cosine(q[h][i], k[h][j]))]));
            case SoftplusReweightedAttention v:
                return Spread(SlowNormalizers.For(new SoftplusReweighted(v.Power, v.Offset))!([.. seen.Select(j => Math.Log(width) * Cosine(q[h][i], k[h][j]))]));
            case LinearBiasAttention:
                return Spread(Soft(j => Logit(h, i, j) - (gates?[h][0] ?? 0.25) * (i - j)));
            default:
                throw new ArgumentException($"There is no slow form of {variant.Name}: write one.", nameof(variant));
        }
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double Cosine(double[] a, double[] b) => Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));

    private static double Elu(double x) => x > 0 ? x + 1 : Math.Exp(x);
}
