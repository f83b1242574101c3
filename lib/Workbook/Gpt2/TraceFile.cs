using TorchSharp;
using Workbook.Normalizers;
using static TorchSharp.torch;

namespace Workbook.Gpt2;

/// <summary>
/// The attention of any model over one context, read from a safetensors file, one layer at a time. The file is untrusted: names, types and
/// shapes are checked when it is opened, values as they are read.
/// </summary>
/// <remarks>
/// docs/traces.md describes the layout. Weights that the file lacks are softmax of its logits; head outputs follow from weights and values.
/// An edit changes the weights of each layer as recorded: what a changed layer would have done to the next one is not in a file.
/// </remarks>
public sealed class TraceFile : TraceSource
{
    private readonly SafetensorsReader reader;
    private readonly TraceLayout layout;

    private TraceFile(SafetensorsReader reader, TraceLayout layout) => (this.reader, this.layout) = (reader, layout);

    /// <inheritdoc/>
    public override int Layers => layout.Layers;

    /// <inheritdoc/>
    public override int Heads => layout.Heads;

    /// <inheritdoc/>
    public override int Length => layout.Length;

    /// <inheritdoc/>
    public override bool Causal => layout.Causal;

    /// <inheritdoc/>
    public override TraceParts Parts => layout.Parts | TraceParts.Weights | (layout.Parts.HasFlag(TraceParts.Values) ? TraceParts.HeadOutputs : TraceParts.None);

    /// <summary>Opens a trace and checks its layout; no data is read yet.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WorkbookException">It cannot be read, is no safetensors file, or is not laid out as a trace; the message names the tensor.</exception>
    public static TraceFile Open(string path)
    {
        var reader = SafetensorsReader.Open(path);
        try
        {
            var layout = TraceLayout.Of(reader);
            var notes = TraceNotes.Of(reader, layout.Length);
            var trace = new TraceFile(reader, layout) { Model = notes.Model, Attention = notes.Attention, Text = notes.Text, Ids = notes.Ids, Tokens = notes.Tokens };
            return trace.IsSoftmax || layout.Parts.HasFlag(TraceParts.Weights) ? trace
                : throw new WorkbookException($"{SafetensorsReader.ShortName(path)}: its weights are missing, which the note \"attention\" says are not softmax's; docs/traces.md describes a trace.");
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<LayerTrace> Read(AttentionTraceOptions? options = null)
    {
        options ??= new();
        return Each(options, TraceChoice.Of(options, Layers, Heads, Length));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<double> NextTokenLogits()
    {
        if (!reader.Names.Contains(TraceLayout.NextTokenLogits)) return [];
        using var scope = NewDisposeScope();
        return Finite(TraceLayout.NextTokenLogits, reader.Read(TraceLayout.NextTokenLogits)).to_type(ScalarType.Float64).data<double>().ToArray();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) reader.Dispose();
        base.Dispose(disposing);
    }

    private IEnumerable<LayerTrace> Each(AttentionTraceOptions options, TraceChoice choice)
    {
        foreach (var layer in choice.Layers.Order())
        {
            options.Cancellation.ThrowIfCancellationRequested();
            using var trace = Layer(layer, options, choice);
            yield return trace;
        }
    }

    private LayerTrace Layer(int layer, AttentionTraceOptions options, TraceChoice choice)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var keep = options.Keep & Parts;
        var tensors = new Dictionary<TraceParts, Tensor>();
        var heads = choice.HeadIndex(CPU);
        var rows = choice.RowIndex(CPU);
        var edit = options.Edit?.Touches(layer) == true ? options.Edit : null;
        var masked = Causal ? ones(Length, Length, dtype: ScalarType.Bool).triu_(1) : null;

        var needWeights = keep.HasFlag(TraceParts.Weights) || keep.HasFlag(TraceParts.HeadOutputs);
        var computed = edit is not null || !layout.Parts.HasFlag(TraceParts.Weights);
        Tensor? logits = null, weights = null;
        if (keep.HasFlag(TraceParts.Logits) || (needWeights && computed))
        {
            logits = Map(layer, TraceParts.Logits, masked);
            if (edit is not null) logits = edit.Changed(layer, logits.unsqueeze(0)).squeeze(0);
            Keep(TraceParts.Logits, logits, rows);
        }
        if (needWeights)
        {
            weights = !computed ? Map(layer, TraceParts.Weights, masked)
                : edit is not null ? edit.Weights(layer, logits!.unsqueeze(0), masked).squeeze(0)
                : (masked is null ? logits! : logits!.masked_fill(masked, Constant.Of(double.NegativeInfinity))).softmax(-1);
            Keep(TraceParts.Weights, weights, rows);
        }
        if (keep.HasFlag(TraceParts.Values) || keep.HasFlag(TraceParts.HeadOutputs))
        {
            var values = Floats(layer, TraceParts.Values);
            Keep(TraceParts.Values, values, null);
            if (keep.HasFlag(TraceParts.HeadOutputs)) Keep(TraceParts.HeadOutputs, weights!.to(values.dtype).matmul(values), rows);
        }
        if (keep.HasFlag(TraceParts.Input)) tensors.Add(TraceParts.Input, Floats(layer, TraceParts.Input).DetachFromDisposeScope());
        return new(layer, choice.Heads, Length, choice.Rows, tensors, Why) { Causal = Causal };

        void Keep(TraceParts part, Tensor all, Tensor? chosenRows)
        {
            if (!keep.HasFlag(part)) return;
            if (heads is not null) all = all.index_select(0, heads);
            if (chosenRows is not null) all = all.index_select(1, chosenRows);
            tensors.Add(part, all.detach().DetachFromDisposeScope());
        }
    }

    private string Why(TraceParts part) => Parts.HasFlag(part)
        ? "it was taken without them; add the part to the options' Keep"
        : $"the file {SafetensorsReader.ShortName(reader.Path)} lacks them; write a trace that holds layer.N.values and layer.N.input, or use a model";

    // A map whose masked part is 0, whatever the file holds there: programs save −∞, the lowest number, or what they computed.
    private Tensor Map(int layer, TraceParts part, Tensor? masked)
    {
        using var scope = NewDisposeScope();
        var all = Unchecked(layer, part);
        if (masked is not null) all = all.masked_fill_(masked, Constant.Zero);
        return Finite(TraceLayout.Name(layer, part), all).MoveToOuterDisposeScope();
    }

    private Tensor Floats(int layer, TraceParts part) => Finite(TraceLayout.Name(layer, part), Unchecked(layer, part));

    private Tensor Unchecked(int layer, TraceParts part)
    {
        using var scope = NewDisposeScope();
        var tensor = reader.Read(TraceLayout.Name(layer, part));
        return tensor.to(tensor.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private Tensor Finite(string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.isfinite().all().item<bool>()
            ? tensor
            : throw new WorkbookException($"{SafetensorsReader.ShortName(reader.Path)}: {name} holds NaN or infinity where a query sees; write the trace again.");
    }
}
