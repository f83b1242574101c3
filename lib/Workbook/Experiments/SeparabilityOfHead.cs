using System.Numerics.Tensors;
using Workbook.Bounds;
using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Selection;

namespace Workbook.Experiments;

/// <summary>Every radius of one head, summed over its queries, for <see cref="ModelSeparability"/>.</summary>
internal sealed class SeparabilityOfHead
{
    // The pair law looks at every pair of a row: some rows near the end and the paper's sizes stand for all.
    private const int TheoryRows = 2;
    private static readonly int[] TheorySizes = [1, 2, 4, 8, 16, 32, 64, 128];

    private readonly PieceInput input;
    private readonly HeadRows rows;
    private readonly int index;
    private readonly int head;
    private readonly double[] vectors;
    private readonly GramMatrix gram;
    private readonly int[] sizes;
    private readonly double[] leastGap;
    private readonly double longest;

    public SeparabilityOfHead(PieceInput input, HeadRows rows, int index, int head)
    {
        (this.input, this.rows, this.index, this.head) = (input, rows, index, head);
        vectors = new double[rows.Length * rows.Width];
        TensorPrimitives.ConvertTruncating<float, double>(rows.Vectors(index), vectors);
        gram = new GramMatrix(rows.Length, rows.Width);
        gram.Fill(vectors);
        sizes = Options.Sizes.Count > 0 ? [.. Options.Sizes.Where(n => n < Options.Length)] : SizeGrid.Grid(Options.Length);
        leastGap = LeastGap();
        longest = Enumerable.Range(0, rows.Length).Max(i => Math.Sqrt(gram[i, i]));
    }

    public List<HeadSeparabilityRow> Rows { get; } = [];

    public List<HeadTheoryRow> Theory { get; } = [];

    public List<HeadDistinguishedRow> Distinguished { get; } = [];

    private ExperimentOptions Options => input.Options;

    public SeparabilityOfHead Read()
    {
        var parts = QueryChunks.Each(Options, Part);
        foreach (var length in Options.Lengths)
            Finish(length, parts.Where(p => p.Length <= length).Select(p => p.Part));
        AddTheory();
        foreach (var question in input.Text.Questions)
            Distinguish(question);
        return this;
    }

    private Sums Part(int from, int to)
    {
        var sums = new Sums(to, sizes.Length);
        var (nearest, all) = (new NearestShareKernel(to), new SeparabilityKernel(to));
        var share = new double[to + 1];
        var row = new Row(to);
        for (var query = from; query < to; query++)
        {
            row.Load(rows.Weights(index, query));
            nearest.Fill(row.Weights, row.Order, gram, share.AsSpan(0, query + 2));
            for (var n = 1; n <= query; n++)
            {
                sums.Nearest[n] += share[n];
                sums.Count[n]++;
            }

            var radius = Options.Radius * row.Weights[row.Order[0]] * longest;
            var curves = new SeparabilityCurves(sizes);
            all.Fill(row.Weights, row.Order, gram, radius, curves);
            for (var k = 0; k < sizes.Length && sizes[k] <= query; k++)
                sums.Add(k, row, sizes[k], curves, radius, longest, leastGap[query]);
        }

        return sums;
    }

    private void Finish(int length, IEnumerable<Sums> parts)
    {
        var total = new Sums(length, sizes.Length);
        foreach (var part in parts)
            total.Add(part);
        var place = sizes.Index().ToDictionary(s => s.Item, s => s.Index);
        var name = input.Text.Name;
        foreach (var n in SizeGrid.Of(length, Options).Where(n => total.Count[n] > 0))
        {
            var listed = place.TryGetValue(n, out var k);
            double Mean(double[] sum) => listed ? sum[k] / total.Count[n] : double.NaN;
            Rows.Add(new(name, input.Layer, head, length, n, HeadSeparabilityRow.Nearest, total.Nearest[n] / total.Count[n], Mean(total.NearestLower), Mean(total.NearestUpper), total.Count[n]));
            if (!listed)
                continue;
            Rows.Add(new(name, input.Layer, head, length, n, HeadSeparabilityRow.Fixed, Mean(total.Fixed), Mean(total.FixedLower), Mean(total.FixedUpper), total.Count[n]));
            Rows.Add(new(name, input.Layer, head, length, n, HeadSeparabilityRow.Median, Mean(total.Median), Mean(total.MedianLower), Mean(total.MedianUpper), total.Count[n]));
        }
    }

