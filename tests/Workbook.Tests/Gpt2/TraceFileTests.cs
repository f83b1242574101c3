using System.Globalization;
using TorchSharp;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

public sealed class TraceFileTests : IDisposable
{
    private static readonly int[] Ids = [5, 250, 256, 17, 99, 5, 1, 0, 40, 7];
    private readonly TemporaryFolder folder = new();
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly Dictionary<string, string> notes = new() { ["model"] = "a model", ["text"] = "a text" };

    public void Dispose()
    {
        scope.Dispose();
        folder.Dispose();
    }

    private TraceFile Saved()
    {
        SafetensorsWriter.Write(folder.File("a.safetensors"), tensors, notes);
        return TraceFile.Open(folder.File("a.safetensors"));
    }

    private static Gpt2Model NewModel()
    {
        manual_seed(3);
        var model = new Gpt2Model(RandomCheckpoint.Config);
        model.eval();
        return model;
    }

    private void Fill(Gpt2Model model, TraceParts parts = TraceParts.Logits)
    {
        foreach (var layer in AttentionTrace.Run(model, Ids))
        {
            tensors[$"layer.{layer.Layer}.logits"] = layer.Logits.clone();
            if (parts.HasFlag(TraceParts.Weights)) tensors[$"layer.{layer.Layer}.weights"] = layer.Weights.clone();
            if (parts.HasFlag(TraceParts.Values)) tensors[$"layer.{layer.Layer}.values"] = layer.Values.clone();
            if (parts.HasFlag(TraceParts.Input)) tensors[$"layer.{layer.Layer}.input"] = layer.Input.clone();
        }
    }

    [Theory]
    [InlineData("sparsemax", TraceParts.Logits, "its weights are missing, which the note \"attention\" says are not softmax's")]
    [InlineData("sparsemin", TraceParts.Logits | TraceParts.Weights, "its note \"attention\": ")]
    [InlineData("softmax", TraceParts.Logits, null)]
    [InlineData("sparsemax", TraceParts.Logits | TraceParts.Weights, null)]
    public void A_file_that_says_its_weights_are_not_softmaxs_must_have_them(string attention, TraceParts written, string? refusal)
    {
        using var model = NewModel();
        Fill(model, written);
        notes["attention"] = attention;
        if (refusal is null)
            Saved().Dispose();
        else
            Assert.Contains(refusal, Assert.Throws<WorkbookException>(Saved).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TraceParts.Logits)]
    [InlineData(TraceParts.Logits | TraceParts.Weights)]
    [InlineData(TraceParts.Logits | TraceParts.Weights | TraceParts.Values | TraceParts.Input)]
    public void A_file_hands_out_what_the_model_did(TraceParts written)
    {
        using var model = NewModel();
        Fill(model, written);
        using var file = Saved();
        using var live = new ModelTrace(model, Ids);
        Assert.Equal((2, 4, 10), (file.Layers, file.Heads, file.Length));
        Assert.Equal(("a model", "a text"), (file.Model, file.Text));
        var full = written.HasFlag(TraceParts.Values);
        Assert.Equal(written | TraceParts.Weights | (full ? TraceParts.HeadOutputs : TraceParts.None), file.Parts);
        var edit = AttentionEdit.Normalize(new Entmax(1.5), heads: [1]);
        foreach (var options in new AttentionTraceOptions[] { new(), new(Heads: [2, 0], QueryPositions: [7, 3]), new(Layers: [0], Edit: edit) })
        {
            var pairs = 0;
            foreach (var (ours, real) in file.Read(options).Zip(live.Read(options)))
            {
                pairs++;
                Assert.Equal((real.Layer, real.Length), (ours.Layer, ours.Length));
                Assert.Equal(real.Heads, ours.Heads);
                Assert.True(ours.Weights.allclose(real.Weights, atol: 1e-6));
                Assert.True(ours.Logits.tril().allclose(real.Logits.tril(), atol: 1e-5) || options.QueryPositions is not null);
                for (var head = 0; head < ours.Heads.Count; head++)
                    Assert.Equal(real.RowLogits(7)[head][5], ours.RowLogits(7)[head][5], 1e-5);
                if (full) Assert.True(ours.HeadOutputs.allclose(real.HeadOutputs, atol: 1e-5) && ours.Input.allclose(real.Input, atol: 1e-5));
                else Assert.Contains("holds no values: the file", Assert.Throws<WorkbookException>(() => ours.Values).Message);
                Assert.Contains("holds no queries", Assert.Throws<WorkbookException>(() => ours.Queries).Message);
            }
            Assert.Equal(options.Layers?.Count ?? 2, pairs);
        }
        if (!full) Assert.Contains("D_N needs values", Assert.Throws<WorkbookException>(() => file.Require(TraceParts.Values | TraceParts.Weights, "D_N")).Message);
        else file.Require(TraceParts.Values, "D_N");
    }

