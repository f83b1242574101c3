using Workbook.Gpt2;
using Workbook.Training;
using Xunit;

namespace Workbook.Tests.Training;

/// <summary>What the embedded checkpoint's card says, measured again on smaller samples.</summary>
public sealed class NanoTests
{
    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    public void Nano_answers_nine_tenths_of_the_questions_up_to_256_words_back(int distance)
    {
        using var nano = Checkpoint.Load();
        var result = RetrievalEvaluation.Measure(nano.Model, nano.Tokenizer, distance, questions: 60, seed: 11, stop: TestContext.Current.CancellationToken);
        Assert.Equal(60, result.Count);
        Assert.True(result.Share.Value >= 0.9, $"{result.Share}");
        Assert.True(result.Chance < 0.2);
    }

    [Fact]
    public void Nano_beats_the_trigram_model_on_held_out_text()
    {
        using var nano = Checkpoint.Load();
        var both = LanguageComparison.Measure(nano.Model, nano.Tokenizer, tokens: 8192, trigramTokens: 500_000, stop: TestContext.Current.CancellationToken);
        Assert.True(both.ModelLoss < both.TrigramLoss - 0.3, $"{both}");
    }

    [Fact]
    public void Nano_is_under_20_MB_and_brings_its_card_and_curve()
    {
        using var nano = Checkpoint.Load();
        Assert.True(new DirectoryInfo(nano.Folder).EnumerateFiles().Sum(file => file.Length) < 20_000_000);
        Assert.True(File.Exists(Path.Combine(nano.Folder, "card.md")));
        Assert.True(File.Exists(Path.Combine(nano.Folder, "curve.json")));
    }
}