    private void AddTheory()
    {
        var dimension = EffectiveDimension.Of(vectors.AsSpan(0, Options.Length * rows.Width), rows.Width);
        var queries = Enumerable.Range(0, TheoryRows).Select(k => Options.Length - 1 - k * Options.Length / (4 * TheoryRows)).Distinct().ToArray();
        var listed = TheorySizes.Where(n => n < Options.Length).ToArray();
        var row = new Row(Options.Length);
        var kernel = new SeparabilityKernel(Options.Length);
        var sums = new double[listed.Length, 10];
        foreach (var query in queries)
        {
            Options.Cancellation.ThrowIfCancellationRequested();
            row.Load(rows.Weights(index, query));
            var radius = Options.Radius * row.Weights[row.Order[0]] * longest;
            var curves = new SeparabilityCurves(listed);
            kernel.Fill(row.Weights, row.Order, gram, radius, curves);
            for (var k = 0; k < listed.Length && listed[k] <= query; k++)
            {
                var top = row.Top(listed[k]);
                var cantelli = radius > 0 ? SeparabilityBounds.Cantelli(top, Math.Max(1, dimension), radius / longest) : new(0, 1);
                double[] values =
                [
                    curves.NearestRadius[k], Predicted(top, dimension), CapacityLaws.NearestRadiusShare(listed[k], query + 1, Math.Max(2, (int)Math.Round(dimension))),
                    curves.MedianRadius[k], CapacityLaws.MedianRadiusShare(listed[k], Math.Max(1, dimension)), curves.Auc[k], PairLaw.Auc(row.Weights, listed[k], Math.Max(1, dimension)),
                    curves.FixedRadius[k], cantelli.Lower, cantelli.Upper,
                ];
                for (var v = 0; v < values.Length; v++)
                    sums[k, v] += values[v];
            }
        }

        for (var k = 0; k < listed.Length; k++)
        {
            var count = queries.Count(query => listed[k] <= query);
            if (count == 0)
                continue;
            double Mean(int v) => sums[k, v] / count;
            Theory.Add(new(input.Text.Name, input.Layer, head, listed[k], dimension, Mean(0), Mean(1), Mean(2), Mean(3), Mean(4), Mean(5), Mean(6), Mean(7), Mean(8), Mean(9), count));
        }
    }

    // The prediction takes positive weights; float32 rounds the least of a sharp head to 0.
    private static double Predicted(double[] top, double dimension) => top[^1] > 0 ? CapacityLaws.NegligibleTailShare(top, Math.Max(1, dimension)) : double.NaN;

    private void Distinguish(InformativeToken question)
    {
        var row = new Row(question.Query + 1);
        row.Load(rows.Weights(index, question.Query));
        var rank = row.Order.IndexOf(question.Token) + 1;
        var (s, y) = (new double[rows.Width], new double[rows.Width]);
        var taken = 0;
        foreach (var n in sizes.Where(n => n <= question.Query))
        {
            for (; taken < n; taken++)
                TensorPrimitives.MultiplyAdd(Vector(row.Order[taken]), row.Weights[row.Order[taken]], s, s);
            double Distance(Row from, int token)
            {
                TensorPrimitives.Multiply(Vector(token), from.Weights[token], y);
                return OrderedSums.Distance<double>(s, y);
            }

            var own = Distance(row, question.Token);
            var farther = 0;
            for (var k = n; k <= question.Query; k++)
                farther += Distance(row, row.Order[k]) > own ? 1 : 0;
            var left = question.Query + 1 - n;
            var selected = rank <= n;
            Distinguished.Add(new(input.Text.Name, input.Layer, head, question.Query, n, rank, selected && farther == left, selected ? (double)farther / left : double.NaN));
        }
    }