    [Fact]
    public void Masked_entries_may_hold_anything_and_attention_need_not_be_causal()
    {
        tensors["layer.0.logits"] = tensor(new[] { 1f, float.NegativeInfinity, 0.5f, 2f }, [1, 2, 2]);
        using (var file = Saved())
        {
            using var layers = file.Read().GetEnumerator();
            Assert.True(layers.MoveNext());
            var layer = layers.Current;
            Assert.Equal([1.0], layer.RowWeights(0)[0]);
            Assert.Equal(1 / (1 + Math.Exp(-1.5)), layer.RowWeights(1)[0][1], 1e-6);
        }
        notes["causal"] = "false";
        using (var file = Saved())
            Assert.Contains("layer.0.logits holds NaN or infinity", Assert.Throws<WorkbookException>(() => file.Read().Count()).Message);
        tensors["layer.0.logits"] = tensor(new[] { 1f, 3f, 0.5f, 2f }, [1, 2, 2]);
        using (var file = Saved())
        {
            Assert.False(file.Causal);
            using var layers = file.Read().GetEnumerator();
            Assert.True(layers.MoveNext());
            var layer = layers.Current;
            Assert.Equal(1 / (1 + Math.Exp(2)), layer.RowWeights(0)[0][0], 1e-6);
            Assert.Contains("not causal", Assert.Throws<WorkbookException>(() => layer.Rows()).Message);
        }
    }

    [Fact]
    public void Tokens_come_from_the_notes_or_are_numbered()
    {
        tensors["layer.0.logits"] = zeros(1, 2, 2, dtype: ScalarType.Float16);
        using (var file = Saved()) Assert.Equal(["#0", "#1"], file.Tokens);
        notes["token_ids"] = "[40, 7]";
        using (var file = Saved())
        {
            Assert.Equal([40, 7], file.Ids);
            Assert.Equal(["#40", "#7"], file.Tokens);
        }
        notes["tokens"] = "[\"a\", \" b\"]";
        using (var file = Saved()) Assert.Equal(["a", " b"], file.Tokens);
    }

    [Fact]
    public void The_real_GPT2s_files_are_traces()
    {
        foreach (var prompt in Reference.Gpt2Prompts())
        {
            using var file = TraceFile.Open(prompt.File);
            Assert.Equal((12, 12, prompt.Ids.Length), (file.Layers, file.Heads, file.Length));
            Assert.Equal(prompt.Ids, file.Ids);
            Assert.Equal(prompt.Text, file.Text);
            Assert.Equal(TraceParts.Logits | TraceParts.Weights, file.Parts);
            foreach (var layer in file.Read())
                for (var head = 0; head < 12; head++)
                    Assert.Equal(1, layer.RowWeights(5)[head].Sum(), 1e-5);
        }
    }

