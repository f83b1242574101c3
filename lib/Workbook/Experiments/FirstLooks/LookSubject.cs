using TorchSharp;
using Workbook.Gpt2;
using Workbook.Torch;
using static TorchSharp.torch;

namespace Workbook.Experiments.FirstLooks;

/// <summary>What a first look is taken at: a checkpoint that can be asked anything, or a trace of one context.</summary>
public sealed class LookSubject : IDisposable
{
    /// <param name="checkpoint">The model with its tokenizer; the subject does not dispose of it.</param>
    public LookSubject(Checkpoint checkpoint) => Checkpoint = checkpoint;

    /// <param name="trace">The trace; the subject disposes of it.</param>
    public LookSubject(TraceFile trace) => Trace = trace;

    /// <summary>The model; null when the subject is a trace.</summary>
    public Checkpoint? Checkpoint { get; }

    /// <summary>The trace; null when the subject is a model.</summary>
    public TraceFile? Trace { get; }

    /// <summary>The name of what is looked at.</summary>
    public string Name => Checkpoint?.Id ?? Trace!.Model ?? "the trace's model";

    /// <summary>Opens a trace if one is given, a checkpoint otherwise.</summary>
    /// <param name="model">The checkpoint's id or folder.</param>
    /// <param name="trace">The trace file; null or empty for none.</param>
    /// <param name="device">The device, by name; see <see cref="DeviceChoice"/>.</param>
    /// <param name="numberType">The type of the model's numbers, by name; see <see cref="NumberTypeChoice"/>.</param>
    /// <exception cref="WorkbookException">It is not there or malformed, or there is no such device.</exception>
    public static LookSubject Open(string model, string? trace = null, string device = "cpu", string numberType = "float32")
    {
        if (!string.IsNullOrEmpty(trace)) return new(TraceFile.Open(trace));
        var place = DeviceChoice.Parse(device);
        var checkpoint = Checkpoint.Load(model, place);
        var type = NumberTypeChoice.Parse(numberType, place.type);
        if (type != ScalarType.Float32) checkpoint.Model.to(type);
        return new(checkpoint);
    }

    /// <summary>The attention over a question's context.</summary>
    /// <param name="question">The context; a trace's own when the subject is a trace.</param>
    public TraceSource Source(ContextQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        return Trace is not null ? Trace : new ModelTrace(Checkpoint!.Model, question.Ids, question.Tokens);
    }

    /// <summary>The context of a trace, with a token to follow in the place of the informative one; a trace knows of no answer.</summary>
    /// <param name="informative">Position of the token; null takes the one that the heads together give most weight at the last position, the first aside.</param>
    /// <exception cref="WorkbookException">The subject is a model, or there is no such position.</exception>
    public ContextQuestion Recorded(int? informative = null)
    {
        if (Trace is null) throw new WorkbookException("There is no trace; give one with --trace FILE.");
        if (informative is { } given && (uint)given >= Trace.Length)
            throw new WorkbookException($"There is no token {given}; the trace has {Trace.Length}, numbered from 0.");
        return new(Trace.Ids, Trace.Tokens, informative ?? MostWeighed(Trace), ContextQuestion.NoAnswer);
    }

    /// <inheritdoc/>
    public void Dispose() => Trace?.Dispose();

    private static int MostWeighed(TraceFile trace)
    {
        var last = trace.Length - 1;
        if (last == 0) return 0;
        var sums = new double[trace.Length];
        foreach (var layer in trace.Read(new(QueryPositions: [last], Keep: TraceParts.Weights)))
            foreach (var row in layer.RowWeights(last))
                for (var i = 1; i < sums.Length; i++) sums[i] += row[i];
        return Array.IndexOf(sums, sums.Max(), 1);
    }
}
