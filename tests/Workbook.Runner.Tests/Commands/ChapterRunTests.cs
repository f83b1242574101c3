using System.Text.Json;
using TorchSharp;
using Workbook.Gpt2;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>Chapters 7 to 13 on other models, texts and lengths than their own, as the command line sets them.</summary>
public sealed class ChapterRunTests : IDisposable
{
    private static readonly string[] Chapters = ["07", "08", "09", "10", "11", "12", "13"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_chapter_runs_on_another_model_with_a_shorter_context_and_speaks_of_that_model()
    {
        WriteModel("small");
        _folder.Write("mine.txt", "Anna lives in Oslo. The old lamp is in the kitchen of the house by the river, and Ben keeps a cat that sleeps on the stove all day.");
        var shown = await ShownAsync("--model", "small", "--text", "mine.txt", "--set", "length=16", "seed=3");
        foreach (var (chapter, text) in shown)
        {
            Assert.True(text.Contains("This run looks at small. Whether its answers speak for GPT-2 depends on what these weights are", StringComparison.Ordinal), chapter);
            // Nothing that a cell shows is about the workbook's own model.
            Assert.DoesNotContain("nano", text, StringComparison.Ordinal);
        }

        Assert.All(shown.Where(page => !page.Chapter.StartsWith("07", StringComparison.Ordinal)), page =>
        {
            Assert.Contains("1 text ", page.Text, StringComparison.Ordinal);
            Assert.Contains("One text: the intervals are over its heads", page.Text, StringComparison.Ordinal);
            Assert.Matches("context lengths L, tokens +16\n", page.Text);
            Assert.Matches("seed +3", page.Text);
        });
    }

    [Fact]
    public async Task A_text_of_one_sentence_is_read_as_far_as_it_goes_and_a_greater_length_refused_in_one_sentence()
    {
        _folder.Write("short.txt", "Anna lives in Oslo.");
        var shown = await ShownAsync("--text", "short.txt");
        Assert.Equal(7, shown.Count);
        Assert.All(shown.Skip(1), page => Assert.Contains("A law in L is read over one length, which shows none", page.Text, StringComparison.Ordinal));

        var (code, _, error) = await RunAsync("08", "12", "--text", "short.txt", "--set", "length=512");
        Assert.Equal(1, code);
        var lines = error.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.All(lines, line => Assert.Contains("The length 512 cannot be read: the model and the texts of this run allow 2 to 6 tokens", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_saved_trace_is_named_as_such_by_every_chapter_and_by_its_page()
    {
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, "trace", "export", "--model", Path.Combine(Checkout.Root, "data", "nano"), "--text", "The cat sat on the mat.", "--out", "cat.safetensors", "--parts", "values,weights");
        Assert.Equal((0, ""), (code, error));
        var shown = await ShownAsync("--trace", "cat.safetensors");
        Assert.All(shown, page => Assert.Contains("This run reads a saved trace of nano: one text", page.Text, StringComparison.Ordinal));
        Assert.Contains("needs the model itself, which this trace lacks; it can feed critical-n, dilution, distance, head-atlas, sensitivity, separability.", shown.Single(page => page.Chapter.StartsWith("12", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "out", "08-gpt2-dilution.html"), TestContext.Current.CancellationToken);
        Assert.Contains("UTC, a saved trace, seed 1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_names_the_whole_corpus_and_is_recorded()
    {
        var (code, _, error) = await RunAsync("08", "--text", "all", "--set", "length=16");
        Assert.Equal((0, ""), (code, error));
        using var results = Results();
        var notebook = results.RootElement.GetProperty("notebooks")[0];
        Assert.Equal("all", notebook.GetProperty("parameters").GetProperty("text").GetString());
        Assert.Contains("The intervals over texts rest on 10 texts.", Text(notebook), StringComparison.Ordinal);
    }

    // What the code cells of each chapter show.
    private async Task<IReadOnlyList<(string Chapter, string Text)>> ShownAsync(params string[] arguments)
    {
        var (code, _, error) = await RunAsync([.. Chapters, .. arguments]);
        Assert.Equal((0, ""), (code, error));
        using var results = Results();
        return [.. results.RootElement.GetProperty("notebooks").EnumerateArray().Select(notebook => (notebook.GetProperty("name").GetString()!, Text(notebook)))];
    }

    private Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments) =>
        RunnerProcess.RunAsync(_folder, new Dictionary<string, string> { ["WORKBOOK_CACHE"] = Path.Combine(_folder.Path, "cache") }, ["run", .. arguments, "--out", "out"]);

    private JsonDocument Results() => JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Path, "out", "results.json")));

    private static string Text(JsonElement notebook) =>
        string.Join('\n', notebook.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("text").GetString()).Where(text => text is not null)) + "\n";

    // Random weights in the layout of GPT-2, with the words of nano.
    private void WriteModel(string name)
    {
        var folder = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(folder);
        var nano = Path.Combine(Checkout.Root, "data", "nano");
        foreach (var file in new[] { "vocab.json", "merges.txt" })
            File.Copy(Path.Combine(nano, file), Path.Combine(folder, file));
        var config = new Gpt2Config { VocabularySize = Gpt2Config.Read(Path.Combine(nano, "config.json")).VocabularySize, ContextLength = 64, Width = 16, Layers = 2, Heads = 2, InitializerRange = 0.5 };
        File.WriteAllText(Path.Combine(folder, "config.json"), config.ToJson());
        torch.manual_seed(4);
        using var model = new Gpt2Model(config);
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), model.named_parameters().ToDictionary(p => $"transformer.{p.name}", p => p.parameter.detach()));
    }
}
