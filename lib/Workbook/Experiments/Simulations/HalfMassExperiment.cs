using Workbook.Experiments.Statistics;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Experiments.Simulations;

/// <summary>N_half, the least selection that holds half of the mass, over the context length.</summary>
// Chapter 02; theory section 2, "critical N".
public static class HalfMassExperiment
{
    /// <summary>Four kinds of weights, from those that need a fixed number of tokens to those that need a fixed share.</summary>
    /// <param name="lengths">The context lengths L.</param>
    /// <param name="deviation">σ of the Gaussian logits.</param>
    /// <param name="rows">Random rows a length, for the Gaussian logits.</param>
    /// <param name="seed">The seed of their draws.</param>
    public static IReadOnlyList<HalfMassCurve> OverLength(IEnumerable<int> lengths, double deviation = 1.5, int rows = 9, int seed = 1)
    {
        int[] all = [.. lengths];
        var random = new Random(seed);
        return
        [
            Curve("exponential, λ = 0.1", all, n => Falling(n, i => Math.Exp(-0.1 * i)), n => CriticalSelection.ExponentialHalfMass(n, 0.1)),
            Curve("Zipf, s = 1", all, n => Falling(n, i => 1.0 / i), n => CriticalSelection.ZipfHalfMass(n, 1)),
            Curve("Zipf, s = 1/2", all, n => Falling(n, i => 1 / Math.Sqrt(i)), n => CriticalSelection.ZipfHalfMass(n, 0.5)),
            Curve(
                FormattableString.Invariant($"Gaussian logits, σ = {deviation}"),
                all,
                n => Spread.Of(Enumerable.Range(0, rows).Select(_ => (double)SelectedMass.HalfMassSize(StableSoftmax.Weights(GaussianDraw.Logits(n, deviation, random.Next()))))).Median,
                n => n * CriticalSelection.GaussianHalfMassShare(deviation)),
        ];
    }

    private static HalfMassCurve Curve(string weights, int[] lengths, Func<int, double> size, Func<int, double> law) =>
        new(weights, lengths, [.. lengths.Select(size)], [.. lengths.Select(law)]);

    private static double Falling(int length, Func<int, double> weight)
    {
        double[] row = [.. Enumerable.Range(1, length).Select(weight)];
        var sum = row.Sum();
        return SelectedMass.HalfMassSize([.. row.Select(a => a / sum)]);
    }
}
