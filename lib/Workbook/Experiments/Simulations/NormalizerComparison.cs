using System.Diagnostics;
using TorchSharp;
using Workbook.Bounds;
using Workbook.Experiments.Statistics;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Experiments.Simulations;

/// <summary>The normalizers side by side on the same logits: weights, support, entropy, the informative token, sensitivity and cost.</summary>
/// <remarks>Every method takes the normalizers to compare; none given are those of the catalogue, so that a new one appears by itself.</remarks>
// Theory section 5.
public static class NormalizerComparison
{
    // Where the search for a sensitive row begins: k tokens at the top, the rest a gap below, the whole row moved by a shift.
    private static readonly double[] Gaps = [0, 0.1, 0.5, 1, 2, 4, 8];
    private static readonly double[] Shifts = [0, 0.01, 1, 4, 7.6];

    /// <summary>What each normalizer makes of one row.</summary>
    /// <param name="logits">l, [L], L at least 1.</param>
    /// <param name="normalizers">Which to compare; null for the whole catalogue.</param>
    public static IReadOnlyList<NormalizerRow> OnRow(double[] logits, IReadOnlyList<INormalizer>? normalizers = null)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentOutOfRangeException.ThrowIfZero(logits.Length, nameof(logits));
        using var scope = torch.NewDisposeScope();
        var row = torch.tensor(logits);
        return [.. Chosen(normalizers).Select(f => new NormalizerRow(
            f, f.Weights(row).data<double>().ToArray(), f.JacobianNorm(row).item<double>(), logits.Length > 1 ? f.Properties.JacobianBound?.Invoke(logits.Length) : null))];
    }

    /// <summary>One token a fixed gap above the mean of its competitors, whose logits are normal: each normalizer at each length, on the same rows.</summary>
    /// <param name="lengths">The context lengths L, each at least 2.</param>
    /// <param name="gap">The informative token's logit above the competitors' mean.</param>
    /// <param name="deviation">σ of the competitors.</param>
    /// <param name="rows">Random rows a length.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="normalizers">Which to compare; null for the whole catalogue.</param>
    /// <param name="sensitivity">Whether to measure ||J||_2 too, which for attention variants costs most by far; without it is NaN.</param>
    /// <returns>By normalizer, then by length.</returns>
    public static IReadOnlyList<NormalizerLengthPoint> OverLength(
        IReadOnlyList<int> lengths, double gap = 4, double deviation = 1, int rows = 40, int seed = 1, IReadOnlyList<INormalizer>? normalizers = null, bool sensitivity = true)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        var draws = lengths.Select((length, i) =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(length, 2, nameof(lengths));
            var drawn = Draws(length, deviation, rows, seed + i);
            foreach (var row in drawn)
                row[InformativePlace(length)] = gap;
            return drawn;
        }).ToArray();
        return [.. Chosen(normalizers).SelectMany(f => draws.Select(drawn => Point(f, drawn, sensitivity)))];
    }

    /// <summary>The sensitivity of each normalizer at one length: on Gaussian rows, and at the worst row that a search from the known extremal shapes finds.</summary>
    /// <param name="length">L, at least 2.</param>
    /// <param name="deviation">σ of the random rows.</param>
    /// <param name="rows">Random rows.</param>
    /// <param name="steps">Rounds of the search, each a batch of changed rows.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="normalizers">Which to compare; null for the whole catalogue.</param>
    public static IReadOnlyList<NormalizerSensitivity> Sensitivity(
        int length, double deviation = 1, int rows = 100, int steps = 30, int seed = 1, IReadOnlyList<INormalizer>? normalizers = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        var typical = Draws(length, deviation, rows, seed);
        return [.. Chosen(normalizers).Select(f =>
        {
            var (worst, logits) = Worst(f, length, steps, seed);
            return new NormalizerSensitivity(f.Name, length, Spread.Of(Norms(f, typical)), worst, logits, f.Properties.JacobianBound?.Invoke(length));
        })];
    }

    /// <summary>The time of each normalizer's weights on causal logits, in turns with softmax. Meaningful on an idle machine only.</summary>
    /// <param name="heads">Maps of [L, L].</param>
    /// <param name="length">L.</param>
    /// <param name="rounds">Measurements of each, of which the median is taken.</param>
    /// <param name="normalizers">Which to compare; null for the whole catalogue.</param>
    public static IReadOnlyList<NormalizerCost> Cost(int heads = 4, int length = 512, int rounds = 5, IReadOnlyList<INormalizer>? normalizers = null)
    {
        using var scope = torch.NewDisposeScope();
        using var constant = torch.no_grad();
        var logits = torch.randn(heads, length, length, generator: new torch.Generator(1))
            .masked_fill(torch.ones(length, length, dtype: torch.ScalarType.Bool).triu(1), double.NegativeInfinity);
        return InTurns(rounds, () => new Softmax().Weights(logits), [.. Chosen(normalizers).Select(f => (f.Name, (Func<torch.Tensor>)(() => f.Weights(logits))))]);
    }

    /// <summary>The time that each attention variant takes from queries, keys, values and gates to head outputs, causal, in turns with dot-product attention. Meaningful on an idle machine only.</summary>
    /// <param name="heads">Heads, at least 1.</param>
    /// <param name="length">L.</param>
    /// <param name="width">d of a head, even.</param>
    /// <param name="rounds">Measurements of each, of which the median is taken.</param>
    /// <param name="variants">Which to compare; null for the whole catalogue.</param>
    /// <returns>Times softmax's: of dot-product attention with softmax.</returns>
    public static IReadOnlyList<NormalizerCost> CostOfAttention(int heads = 4, int length = 512, int width = 64, int rounds = 5, IReadOnlyList<IAttentionVariant>? variants = null)
    {
        using var scope = torch.NewDisposeScope();
        using var constant = torch.no_grad();
        var random = new torch.Generator(1);
        torch.Tensor Draw(params long[] shape) => torch.randn(shape, generator: random);
        var inputs = new AttentionInputs(Draw(heads, length, width), Draw(heads, length, width), Draw(heads, length, width));
        var (one, token, element) = (Draw(heads), Draw(heads, length), Draw(heads, length, width));
        torch.Tensor Outputs(IAttentionVariant variant) => variant.Outputs(inputs with
        {
            Gates = variant.Properties.Gates switch { GateShape.Head => one, GateShape.Token => token, GateShape.Element => element, _ => null },
        });
        return InTurns(
            rounds,
            () => Outputs(new DotProductAttention()),
            [.. (variants ?? NormalizerCatalogue.Variants).Select(v => (v.Name, (Func<torch.Tensor>)(() => Outputs(v))))]);
    }

    /// <summary>Entropy in nats of the shares |a_i|/Σ|a|; 0 for a row of zeros.</summary>
    internal static double ShareEntropy(IReadOnlyList<double> weights)
    {
        var sum = weights.Sum(Math.Abs);
        return sum == 0 ? 0 : EntropyBounds.Entropy([.. weights.Select(a => Math.Abs(a) / sum)]);
    }

    private static IReadOnlyList<NormalizerCost> InTurns(int rounds, Func<torch.Tensor> softmax, IReadOnlyList<(string Name, Func<torch.Tensor> Make)> timed)
    {
        Func<torch.Tensor>[] all = [softmax, .. timed.Select(t => t.Make)];
        var times = all.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var i = 0; i < all.Length; i++)
            {
                var clock = Stopwatch.StartNew();
                all[i]().Dispose();
                if (round >= 0)
                    times[i].Add(clock.Elapsed.TotalMilliseconds);
            }
        }

        var medians = times.Select(t => Spread.Of(t).Median).ToArray();
        return [.. timed.Select((t, i) => new NormalizerCost(t.Name, medians[i + 1], medians[i + 1] / medians[0]))];
    }

    private static IReadOnlyList<INormalizer> Chosen(IReadOnlyList<INormalizer>? normalizers) => normalizers ?? NormalizerCatalogue.All;

    // In the middle, so that order-dependent ones neither favour nor forget it by its place.
    private static int InformativePlace(int length) => length / 2;

    private static double[][] Draws(int length, double deviation, int rows, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).Select(_ => GaussianDraw.Logits(length, deviation, random.Next()))];
    }

    private static NormalizerLengthPoint Point(INormalizer f, double[][] rows, bool sensitivity)
    {
        var length = rows[0].Length;
        using var scope = torch.NewDisposeScope();
        var weights = f.Weights(Batch(rows)).data<double>().ToArray().Chunk(length).ToArray();
        var informative = weights.Select(a => a[InformativePlace(length)]).ToArray();
        return new NormalizerLengthPoint(
            f.Name,
            length,
            Spread.Of(informative),
            Spread.Of(weights.Select(a => Math.Abs(a[InformativePlace(length)]) / Math.Max(a.Sum(Math.Abs), double.Epsilon))),
            Spread.Of(weights.Select(a => ShareEntropy(a))),
            Spread.Of(weights.Select(a => (double)a.Count(w => w != 0))),
            Spread.Of(sensitivity ? Norms(f, rows) : [double.NaN]));
    }

    // Random changes of the best row, smaller and smaller; logits stay within 10.
    private static (double Norm, double[] Logits) Worst(INormalizer f, int length, int steps, int seed)
    {
        var random = new Random(seed);
        double[][] start =
        [
            .. new[] { 1, 2, length / 2, length - 1, length }.Where(top => top >= 1).Distinct().SelectMany(top => Gaps.SelectMany(gap => Shifts.Select(shift =>
                Enumerable.Range(0, length).Select(i => shift - (i < top ? 0 : gap)).ToArray()))),
            .. Draws(length, 2, 20, seed),
        ];
        var (best, logits) = Best(f, start);
        for (var step = 0; step < steps; step++)
        {
            var scale = Math.Pow(10, -0.1 * step);
            var changed = Enumerable.Range(0, 16).Select(_ => logits.Select(l => Math.Clamp(l + scale * GaussianDraw.Next(random), -10, 10)).ToArray()).ToArray();
            var (norm, row) = Best(f, changed);
            if (norm > best)
                (best, logits) = (norm, row);
        }

        return (best, logits);
    }

    private static (double Norm, double[] Logits) Best(INormalizer f, double[][] rows) => Norms(f, rows).Zip(rows).MaxBy(pair => pair.First);

    private static double[] Norms(INormalizer f, double[][] rows)
    {
        using var scope = torch.NewDisposeScope();
        return f.JacobianNorm(Batch(rows)).data<double>().ToArray();
    }

    private static torch.Tensor Batch(double[][] rows) => torch.tensor(rows.SelectMany(r => r).ToArray(), rows.Length, rows[0].Length);
}
