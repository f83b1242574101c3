using System.Numerics.Tensors;
using Workbook.Gpt2;
using Workbook.Selection;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Workbook.Experiments;

/// <summary>A layer's tensors as plain arrays of the CPU, for measures over spans.</summary>
internal static class LayerArrays
{
    /// <summary>A tensor's numbers, row by row, in float32.</summary>
    public static float[] Copy(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to_type(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }

    /// <summary>Weights with the chosen vectors.</summary>
    public static HeadRows Rows(LayerTrace trace, VectorChoice choice)
    {
        var rows = trace.Rows(choice is VectorChoice.Inputs or VectorChoice.UnitInputs ? trace.Input : null);
        return choice is VectorChoice.UnitValues or VectorChoice.UnitInputs ? rows.WithUnitVectors() : rows;
    }

    /// <summary>What a trace must hold for these vectors.</summary>
    public static TraceParts Parts(VectorChoice choice) =>
        TraceParts.Weights | (choice is VectorChoice.Inputs or VectorChoice.UnitInputs ? TraceParts.Input : TraceParts.Values);

    /// <summary>A row of attention, its causal entries in float64.</summary>
    /// <param name="map">[heads, L, L] row by row.</param>
    /// <param name="length">L.</param>
    /// <param name="head">Which head of the map.</param>
    /// <param name="query">t.</param>
    /// <param name="row">Receives t+1 entries.</param>
    public static Span<double> Row(float[] map, int length, int head, int query, double[] row)
    {
        var entries = row.AsSpan(0, query + 1);
        TensorPrimitives.ConvertTruncating<float, double>(map.AsSpan((int)(((long)head * length + query) * length), query + 1), entries);
        return entries;
    }

    /// <summary>Runs over the heads of a layer on as many threads as the options say.</summary>
    public static void EachHead(LayerTrace trace, ExperimentOptions options, Action<int, int> work) =>
        Parallel.For(0, trace.Heads.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = options.Cancellation }, index => work(index, trace.Heads[index]));
}
