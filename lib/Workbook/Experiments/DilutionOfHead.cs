using System.Numerics.Tensors;
using MathNet.Numerics.Statistics;
using Workbook.Bounds;
using Workbook.Experiments.Rows;

namespace Workbook.Experiments;

/// <summary>Reads all rows of one head for <see cref="ModelDilution"/>.</summary>
internal sealed class DilutionOfHead(ExperimentText text, int layer, int head, ExperimentOptions options)
{
    // The greatest effective gap that float32 weights can show: 1 − a_max is at least half a unit in the last place.
    private static readonly double OneHotOdds = Math.Log(2.0 * (1 << 24));

    public List<HeadDilutionRow> Rows { get; } = [];

    public List<HeadBinRow> Bins { get; } = [];

    public List<HeadDriftRow> Drift { get; } = [];

    public List<HeadInformativeRow> Informative { get; } = [];

    public DilutionOfHead Read(float[] map, int length, int index)
    {
        var row = new double[length];
        var sorted = new double[length];
        var bin = new Bin();
        var drift = new DriftSums(length);
        var lengths = options.Lengths;
        var next = 0;
        var questions = text.Questions.ToLookup(q => q.Query);
        for (var query = 0; query < options.Length; query++)
        {
            var weights = LayerArrays.Row(map, length, index, query, row);
            foreach (var question in questions[query])
                Informative.Add(InformativeIn(weights, question));
            var measured = Measured(weights, query);
            Rows.Add(measured);
            weights.CopyTo(sorted);
            var descending = sorted.AsSpan(0, query + 1);
            descending.Sort((a, b) => b.CompareTo(a));
            drift.Add(descending);
            // A bin is the upper half of its length: L/2 < t+1 <= L.
            if (2 * (query + 1) > lengths[next])
                bin.Add(descending, measured);
            if (query + 1 == lengths[next])
            {
                Bins.Add(bin.Row(text.Name, layer, head, lengths[next]));
                Drift.AddRange(Sizes(lengths[next]).Select(n => drift.Row(text.Name, layer, head, lengths[next], n)));
                bin = new Bin();
                next++;
            }
        }

        return this;
    }

    // Entropy and variation come for every N at once, so all are kept at every length.
    private IEnumerable<int> Sizes(int length) => options.Sizes.Count > 0 ? options.Sizes.Where(n => n < length) : Enumerable.Range(1, length - 1);

    private HeadDilutionRow Measured(ReadOnlySpan<double> weights, int query)
    {
        var entropy = EntropyBounds.Entropy(weights);
        return new(text.Name, layer, head, query, TensorPrimitives.Max(weights), entropy, Math.Exp(entropy), weights[0]);
    }

    private HeadInformativeRow InformativeIn(ReadOnlySpan<double> weights, InformativeToken question)
    {
        var weight = weights[question.Token];
        var rank = 1;
        for (var i = 0; i < weights.Length; i++)
            rank += weights[i] > weight || (weights[i] == weight && i < question.Token) ? 1 : 0;
        return new(text.Name, layer, head, question.Query, question.Query + 1 - question.Token, rank, weight);
    }

    /// <summary>Sums over the rows of one bin.</summary>
    private sealed class Bin
    {
        private double logLength;
        private double logMax;
        private double gap;
        private double weightPlace;
        private double entropyPlace;
        private int placed;
        private double within;
        private int half;
        private readonly List<double> critical = [];
        private double contact;
        private int picking;
        private int count;

        public void Add(ReadOnlySpan<double> descending, HeadDilutionRow measured)
        {
            var length = descending.Length;
            var (most, least) = (descending[0], descending[^1]);
            var (log, logWeight) = (Math.Log(length), Math.Log(most));
            count++;
            logLength += log;
            logMax += logWeight;
            gap += Gap(descending);
            within += Below(descending, most / Math.E);
            half += most >= 0.5 ? 1 : 0;
            if (length > 1)
                Count(descending);
            // D = ln(a_max/a_min): the logits' spread in units of T. A weight that float32 rounds to 0 gives no D.
            if (length < 2 || least <= 0 || most == least)
                return;
            var spread = Math.Log(most / least);
            var entropy = EntropyBounds.Sharp(length, spread);
            placed++;
            weightPlace += (logWeight + log) / (Math.Log(VanishingBounds.Sharp(length, spread).Upper) + log);
            entropyPlace += Math.Clamp((measured.Entropy - entropy.Lower) / (entropy.Upper - entropy.Lower), 0, 1);
        }

        public HeadBinRow Row(string text, int layer, int head, int length) => new(
            text, layer, head, length, logLength / count, logMax / count, gap / count, weightPlace / placed, entropyPlace / placed, within / count, (double)half / count,
            critical.Count > 0 ? critical.Median() : double.NaN, (double)picking / critical.Count, contact / critical.Count, count);

        // Logits in units of T are the logarithms of the weights, up to a constant.
        private void Count(ReadOnlySpan<double> descending)
        {
            var logits = new double[descending.Length];
            for (var i = 0; i < logits.Length; i++)
                logits[i] = Math.Log(descending[i]);
            var counting = GapCounting.OfDescending(logits);
            critical.Add(counting.CriticalInverse);
            picking += counting.CriticalInverse < 1 ? 1 : 0;
            contact += counting.ContactExponent(logits.Length);
        }

        private static double Gap(ReadOnlySpan<double> descending)
        {
            var rest = OrderedSums.Sum(descending[1..]);
            var odds = rest > 0 ? Math.Log(descending[0] / rest) : OneHotOdds;
            return Math.Min(odds, OneHotOdds) + Math.Log(Math.Max(1, descending.Length - 1));
        }

        // How many of the descending weights are at least the limit.
        private static int Below(ReadOnlySpan<double> descending, double limit)
        {
            var (low, high) = (0, descending.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = descending[middle] >= limit ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }
}
