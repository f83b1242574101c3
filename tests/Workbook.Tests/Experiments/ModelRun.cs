using TorchSharp;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Tests.Experiments;

/// <summary>A small random model with a text of random tokens, for experiments.</summary>
internal sealed class ModelRun : IDisposable
{
    public static readonly Gpt2Config Config = new() { VocabularySize = 50, Width = 16, Layers = 2, Heads = 2, InitializerRange = 0.6 };

    public static readonly ExperimentOptions Options = new() { Lengths = [8, 16, 40], Threads = 1, Resamples = 50 };

    public ModelRun(int context = 64)
    {
        manual_seed(7);
        Model = new Gpt2Model(Config with { ContextLength = context });
        Model.eval();
    }

    public Gpt2Model Model { get; }

    public static ExperimentText Text(int seed = 1, int tokens = 48)
    {
        var random = new Random(seed);
        return ExperimentText.OfIds($"t{seed}", [.. Enumerable.Range(0, tokens).Select(_ => random.Next(Config.VocabularySize))]) with { Questions = [new(3, 12), new(5, 30)] };
    }

    public ExperimentRun Run(IExperiment experiment, ExperimentOptions? options = null, PieceStore? store = null, IProgress<PieceReport>? progress = null, string hash = "h") =>
        new(experiment, options ?? Options, new("random", hash, "cpu"), Model, store, progress);

    public ExperimentResult Result(IExperiment experiment, ExperimentOptions? options = null, params ExperimentText[] texts) =>
        Run(experiment, options).Run(texts.Length > 0 ? texts : [Text()], Open, Config.Layers);

    public TraceSource Open(ExperimentText text) => new ModelTrace(Model, text.Ids);

    /// <summary>The causal rows of one head, in float64: weights of each query and the values.</summary>
    public (double[][] Weights, double[][] Values) Head(ExperimentText text, int layer, int head, int length)
    {
        foreach (var trace in new ModelTrace(Model, [.. text.Ids.Take(length)]).Read())
        {
            if (trace.Layer != layer)
                continue;
            using var scope = NewDisposeScope();
            var values = trace.Values[head].to_type(ScalarType.Float64).contiguous();
            return ([.. Enumerable.Range(0, length).Select(t => trace.RowWeights(t)[head])], [.. Enumerable.Range(0, length).Select(t => values[t].data<double>().ToArray())]);
        }

        throw new InvalidOperationException();
    }

    /// <summary>The residual stream that enters a layer, [L][d].</summary>
    public double[][] Inputs(ExperimentText text, int layer, int length)
    {
        foreach (var trace in new ModelTrace(Model, [.. text.Ids.Take(length)]).Read())
        {
            if (trace.Layer != layer)
                continue;
            using var scope = NewDisposeScope();
            var input = trace.Input.to_type(ScalarType.Float64).contiguous();
            return [.. Enumerable.Range(0, length).Select(t => input[t].data<double>().ToArray())];
        }

        throw new InvalidOperationException();
    }

    /// <summary>The causal rows of one head's logits.</summary>
    public double[][] Logits(ExperimentText text, int layer, int head, int length)
    {
        foreach (var trace in new ModelTrace(Model, [.. text.Ids.Take(length)]).Read())
        {
            if (trace.Layer == layer)
                return [.. Enumerable.Range(0, length).Select(t => trace.RowLogits(t)[head])];
        }

        throw new InvalidOperationException();
    }

    public void Dispose() => Model.Dispose();
}
