using Workbook.Gpt2;
using Xunit;

namespace Workbook.Tests.Gpt2;

/// <summary>The card of published figures, answered by fakes: rightly, and wrongly in each way that matters.</summary>
public class ParityCardTests
{
    private const int Vocabulary = 50257;

    [Fact]
    public void The_card_holds_the_published_figures()
    {
        var published = Reference.Gpt2Prompts();
        Assert.Equal(published.Count, ParityCard.Gpt2.Prompts.Count);
        foreach (var (own, other) in ParityCard.Gpt2.Prompts.Zip(published))
        {
            Assert.Equal(other.Text, own.Text);
            Assert.Equal(other.Ids, own.Ids);
            Assert.Equal(other.Best.Select(best => (best.Id, Math.Round(best.Logit, 4))), own.Best.Select(best => (best.Id, best.Logit)));
        }
    }

    [Fact]
    public void The_card_is_ten_logits_of_each_prompt_the_largest_first() => Assert.All(ParityCard.Gpt2.Prompts, prompt =>
    {
        Assert.Equal(10, prompt.Best.Count);
        Assert.Equal(prompt.Best.OrderByDescending(best => best.Logit), prompt.Best);
        Assert.Equal(10, prompt.Best.DistinctBy(best => best.Id).Count());
    });

    [Theory, InlineData(0), InlineData(0.009)]
    public void A_right_answer_passes_with_its_largest_difference(double off) => Assert.Equal(off, ParityCard.Gpt2.Compare(Ids, ids => Logits(ids, off)), 4);

    [Fact]
    public void Other_token_ids_are_told() =>
        Assert.Contains("has the token ids 1 2, GPT-2 gives 6601 32704", Message(_ => [1, 2], ids => Logits(ids, 0)));

    [Theory, InlineData(0.02), InlineData(-0.02), InlineData(double.NaN), InlineData(double.PositiveInfinity)]
    public void A_logit_that_is_off_is_told(double off) => Assert.Contains("gives token 38350 the logit ", Message(Ids, ids => Logits(ids, off)));

    [Fact]
    public void A_token_that_is_not_on_the_card_may_not_be_among_the_ten()
    {
        Assert.Contains("gives token 7 the logit -130.0000, which would be among GPT-2's ten largest", Message(Ids, ids => Logits(ids, 0, (7, -130))));
        Assert.Contains("gives token 7 the logit NaN", Message(Ids, ids => Logits(ids, 0, (7, float.NaN))));
        // As near to the tenth as the tolerance leaves open.
        ParityCard.Gpt2.Compare(Ids, ids => Logits(ids, 0, (7, (float)Prompt(ids).Best[^1].Logit + 0.005f)));
    }

    [Fact]
    public void A_model_of_another_vocabulary_is_told() => Assert.Contains("has 300 logits, too few for token", Message(Ids, _ => new float[300]));

    [Theory]
    [InlineData("gpt2", true), InlineData("gpt2@main", true), InlineData("openai-community/gpt2", true)]
    [InlineData("gpt2-medium", false), InlineData("distilgpt2", false), InlineData("nano", false), InlineData("org/gpt2", false)]
    public void The_card_is_for_GPT2_small_alone(string id, bool holds) => Assert.Equal(holds, ParityCard.IsFor(id));

    [Fact]
    public void A_folder_called_gpt2_is_held_to_the_card()
    {
        using var files = new RandomCheckpoint();
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("gpt2"));
        foreach (var file in Directory.GetFiles(files.Folder)) File.Copy(file, Path.Combine(folder.File("gpt2"), Path.GetFileName(file)));
        var finding = CheckpointCheck.Examine(folder.File("gpt2")).Single(item => item.Name == "parity");
        Assert.False(finding.Ok);
        Assert.Contains("\"Data visualization empowers users to\" has the token ids", finding.Fact);
        Assert.DoesNotContain(CheckpointCheck.Examine(files.Folder), item => item.Name == "parity");
    }

    private static ParityPrompt Prompt(IReadOnlyList<int> ids) => ParityCard.Gpt2.Prompts.Single(prompt => prompt.Ids.SequenceEqual(ids));

    private static IReadOnlyList<int> Ids(string text) => ParityCard.Gpt2.Prompts.Single(prompt => prompt.Text == text).Ids;

    private static float[] Logits(IReadOnlyList<int> ids, double off, params (int Id, float Logit)[] others)
    {
        var logits = Enumerable.Repeat(-200f, Vocabulary).ToArray();
        foreach (var best in Prompt(ids).Best) logits[best.Id] = (float)(best.Logit + off);
        foreach (var (id, logit) in others) logits[id] = logit;
        return logits;
    }

    private static string Message(Func<string, IReadOnlyList<int>> encode, Func<IReadOnlyList<int>, float[]> logits) =>
        Assert.Throws<WorkbookException>(() => ParityCard.Gpt2.Compare(encode, logits)).Message;
}
