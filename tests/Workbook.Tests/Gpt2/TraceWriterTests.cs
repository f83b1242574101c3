using System.Diagnostics;
using TorchSharp;
using Workbook.Gpt2;
using Xunit;
using static TorchSharp.torch;
using TraceSource = Workbook.Gpt2.TraceSource;

namespace Workbook.Tests.Gpt2;

public sealed class TraceWriterTests : IDisposable
{
    private static readonly int[] Ids = [6, 1, 40, 7, 22, 6];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static Gpt2Model Plain() => FormulaWeights.Model(new() { VocabularySize = 61, ContextLength = 32, Width = 24, Layers = 3, Heads = 4 });

    [Theory]
    [InlineData(TraceParts.None)]
    [InlineData(TraceParts.Weights)]
    [InlineData(TraceWriter.Optional)]
    public void What_is_written_is_read_back_from_a_model_and_from_a_file(TraceParts parts)
    {
        using var scope = NewDisposeScope();
        using var model = Plain();
        using var source = new ModelTrace(model, Ids, ["a", "b", "c", "\"", "\n", "漢"]) { Model = "m", Text = "t" };
        TraceWriter.Write(folder.File("a"), source, parts, Stop);
        using var file = TraceFile.Open(folder.File("a"));
        TraceWriter.Write(folder.File("b"), file, parts, Stop);
        Assert.Equal(File.ReadAllBytes(folder.File("a")).Length, File.ReadAllBytes(folder.File("b")).Length);
        using var again = TraceFile.Open(folder.File("b"));
        foreach (var one in new[] { file, again })
        {
            Assert.Equal(("m", "t", true), (one.Model, one.Text, one.Causal));
            Assert.Equal(Ids, one.Ids);
            Assert.Equal(source.Tokens, one.Tokens);
            Assert.All(source.NextTokenLogits().Zip(one.NextTokenLogits()), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
            foreach (var (real, ours) in source.Read().Zip(one.Read()))
            {
                Assert.True(ours.Logits.tril().allclose(real.Logits.tril(), atol: 1e-5));
                Assert.True(ours.Weights.allclose(real.Weights, atol: 1e-5));
                if (parts.HasFlag(TraceParts.Values)) Assert.True(ours.Values.allclose(real.Values, atol: 1e-5));
                if (parts.HasFlag(TraceParts.Input)) Assert.True(ours.Input.allclose(real.Input, atol: 1e-5));
            }
        }
        Assert.Equal(parts.HasFlag(TraceParts.Values), file.Parts.HasFlag(TraceParts.Values));
    }

    [Fact]
    public void A_layer_is_freed_before_the_next_is_computed_and_nothing_stays_alive()
    {
        using var model = Plain();
        using var source = new ModelTrace(model, Ids);
        TraceWriter.Write(folder.File("a"), source, TraceWriter.Optional, Stop);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        TraceWriter.Write(folder.File("a"), source, TraceWriter.Optional, Stop);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        var seen = new Spy(source);
        TraceWriter.Write(folder.File("a"), seen, TraceWriter.Optional, Stop);
        Assert.Equal(3, seen.Layers);
        Assert.Equal(1, seen.MostAlive);
    }

    [Fact]
    public void A_stopped_or_impossible_export_leaves_no_file()
    {
        using var model = Plain();
        using var source = new ModelTrace(model, Ids);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => TraceWriter.Write(folder.File("a"), source, TraceParts.Values, stop.Token));
        Assert.Throws<ArgumentException>(() => TraceWriter.Write(folder.File("a"), source, TraceParts.Keys, Stop));
        TraceWriter.Write(folder.File("logits"), source, TraceParts.None, Stop);
        using (var file = TraceFile.Open(folder.File("logits")))
            Assert.Contains("needs values", Assert.Throws<WorkbookException>(() => TraceWriter.Write(folder.File("a"), file, TraceParts.Values, Stop)).Message);
        Assert.Equal([folder.File("logits")], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void The_committed_trace_of_another_program_agrees_with_the_model()
    {
        using var scope = NewDisposeScope();
        using var model = Plain();
        using var file = TraceFile.Open(Reference.Trace);
        Assert.Equal(Ids, file.Ids);
        Assert.Equal(("formula weights", "a prompt of six tokens"), (file.Model, file.Text));
        Assert.Equal(TraceParts.Logits | TraceParts.Weights, file.Parts);
        using var live = new ModelTrace(model, file.Ids);
        Compare(live, file);
    }

    [Fact]
    public async Task The_listing_in_the_docs_dumps_what_the_model_computes()
    {
        const string python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(python) && await RunAsync(python, "-c", "import torch") == 0, $"{python} has no torch.");
        var listing = (await File.ReadAllTextAsync(Path.Combine(Reference.Root, "docs", "traces.md"), Stop)).Split("```python\n")[1].Split("```")[0];
        Assert.InRange(listing.TrimEnd().Split('\n').Length, 1, 20);
        folder.Write("dump.py", listing);
        const string text = "A TEXT 123";
        Assert.Equal(0, await RunAsync(python, folder.File("dump.py"), "stand-in", text, folder.File("a")));

        using var scope = NewDisposeScope();
        using var model = Plain();
        using var file = TraceFile.Open(folder.File("a"));
        Assert.Equal(text, string.Concat(file.Tokens));
        Assert.Equal(TraceParts.Logits | TraceParts.Weights | TraceParts.Values | TraceParts.Input | TraceParts.HeadOutputs, file.Parts);
        using var live = new ModelTrace(model, file.Ids);
        Compare(live, file);
        foreach (var (real, ours) in live.Read().Zip(file.Read()))
        {
            Assert.True(ours.Values.allclose(real.Values, atol: 1e-4));
            Assert.True(ours.Input.allclose(real.Input, atol: 1e-4));
            Assert.True(ours.HeadOutputs.allclose(real.HeadOutputs, atol: 1e-4));
        }
    }

    private static void Compare(ModelTrace live, TraceFile file)
    {
        Assert.Equal(live.Layers, file.Layers);
        foreach (var (real, ours) in live.Read().Zip(file.Read()))
        {
            Assert.True(ours.Logits.tril().allclose(real.Logits.tril(), atol: 1e-4));
            Assert.True(ours.Weights.allclose(real.Weights, atol: 1e-5));
        }
        Assert.All(live.NextTokenLogits().Zip(file.NextTokenLogits()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        var parity = Path.Combine(Reference.Root, "tests", "parity");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONPATH"] = $"{Path.Combine(parity, "stand_in")}:{parity}";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Stop);
        var error = await process.StandardError.ReadToEndAsync(Stop);
        await output;
        await process.WaitForExitAsync(Stop);
        if (process.ExitCode != 0) TestContext.Current.TestOutputHelper?.WriteLine(error);
        return process.ExitCode;
    }

    // Counts the layers that are alive at once.
    private sealed class Spy(TraceSource inner) : TraceSource
    {
        private readonly List<Tensor> handed = [];

        public int MostAlive { get; private set; }

        public override int Layers => inner.Layers;

        public override int Heads => inner.Heads;

        public override int Length => inner.Length;

        public override TraceParts Parts => inner.Parts;

        public override IReadOnlyList<double> NextTokenLogits() => [];

        public override IEnumerable<LayerTrace> Read(AttentionTraceOptions? options = null)
        {
            foreach (var layer in inner.Read(options))
            {
                if (layer.Parts.HasFlag(TraceParts.Logits)) handed.Add(layer.Logits);
                MostAlive = Math.Max(MostAlive, handed.Count(t => !t.IsInvalid));
                yield return layer;
            }
        }
    }
}
