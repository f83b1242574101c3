using Workbook.Gpt2;
using Workbook.Tests.Gpt2;
using Workbook.Training;
using Xunit;

namespace Workbook.Tests.Training;

public sealed class CorpusTests
{
    private static readonly Gpt2Tokenizer Nano = Gpt2Tokenizer.Load(CheckpointFolder.Find("nano").Folder);

    [Fact]
    public void There_are_at_least_eight_texts_of_prose_and_two_generated_ones()
    {
        Assert.True(Corpus.Names.Count >= 10);
        Assert.Equal([Corpus.Stories, Corpus.Tales], Corpus.Names.TakeLast(2));
        Assert.Equal(Corpus.Names.Count, Corpus.All(Nano).Select(t => t.Hash).Distinct().Count());
    }

    [Fact]
    public void Every_text_has_a_whole_context_of_nanos_and_of_GPT_2s_tokens()
    {
        using var r50k = new R50k();
        foreach (var tokenizer in new[] { Nano, r50k.Tokenizer })
            Assert.All(Corpus.All(tokenizer), text => Assert.True(text.Ids.Count >= 1024, $"{text.Name} has {text.Ids.Count} tokens"));
    }

    [Fact]
    public void Each_question_points_from_its_answer_to_the_same_token_in_the_text()
    {
        foreach (var text in Corpus.All(Nano).Where(t => t.Name is Corpus.Stories or Corpus.Tales))
        {
            Assert.NotEmpty(text.Questions);
            // The answer is the next token after the query position, and the fact has stated it.
            Assert.All(text.Questions, q => Assert.Equal(text.Ids[q.Token], text.Ids[q.Query + 1]));
            Assert.All(text.Questions, q => Assert.True(q.Token < q.Query));
        }
    }

    [Fact]
    public void The_seed_changes_the_generated_texts_and_nothing_else()
    {
        Assert.NotEqual(Corpus.Find(Corpus.Stories, Nano, 1).Hash, Corpus.Find(Corpus.Stories, Nano, 2).Hash);
        Assert.Equal(Corpus.Find("poem", Nano, 1).Hash, Corpus.Find("poem", Nano, 2).Hash);
    }

    [Fact]
    public void A_text_that_is_not_there_names_those_that_are()
    {
        var problem = Assert.Throws<WorkbookException>(() => Corpus.Find("novel.txt", Nano));
        Assert.Contains("novel.txt can't be read", problem.Message);
        Assert.Contains("poem", problem.Message);
    }
}