    private ReadOnlySpan<double> Vector(int token) => vectors.AsSpan(token * rows.Width, rows.Width);

    // δ of each row: the least distance of two of its tokens' vectors.
    private double[] LeastGap()
    {
        var least = new double[rows.Length];
        var sofar = double.PositiveInfinity;
        for (var i = 0; i < rows.Length; i++)
        {
            for (var j = 0; j < i; j++)
                sofar = Math.Min(sofar, gram[i, i] + gram[j, j] - 2 * gram[i, j]);
            least[i] = i == 0 ? 0 : Math.Sqrt(Math.Max(0, sofar));
        }

        return least;
    }

    /// <summary>One row with its order.</summary>
    private sealed class Row(int capacity)
    {
        private readonly double[] weights = new double[capacity];
        private readonly int[] order = new int[capacity];
        private readonly ulong[] keys = new ulong[capacity];
        private int count;

        public ReadOnlySpan<double> Weights => weights.AsSpan(0, count);

        public ReadOnlySpan<int> Order => order.AsSpan(0, count);

        public void Load(ReadOnlySpan<float> row)
        {
            count = row.Length;
            TopOrder.Fill(row, order, keys);
            TensorPrimitives.ConvertTruncating<float, double>(row, weights);
        }

        public double[] Top(int n)
        {
            var top = new double[n];
            for (var k = 0; k < n; k++)
                top[k] = weights[order[k]];
            return top;
        }
    }

    /// <summary>Sums over some queries: r_min by N, the rest by listed size.</summary>
    private sealed class Sums(int length, int listed)
    {
        public double[] Nearest { get; } = new double[length + 1];

        public int[] Count { get; } = new int[length + 1];

        public double[] Fixed { get; } = new double[listed];

        public double[] Median { get; } = new double[listed];

        public double[] FixedLower { get; } = new double[listed];

        public double[] FixedUpper { get; } = new double[listed];

        public double[] NearestLower { get; } = new double[listed];

        public double[] NearestUpper { get; } = new double[listed];

        public double[] MedianLower { get; } = new double[listed];

        public double[] MedianUpper { get; } = new double[listed];

        public void Add(int k, Row row, int n, SeparabilityCurves curves, double radius, double longest, double leastGap)
        {
            Fixed[k] += curves.FixedRadius[k];
            Median[k] += curves.MedianRadius[k];
            var xi = SeparabilityBounds.Xi(row.Top(n), longest, leastGap);
            Bound(xi, radius, longest, FixedLower, FixedUpper, k);
            Bound(xi, curves.Nearest[k], longest, NearestLower, NearestUpper, k);
            Bound(xi, curves.Median[k], longest, MedianLower, MedianUpper, k);
        }

        public void Add(Sums other)
        {
            for (var n = 0; n < other.Count.Length; n++)
            {
                Nearest[n] += other.Nearest[n];
                Count[n] += other.Count[n];
            }

            foreach (var (into, from) in new[]
            {
                (Fixed, other.Fixed), (Median, other.Median), (FixedLower, other.FixedLower), (FixedUpper, other.FixedUpper),
                (NearestLower, other.NearestLower), (NearestUpper, other.NearestUpper), (MedianLower, other.MedianLower), (MedianUpper, other.MedianUpper),
            })
            {
                TensorPrimitives.Add(into, from, into);
            }
        }

        // As in SeparabilityBounds.Published, with the ξ of three radii computed once. At r = 0 the lower side says nothing.
        private static void Bound(double[] xi, double radius, double longest, double[] lower, double[] upper, int k)
        {
            lower[k] += radius > 0 ? 1 - OrderedSums.Sum<double>(xi) / (radius * xi.Length) : double.NaN;
            var sum = 0.0;
            foreach (var x in xi)
                sum += Math.Exp(-Math.Pow(Math.Max(0, x - radius), 2) / (2 * longest * longest));
            upper[k] += sum / xi.Length;
        }
    }
}