    [Fact]
    public void Files_that_are_no_trace_are_refused_by_name()
    {
        Refused("holds no layer.0.logits");
        tensors["layer.0.logits"] = zeros(2, 3, 3);
        tensors["layer.0.keys"] = zeros(1);
        Refused("layer.0.keys is no part of a trace");
        tensors.Remove("layer.0.keys");
        foreach (var odd in new[] { "layer.00.weights", "layer.-1.weights", "layer.2147483647.logits", "layer.99999999999.logits", "layer.", "layer.0.logits.x" })
        {
            tensors[odd] = zeros(2, 3, 3);
            Refused("is no part of a trace");
            tensors.Remove(odd);
        }
        tensors["layer.1000000.logits"] = zeros(2, 3, 3);
        Refused("layer.1.logits is missing");
        tensors.Remove("layer.1000000.logits");
        tensors["next_token_logits"] = zeros(5);
        Saved().Dispose();
        tensors["layer.1.weights"] = zeros(2, 3, 3);
        Refused("layer.0.weights is missing");
        tensors["layer.0.weights"] = zeros(2, 3, 3);
        Refused("layer.1.logits is missing");
        tensors["layer.1.logits"] = zeros(2, 3, 4);
        Refused("layer.1.logits is [2, 3, 4], layer.0.logits needs [2, 3, 3]");
        tensors["layer.1.logits"] = zeros(2, 3, 3, dtype: ScalarType.Int64);
        Refused("layer.1.logits is Int64");
        tensors["layer.1.logits"] = zeros(2, 3, 3);
        tensors["layer.0.values"] = zeros(1, 3, 4);
        Refused("layer.0.values is [1, 3, 4], layer.0.logits needs [2, 3, d]");
        tensors["layer.0.values"] = zeros(2, 3, 4);
        Refused("layer.1.values is missing");
        tensors["layer.1.values"] = zeros(2, 3, 4);
        tensors["layer.0.input"] = zeros(2, 4);
        Refused("layer.0.input is [2, 4], layer.0.logits needs [3, d]");
        tensors.Remove("layer.0.input");
        notes["causal"] = "perhaps";
        Refused("\"causal\" is perhaps");
        notes["causal"] = "true";
        foreach (var (key, value) in new[] { ("token_ids", "1, 2"), ("token_ids", "null"), ("token_ids", "[1, \"a\", 2]"), ("tokens", "[\"a\", null, \"b\"]"), ("tokens", "{}") })
        {
            notes[key] = value;
            Refused($"\"{key}\" is no JSON list");
            notes.Remove(key);
        }
        notes["tokens"] = "[\"a\"]";
        Refused("\"tokens\" has 1 entries, the trace has 3 tokens");
        notes.Remove("tokens");
        tensors["layer.0.logits"] = zeros(3);
        Refused("a map is [heads, L, L]");
        tensors["layer.0.logits"] = zeros(2, 0, 0);
        Refused("a map is [heads, L, L]");

        void Refused(string words) => Assert.Contains(words, Assert.Throws<WorkbookException>(Saved).Message);
    }

    [Fact]
    public void Layers_heads_and_positions_that_a_file_lacks_are_refused_at_once()
    {
        tensors["layer.0.logits"] = zeros(2, 3, 3);
        using var file = Saved();
        Assert.Contains("no layer 1; there are 1", Assert.Throws<WorkbookException>(() => file.Read(new(Layers: [1]))).Message);
        Assert.Contains("no head 2", Assert.Throws<WorkbookException>(() => file.Read(new(Heads: [2]))).Message);
        Assert.Contains("no query position 3", Assert.Throws<WorkbookException>(() => file.Read(new(QueryPositions: [3]))).Message);
    }

    [Fact]
    public void Nothing_stays_alive_after_reading_a_file()
    {
        using var model = NewModel();
        Fill(model, TraceParts.All);
        using var file = Saved();
        var edit = AttentionEdit.Temperature(2).And(AttentionEdit.Normalize(new Sparsemax(), heads: [0]));
        Consume();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var round = 0; round < 4; round++)
        {
            Consume();
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        void Consume()
        {
            foreach (var layer in file.Read()) Assert.Equal(10, layer.Length);
            foreach (var layer in file.Read(new(Heads: [1], QueryPositions: [2], Edit: edit)).Take(1)) Assert.Equal(10, layer.Length);
        }
    }

    [Fact]
    public void A_changed_byte_anywhere_in_the_header_is_refused_or_gives_a_whole_trace()
    {
        // Untrusted input: every outcome but a sentence or a trace is a failure of this test.
        tensors["layer.0.logits"] = zeros(2, 3, 3);
        tensors["layer.0.values"] = zeros(2, 3, 4);
        notes["token_ids"] = "[1, 2, 3]";
        Saved().Dispose();
        var bytes = File.ReadAllBytes(folder.File("a.safetensors"));
        var random = new Random(5);
        var header = 8 + (int)BitConverter.ToInt64(bytes);
        var refused = 0;
        for (var trial = 0; trial < 3000; trial++)
        {
            var changed = (byte[])bytes.Clone();
            changed[8 + random.Next(header - 8)] = (byte)random.Next(256);
            var path = folder.File(trial.ToString(CultureInfo.InvariantCulture));
            File.WriteAllBytes(path, changed);
            try
            {
                using var file = TraceFile.Open(path);
                foreach (var layer in file.Read()) Assert.Equal(3, layer.Length);
            }
            catch (WorkbookException)
            {
                refused++;
            }
            File.Delete(path);
        }
        Assert.InRange(refused, 500, 2999);
    }
}
