using System.Numerics.Tensors;
using MathNet.Numerics.Statistics;
using Workbook.Bounds;
using Workbook.Experiments.Pieces;
using Workbook.Experiments.Rows;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Experiments;

/// <summary>Jacobians and steps of one head, over all its queries, for <see cref="ModelSensitivity"/>.</summary>
internal sealed class SensitivityOfHead(PieceInput input, float[] logits, int length, int index, int head)
{
    private const double Near = 0.9;

    public List<HeadSensitivityRow> Rows { get; } = [];

    public List<HeadJacobianRow> Jacobians { get; } = [];

    public List<HeadStepRow> Steps { get; } = [];

    public List<HeadWorstRow> Worst { get; } = [];

    private ExperimentOptions Options => input.Options;

    public SensitivityOfHead Read()
    {
        var parts = QueryChunks.Each(Options, Part).SelectMany(p => p.Part).ToArray();
        var (name, layer) = (input.Text.Name, input.Layer);
        for (var t = 0; t < Options.Temperatures.Count; t++)
        {
            var temperature = Options.Temperatures[t];
            var spectral = parts.Select(p => p.Spectral[t]).ToArray();
            var (sharp, published) = (SensitivityBounds.Sharp(temperature), SensitivityBounds.Published(temperature));
            Jacobians.Add(new(
                name, layer, head, temperature, spectral.Max(), spectral.Quantile(0.9), spectral.Median(), spectral.Quantile(0.1), parts.Average(p => p.Probe[t]),
                spectral.Count(s => s >= Near * sharp) / (double)spectral.Length, spectral.Count(s => s > published * (1 + 1e-12)) / (double)spectral.Length, spectral.Length));
            for (var e = 0; e < Options.Epsilons.Count; e++)
            {
                var (epsilon, k) = (Options.Epsilons[e], t * Options.Epsilons.Count + e);
                var g = parts.Average(p => p.Random[k]);
                Rows.Add(new(name, layer, head, temperature, epsilon, g, spectral.Max(), spectral.Median(), spectral.Length));
                Steps.Add(new(name, layer, head, temperature, epsilon, g, parts.Average(p => p.Adversarial[k]), parts.Max(p => p.Adversarial[k]), SensitivityBounds.EuclideanStep(epsilon, temperature) / epsilon, spectral.Length));
            }
        }

        var lawful = parts.Where(p => p.Gap > 0 && p.Length > 2).ToArray();
        if (lawful.Length > 0)
        {
            Worst.Add(new(
                name, layer, head, lawful.Average(p => Math.Log(Options.Temperatures[Array.IndexOf(p.Spectral, p.Spectral.Max())])),
                lawful.Average(p => Math.Log(p.Gap / Math.Log(p.Length - 1))), lawful.Average(p => p.Spectral.Max()), lawful.Length));
        }

        return this;
    }

    private Query[] Part(int from, int to)
    {
        var queries = new List<Query>();
        var work = new Work(to);
        // A single token has weight 1 whatever its logit.
        for (var query = Math.Max(1, from); query < to; query++)
        {
            Options.Cancellation.ThrowIfCancellationRequested();
            queries.Add(Measure(query, work));
        }

        return [.. queries];
    }

    private Query Measure(int query, Work work)
    {
        var row = LayerArrays.Row(logits, length, index, query, work.Logits);
        var random = input.Draws(head, query + 1);
        var v = work.Random.AsSpan(0, row.Length);
        for (var i = 0; i < v.Length; i++)
            v[i] = GaussianDraw.Next(random);
        TensorPrimitives.Divide(v, OrderedSums.Norm<double>(v), v);
        var result = new Query(row.Length, Options);
        for (var t = 0; t < Options.Temperatures.Count; t++)
        {
            var temperature = Options.Temperatures[t];
            var weights = work.Weights.AsSpan(0, row.Length);
            StableSoftmax.Weights(row, weights, temperature);
            var spectral = SoftmaxJacobian.SpectralNorm(weights);
            result.Spectral[t] = spectral / temperature;
            result.Probe[t] = SoftmaxJacobian.RandomDirectionNorm(weights, temperature);
            var worst = work.Worst.AsSpan(0, row.Length);
            WorstDirection.Fill(weights, spectral, worst);
            for (var e = 0; e < Options.Epsilons.Count; e++)
            {
                var (epsilon, k) = (Options.Epsilons[e], t * Options.Epsilons.Count + e);
                result.Random[k] = work.Moved(row, v, epsilon, temperature) / epsilon;
                result.Adversarial[k] = Math.Max(work.Moved(row, worst, epsilon, temperature), work.Moved(row, worst, -epsilon, temperature)) / epsilon;
            }
        }

        result.Gap = EffectiveGap(row);
        return result;
    }

    // What the top logit stands above L−1 equal competitors that would leave it the same weight at T = 1.
    private static double EffectiveGap(ReadOnlySpan<double> row)
    {
        var top = TensorPrimitives.IndexOfMax(row);
        var rest = 0.0;
        for (var i = 0; i < row.Length; i++)
            rest += i == top ? 0 : Math.Exp(row[i] - row[top]);
        return rest > 0 ? Math.Log((row.Length - 1) / rest) : double.NaN;
    }

    /// <summary>What one query gave.</summary>
    private sealed class Query(int length, ExperimentOptions options)
    {
        public int Length => length;

        public double[] Spectral { get; } = new double[options.Temperatures.Count];

        public double[] Probe { get; } = new double[options.Temperatures.Count];

        public double[] Random { get; } = new double[options.Temperatures.Count * options.Epsilons.Count];

        public double[] Adversarial { get; } = new double[options.Temperatures.Count * options.Epsilons.Count];

        public double Gap { get; set; }
    }

    /// <summary>The working memory of one thread.</summary>
    private sealed class Work(int capacity)
    {
        private readonly double[] moved = new double[capacity];

        public double[] Logits { get; } = new double[capacity];

        public double[] Weights { get; } = new double[capacity];

        public double[] Random { get; } = new double[capacity];

        public double[] Worst { get; } = new double[capacity];

        // ||a(l + εv) − a(l)||_2 with the weights at hand.
        public double Moved(ReadOnlySpan<double> row, ReadOnlySpan<double> direction, double epsilon, double temperature)
        {
            var next = moved.AsSpan(0, row.Length);
            TensorPrimitives.MultiplyAdd(direction, epsilon, row, next);
            StableSoftmax.Weights(next, next, temperature);
            return OrderedSums.Distance<double>(next, Weights.AsSpan(0, row.Length));
        }
    }
}
