using Workbook.Charts;
using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Workbook.Gpt2;
using Workbook.Tests.Gpt2;
using Workbook.Training;
using Xunit;

namespace Workbook.Tests.Training;

public sealed class ChapterSubjectTests : IDisposable
{
    private readonly RandomCheckpoint checkpoint = new();

    public void Dispose() => checkpoint.Dispose();

    [Fact]
    public void A_model_reads_the_named_texts_at_the_lengths_that_it_has_room_for()
    {
        var subject = ChapterSubject.OfModel(checkpoint.Folder, [Corpus.Stories, Corpus.Tales]);
        Assert.Equal([Corpus.Stories, Corpus.Tales], subject.Texts.Select(text => text.Name));
        Assert.Equal([RandomCheckpoint.Config.ContextLength], subject.Options.Lengths);
        Assert.Equal((2, 4, TraceParts.All), (subject.Layers, subject.Heads, subject.Parts));
        Assert.Equal([32, 64, 128, 256], ChapterSubject.OfModel("nano", [Corpus.Stories]).Options.Lengths);
        Assert.Equal([50, 100], ChapterSubject.OfModel("nano", [Corpus.Stories], 100).Options.Lengths);
        Assert.Contains("2 to 32 tokens", Assert.Throws<UsageException>(() => ChapterSubject.OfModel(checkpoint.Folder, [Corpus.Stories], 33)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_experiment_is_measured_once()
    {
        var subject = ChapterSubject.OfModel(checkpoint.Folder, [Corpus.Stories], 16);
        var first = subject.Measure("dilution");
        Assert.Same(first, subject.Measure("dilution"));
        Assert.NotSame(first, subject.Measure("dilution", options => options with { Sizes = [3] }));
        Assert.Equal(16 * 8, first.Rows<HeadDilutionRow>().Count);
    }

    [Fact]
    public void A_trace_without_values_feeds_what_it_can_and_says_what_it_lacks()
    {
        var path = Saved(TraceParts.Logits);
        var subject = ChapterSubject.OfTrace(path, 12);
        Assert.Null(subject.Checkpoint);
        Assert.NotEmpty(subject.Measure("dilution").Rows<HeadDilutionRow>());
        var measurement = subject.Measure("distance");
        Assert.Null(measurement.Result);
        Assert.Contains("needs values", measurement.Lacks, StringComparison.Ordinal);
        Assert.Contains("dilution", measurement.Lacks, StringComparison.Ordinal);
        Assert.Equal(measurement.Lacks, PaperFigures.Findings(measurement).ToText());
    }

    [Fact]
    public void A_trace_gives_the_same_rows_as_the_model_that_wrote_it()
    {
        var live = ChapterSubject.OfModel(checkpoint.Folder, [Corpus.Stories], 16).Measure("dilution").Rows<HeadDilutionRow>();
        var saved = ChapterSubject.OfTrace(Saved(TraceParts.Logits), 16).Measure("dilution").Rows<HeadDilutionRow>();
        Assert.Equal(live.Count, saved.Count);
        Assert.All(live.Zip(saved), pair => Assert.Equal(pair.First.Entropy, pair.Second.Entropy, 1e-4));
    }

    private string Saved(TraceParts parts)
    {
        using var loaded = Checkpoint.Load(checkpoint.Folder);
        var ids = Corpus.Find(Corpus.Stories, loaded.Tokenizer).Ids.Take(16).ToArray();
        var tensors = new Dictionary<string, TorchSharp.torch.Tensor>();
        foreach (var layer in new ModelTrace(loaded.Model, ids).Read())
        {
            tensors[$"layer.{layer.Layer}.logits"] = layer.Logits.clone();
            if (parts.HasFlag(TraceParts.Values)) tensors[$"layer.{layer.Layer}.values"] = layer.Values.clone();
        }

        SafetensorsWriter.Write(checkpoint.File("trace.safetensors"), tensors);
        foreach (var tensor in tensors.Values) tensor.Dispose();
        return checkpoint.File("trace.safetensors");
    }
}
