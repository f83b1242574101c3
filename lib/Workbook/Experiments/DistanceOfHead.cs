using System.Numerics.Tensors;
using MathNet.Numerics.Statistics;
using TorchSharp;
using Workbook.Bounds;
using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Experiments.Statistics;
using Workbook.Selection;

namespace Workbook.Experiments;

/// <summary>Every curve of one head, summed over its queries, for <see cref="ModelDistance"/>.</summary>
internal sealed class DistanceOfHead
{
    /// <summary>The plateau rule's ε.</summary>
    public const double PlateauTolerance = 0.1;

    private readonly PieceInput input;
    private readonly HeadRows rows;
    private readonly int index;
    private readonly int head;
    private readonly double[] vectors;
    private readonly GramMatrix gram;
    private readonly int[] spreadSizes;

    public DistanceOfHead(PieceInput input, HeadRows rows, int index, int head)
    {
        (this.input, this.rows, this.index, this.head) = (input, rows, index, head);
        vectors = new double[rows.Length * rows.Width];
        TensorPrimitives.ConvertTruncating<float, double>(rows.Vectors(index), vectors);
        gram = new GramMatrix(rows.Length, rows.Width);
        gram.Fill(vectors);
        spreadSizes = SizeGrid.Grid(Options.Length);
    }

    public List<HeadDistanceRow> Rows { get; } = [];

    public List<HeadSpreadRow> Spread { get; } = [];

    public List<HeadCriticalRow> Critical { get; } = [];

    // A batch fills the device by itself: one at a time.
    private ExperimentOptions Options => Batches ? input.Options with { Threads = 1 } : input.Options;

    private bool Batches => input.Options.Batches ?? input.Attention.Weights.device_type == DeviceType.CUDA;

    public DistanceOfHead Read()
    {
        if (Options.FullRows)
        {
            foreach (var length in Options.Lengths)
                Finish(length, QueryChunks.Each(Options with { Lengths = [length] }, (from, to) => Part(from, to, length)).Select(p => p.Part), length == Options.Length);
            return this;
        }

        var parts = QueryChunks.Each(Options, (from, to) => Part(from, to, 0));
        foreach (var length in Options.Lengths)
            Finish(length, parts.Where(p => p.Length <= length).Select(p => p.Part), length == Options.Length);
        return this;
    }

    // Rows of t+1 tokens when the length is 0, else of that many with zeros after the query.
    private Sums Part(int from, int to, int fullLength)
    {
        if (Batches)
            return BatchedPart(from, to, fullLength);
        var most = fullLength > 0 ? fullLength : to;
        var sums = new Sums(most, spreadSizes);
        var kernel = new DistanceCurveKernel(most);
        var curves = new DistanceCurves(most);
        var (row, weights, order, keys) = (new float[most], new double[most], new int[most], new ulong[most]);
        for (var query = from; query < to; query++)
        {
            var length = fullLength > 0 ? fullLength : query + 1;
            Array.Clear(row);
            rows.Weights(index, query).CopyTo(row);
            TopOrder.Fill(row.AsSpan(0, length), order, keys);
            TensorPrimitives.ConvertTruncating<float, double>(row.AsSpan(0, length), weights);
            var a = weights.AsSpan(0, length);
            var ranked = order.AsSpan(0, length);
            kernel.Fill(a, ranked, vectors, rows.Width, gram, curves);
            Array.Clear(curves.Random);
            var random = input.Draws(head, query + 1);
            for (var draw = 0; draw < Options.Draws; draw++)
            {
                var permutation = Enumerable.Range(0, length).ToArray();
                random.Shuffle(permutation);
                kernel.AddRandom(a, permutation, gram, curves.Random);
            }

            sums.Add(a, ranked, curves, Options.Draws);
        }

        return sums;
    }

    // The same with the curves of all these rows at once on the trace's device.
    private Sums BatchedPart(int from, int to, int fullLength)
    {
        var most = fullLength > 0 ? fullLength : to;
        var (sums, curves, count) = (new Sums(most, spreadSizes), new DistanceCurves(most), to - from);
        var (weights, lengths) = (new double[count * most], new long[count]);
        var permutations = Enumerable.Range(0, Options.Draws).Select(_ => Enumerable.Range(0, count * most).Select(k => (long)(k % most)).ToArray()).ToArray();
        for (var row = 0; row < count; row++)
        {
            var (query, random) = (from + row, input.Draws(head, from + row + 1));
            lengths[row] = fullLength > 0 ? fullLength : query + 1;
            TensorPrimitives.ConvertTruncating<float, double>(rows.Weights(index, query), weights.AsSpan(row * most));
            foreach (var permutation in permutations)
                random.Shuffle(permutation.AsSpan(row * most, (int)lengths[row]));
        }

        var batch = new BatchedCurves(weights, lengths, vectors, rows.Width, permutations, input.Attention.Weights.device);
        for (var row = 0; row < count; row++)
        {
            var a = weights.AsSpan(row * most, (int)lengths[row]);
            batch.Read(row, a.Length, curves);
            sums.Add(a, TopOrder.Of(a), curves, Options.Draws);
        }

        return sums;
    }

