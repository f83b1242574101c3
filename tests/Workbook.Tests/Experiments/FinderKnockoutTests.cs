using Workbook.Experiments;
using Workbook.Experiments.FirstLooks;
using Workbook.Gpt2;
using Workbook.Training;
using Xunit;

namespace Workbook.Tests.Experiments;

public sealed class FinderKnockoutTests
{
    [Fact]
    public void Hiding_the_token_from_no_head_gives_the_model_s_own_answers()
    {
        using var checkpoint = Checkpoint.Load();
        var looks = Looks(checkpoint);
        var own = FinderKnockout.Answered(checkpoint.Model, [.. looks.Select(look => look.Question)], 0, null, TestContext.Current.CancellationToken);
        Assert.Equal(FirstLook.Answered(looks), own);
    }

    [Fact]
    public void Hiding_it_from_one_head_is_what_an_edit_of_the_whole_trace_says()
    {
        using var checkpoint = Checkpoint.Load();
        var question = Looks(checkpoint)[0].Question;
        var right = FinderKnockout.Answered(checkpoint.Model, [question], 1, 2, TestContext.Current.CancellationToken);
        // By hand: a trace whose weights of that head lose the token and are scaled up again must give the same last stream.
        var edit = AttentionEdit.Logits((layer, logits) =>
        {
            if (layer != 1)
                return logits;
            var changed = logits.clone();
            changed[0, 2, question.Query, question.Informative] = -1e4f;
            return changed;
        });
        var weights = new ModelTrace(checkpoint.Model, question.Ids).Read(new(Layers: [1], QueryPositions: [question.Query], Keep: TraceParts.Weights, Edit: edit)).Select(t => t.RowWeights(question.Query)[2]).Single();
        Assert.Equal(0, weights[question.Informative]);
        Assert.Equal(1, weights.Sum(), 1e-5);
        Assert.Equal(1, right.Count);
    }

    [Fact]
    public void A_question_without_an_answer_is_refused()
    {
        using var checkpoint = Checkpoint.Load();
        var question = Looks(checkpoint)[0].Question with { Answer = ContextQuestion.NoAnswer };
        Assert.Equal("questions", Assert.Throws<ArgumentException>(() => FinderKnockout.Answered(checkpoint.Model, [question], 0, 0, TestContext.Current.CancellationToken)).ParamName);
    }

    [Fact]
    public void What_the_paper_says_of_single_tokens_is_counted_over_the_questions()
    {
        using var checkpoint = Checkpoint.Load();
        var looks = Looks(checkpoint);
        var lines = FirstLookPaper.Of(looks);
        Assert.Equal(looks.Count(look => look.Heads.Min(h => h.InformativeRank) <= Math.Max(1, 0.06 * look.Question.Length)) / (double)looks.Count, lines[0].Measured);
        // In a row of 50 tokens three are selected: the fourth heaviest is not.
        double[] row = [.. Enumerable.Range(0, 50).Select(i => (50.0 - i) / 1275)];
        QuestionLook Ranked(int rank) => looks[0] with
        {
            Question = looks[0].Question with { Ids = new int[50], Tokens = new string[50], Informative = rank - 1 },
            Heads = [new HeadLook(0, 0, rank - 1, row, [])],
        };
        Assert.Equal(0.5, FirstLookPaper.Of([Ranked(3), Ranked(4)])[0].Measured);
        Assert.Equal(looks.Count(look => look.Heads.Min(h => h.InformativeRank) == 1) / (double)looks.Count, lines[1].Measured);
        Assert.All(lines, line => Assert.Contains(line.Verdict, new[] { PaperComparison.Reproduces, PaperComparison.DoesNot, PaperComparison.CannotTell }));
    }

    private static IReadOnlyList<QuestionLook> Looks(Checkpoint checkpoint) => FirstLook.AtEach(checkpoint, Enumerable.Range(1, 6).Select(seed =>
    {
        var story = StoryGenerator.Probe(new Random(seed), 24, 3);
        return ContextQuestion.FromText(checkpoint.Tokenizer, story.Text, story.Questions[0].FactStart, story.Questions[0].AnswerStart);
    }));
}