    private void Finish(int length, IEnumerable<Sums> parts, bool last)
    {
        var list = parts.ToArray();
        var total = new Sums(length, spreadSizes);
        foreach (var part in list)
            total.Add(part);
        for (var n = 1; n < length; n++)
        {
            var count = total.Count[n];
            double Mean(double[] sum) => sum[n] / count;
            Rows.Add(new(
                input.Text.Name, input.Layer, head, length, n, Mean(total.Curves.Cumulative), Mean(total.Curves.Resultant), Mean(total.Curves.Published),
                Mean(total.Curves.MainSum), Mean(total.Curves.PlugIn), Mean(total.Curves.Random), Mean(total.Curves.Upper), count));
        }

        Critical.Add(new(input.Text.Name, input.Layer, head, length, total.Half / total.Rows, total.HalfShare / total.Rows, total.Plateau / total.Rows, total.PlateauShare / total.Rows, total.Rows));
        if (!last)
            return;
        for (var k = 0; k < spreadSizes.Length; k++)
        {
            var measured = list.SelectMany(part => part.Spread[k]).Select(v => v.Cumulative).ToArray();
            var main = list.SelectMany(part => part.Spread[k]).Select(v => v.Main).ToArray();
            Spread.Add(new(
                input.Text.Name, input.Layer, head, spreadSizes[k], measured.LowerQuartile(), measured.Median(), measured.UpperQuartile(),
                main.LowerQuartile(), main.Median(), main.UpperQuartile(), measured.Length));
        }
    }

    /// <summary>Sums over some queries, by N.</summary>
    private sealed class Sums(int length, int[] spreadSizes)
    {
        public DistanceCurves Curves { get; } = new(length);

        public int[] Count { get; } = new int[length + 1];

        public List<(double Cumulative, double Main)>[] Spread { get; } = [.. spreadSizes.Select(_ => new List<(double, double)>())];

        public double Half { get; private set; }

        public double HalfShare { get; private set; }

        public double Plateau { get; private set; }

        public double PlateauShare { get; private set; }

        public int Rows { get; private set; }

        public void Add(ReadOnlySpan<double> weights, ReadOnlySpan<int> order, DistanceCurves row, int draws)
        {
            var tokens = weights.Length;
            if (tokens < 2)
                return;
            for (var n = 0; n < tokens; n++)
                row.Random[n] /= draws;
            AddCurves(row, tokens - 1);
            for (var n = 1; n < tokens; n++)
                Count[n]++;
            for (var k = 0; k < spreadSizes.Length && spreadSizes[k] < tokens; k++)
                Spread[k].Add((row.Cumulative[spreadSizes[k]], row.MainSum[spreadSizes[k]]));
            Rows++;
            var half = HalfMass(weights, order);
            var plateau = CriticalSelection.NearLeastDistance(row.Resultant.AsSpan(0, tokens + 1), PlateauTolerance);
            Half += half;
            HalfShare += (double)half / tokens;
            Plateau += plateau;
            PlateauShare += (double)plateau / tokens;
        }

        public void Add(Sums other)
        {
            AddCurves(other.Curves, other.Count.Length - 1);
            for (var n = 0; n < other.Count.Length; n++)
                Count[n] += other.Count[n];
            Half += other.Half;
            HalfShare += other.HalfShare;
            Plateau += other.Plateau;
            PlateauShare += other.PlateauShare;
            Rows += other.Rows;
        }

        private void AddCurves(DistanceCurves other, int last)
        {
            void Sum(double[] into, double[] from) => TensorPrimitives.Add(into.AsSpan(0, last + 1), from.AsSpan(0, last + 1), into);
            Sum(Curves.Cumulative, other.Cumulative);
            Sum(Curves.Resultant, other.Resultant);
            Sum(Curves.Published, other.Published);
            Sum(Curves.MainSum, other.MainSum);
            Sum(Curves.PlugIn, other.PlugIn);
            Sum(Curves.Upper, other.Upper);
            Sum(Curves.Random, other.Random);
        }

        private static int HalfMass(ReadOnlySpan<double> weights, ReadOnlySpan<int> order)
        {
            var half = OrderedSums.Sum(weights) / 2 * (1 - 1e-12);
            var (mass, n) = (0.0, 0);
            while (n < order.Length && mass < half)
                mass += weights[order[n++]];
            return n;
        }
    }
}
