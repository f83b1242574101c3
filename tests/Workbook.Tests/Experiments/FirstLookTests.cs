using Workbook.Charts;
using Workbook.Experiments.FirstLooks;
using Workbook.Gpt2;
using Workbook.Selection;
using Workbook.Tests.Gpt2;
using Workbook.Training;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Experiments;

public class FirstLookTests
{
    private const string Text = "the cat is red. the cat is red.";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static ContextQuestion Ask(Checkpoint checkpoint) => ContextQuestion.FromText(checkpoint.Tokenizer, Text, 11, 27);

    [Fact]
    public void A_question_ends_before_the_answer_and_knows_where_the_fact_stands()
    {
        using var files = new RandomCheckpoint();
        using var checkpoint = Checkpoint.Load(files.Folder);
        var question = Ask(checkpoint);
        Assert.Equal("<|endoftext|>the cat is red. the cat is ", string.Concat(question.Tokens));
        Assert.Equal("r", question.Tokens[question.Informative]);
        Assert.Equal(question.Ids[question.Informative], question.Answer);
        Assert.Equal(question.Length - 1, question.Query);
        Assert.Equal(question.Length - question.Informative, question.Distance);
    }

    [Theory]
    [InlineData(11, 28)]
    [InlineData(27, 11)]
    [InlineData(-1, 27)]
    [InlineData(11, 31)]
    public void Offsets_that_do_not_point_at_one_value_twice_are_refused(int fact, int answer)
    {
        using var files = new RandomCheckpoint();
        var tokenizer = Gpt2Tokenizer.Load(files.Folder);
        Assert.Throws<WorkbookException>(() => ContextQuestion.FromText(tokenizer, Text, fact, answer));
    }

    [Fact]
    public void Every_head_is_looked_at_and_agrees_with_the_trace()
    {
        using var files = new RandomCheckpoint();
        using var checkpoint = Checkpoint.Load(files.Folder);
        var question = Ask(checkpoint);
        var look = FirstLook.At(checkpoint, question, 3, Stop);
        Assert.Equal(8, look.Heads.Count);
        foreach (var layer in AttentionTrace.Run(checkpoint.Model, question.Ids))
        {
            for (var head = 0; head < 4; head++)
            {
                var ours = look[layer.Layer, head];
                var row = layer.RowWeights(question.Query)[head];
                Assert.All(row.Zip(ours.Weights), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
                row = [.. ours.Weights];
                Assert.Equal(row.Count(a => a > ours.InformativeWeight) + 1, ours.InformativeRank);
                Assert.Equal(row.Max(), row[ours.Top]);
                Assert.Equal(row[0], ours.SinkWeight);
                Assert.Equal(-row.Where(a => a > 0).Sum(a => a * Math.Log(a)), ours.Entropy, 1e-12);
                var values = VectorSet.FromRows([.. Enumerable.Range(0, question.Length).Select(i => layer.Values[head][i].data<float>().Select(x => (double)x).ToArray())]);
                for (var n = 0; n <= question.Length; n += 5)
                    Assert.Equal(CumulativeDistance.TopN(row, values, n), ours.Distances[n], 1e-5);
            }
        }
    }

    [Fact]
    public void The_answer_is_the_models_own()
    {
        using var scope = NewDisposeScope();
        using var files = new RandomCheckpoint();
        using var checkpoint = Checkpoint.Load(files.Folder);
        var question = Ask(checkpoint);
        var look = FirstLook.At(checkpoint, question, 260, Stop);
        var logits = checkpoint.Model.forward(tensor(question.Ids.Select(id => (long)id).ToArray()).unsqueeze(0))[0, -1];
        Assert.Equal(logits.argmax().item<long>(), look.NextTokens[0].Id);
        Assert.Equal(1, look.NextTokens.Sum(t => t.Probability), 1e-9);
        Assert.Equal(logits.softmax(-1)[question.Answer].item<float>(), look.AnswerProbability, 1e-6);
        Assert.Equal(look.NextTokens[0].Id == question.Answer, look.Answered);
    }

    [Fact]
    public void A_map_holds_the_causal_weights_of_its_head()
    {
        using var scope = NewDisposeScope();
        using var files = new RandomCheckpoint();
        using var checkpoint = Checkpoint.Load(files.Folder);
        var question = Ask(checkpoint);
        var map = FirstLook.Map(checkpoint, question, 1, 2).Weights;
        var look = FirstLook.At(checkpoint, question, cancellation: Stop)[1, 2];
        for (var key = 0; key < question.Length; key++) Assert.Equal(look.Weights[key], map[question.Query, key], 1e-6);
        Assert.True(double.IsNaN(map[0, 1]));
        Assert.Equal(1, map[0, 0]);
    }

    [Fact]
    public void A_summary_has_one_line_a_head_with_count_and_interval()
    {
        using var files = new RandomCheckpoint();
        using var checkpoint = Checkpoint.Load(files.Folder);
        var looks = FirstLook.AtEach(checkpoint, [Ask(checkpoint), Ask(checkpoint), Ask(checkpoint)], Stop);
        var heads = FirstLook.Summarize(looks);
        Assert.Equal(8, heads.Count);
        Assert.All(heads, h =>
        {
            Assert.Equal(3, h.Weight.Count);
            Assert.InRange(h.Weight.Value, h.Weight.Low - 1e-12, h.Weight.High + 1e-12);
            Assert.Equal(looks[0][h.Layer, h.Head].InformativeRank, h.MedianRank);
        });
    }

    [Fact]
    public void A_strip_of_tokens_shows_each_once_and_marks_the_informative_one()
    {
        var strip = new TokenStrip("a caption", ["<b>", " is", " red"], [0.5, 0.25, 0.25], 2);
        Assert.Equal("a caption\n<b> is[ red]", strip.ToText());
        Assert.Contains("&lt;b&gt;", strip.ToHtml());
        Assert.Single(strip.ToHtml().Split("<mark").Skip(1));
        // A class of its own: the charts' script draws everything that carries theirs.
        Assert.DoesNotContain("class=\"workbook-figure", strip.ToHtml());
        Assert.Throws<ArgumentException>(() => new TokenStrip("", ["a"], [0.5, 0.5]));
        Assert.Throws<ArgumentException>(() => new TokenStrip("", ["a"], null, 1));
    }

    [Fact]
    public void Every_view_of_the_chapter_draws_a_random_model()
    {
        using var files = new RandomCheckpoint();
        using var checkpoint = Checkpoint.Load(files.Folder);
        var question = Ask(checkpoint);
        var look = FirstLook.At(checkpoint, question, cancellation: Stop);
        IView[] views =
        [
            FirstLookFigures.Card(checkpoint), FirstLookFigures.Tokens(question), FirstLookFigures.Tokens(question, look.MostInformative),
            FirstLookFigures.Answers(look), FirstLookFigures.InformativeWeights(look), FirstLookFigures.Heads(look), FirstLookFigures.Distances(look),
            FirstLookFigures.Map(FirstLook.Map(checkpoint, look, look.MostEven), "a map"),
            FirstLookFigures.SortedWeights(look, look.MostInformative, look.MostSink, look.MostEven),
            FirstLookFigures.Summary(FirstLook.Summarize([look])), FirstLookFigures.Answers([look], 4),
            FirstLookFigures.DistanceTable(look, look.MostInformative, look.MostSink), FirstLookFigures.Asked(new(question, new("colour", "the cat", "red", 11, 27, ["red"]))), FirstLookFigures.WeightOverDistance([look], 0, 0),
        ];
        Assert.All(views, view => Assert.NotEmpty(view.ToHtml()));
        Assert.All(views, view => Assert.NotEmpty(view.ToText()));
    }

    [Fact]
    public void A_trace_gives_every_figure_that_it_can_and_says_what_the_others_lack()
    {
        using var subject = new LookSubject(TraceFile.Open(Reference.Trace));
        var story = StoryContext.Ask(subject, 1);
        Assert.Null(story.Asked);
        Assert.False(story.Question.HasAnswer);
        var look = FirstLook.At(subject, story.Question, cancellation: Stop);
        Assert.Equal(12, look.Heads.Count);
        Assert.False(look.Answered);
        Assert.True(double.IsNaN(look.AnswerProbability));
        Assert.All(look.Heads, h => Assert.Equal(1, h.Weights.Sum(), 1e-5));

        // The token followed is the one with the greatest mean weight at the last position, the first aside.
        var sums = Enumerable.Range(0, 6).Select(i => look.Heads.Sum(h => h.Weights[i])).ToArray();
        Assert.Equal(sums.Skip(1).Max(), sums[story.Question.Informative]);
        Assert.Equal(3, subject.Recorded(3).Informative);
        Assert.Contains("no token 6", Assert.Throws<WorkbookException>(() => subject.Recorded(6)).Message);

        var looks = FirstLook.AtEach(subject, [story.Question], Stop);
        var heads = FirstLook.Summarize(looks);
        Assert.All(
            new[] { FirstLookFigures.Distances(look), FirstLookFigures.DistanceTable(look, look.MostSink) },
            view => Assert.Contains("need the value vectors, which this trace lacks", Assert.IsType<Notice>(view).ToText()));
        Assert.All(
            new[] { FirstLookFigures.Answers(looks, 4), FirstLookFigures.Summary(heads), FirstLookFigures.WeightOverDistance(looks, heads) },
            view => Assert.Contains("needs answers to new questions", Assert.IsType<Notice>(view).ToHtml()));
        Assert.IsType<Notice>(FirstLookFigures.Asked(story));
        Assert.IsType<Figure>(FirstLookFigures.Answers(look));
        IView[] drawn =
        [
            FirstLookFigures.Card(subject), FirstLookFigures.Tokens(story.Question), FirstLookFigures.Tokens(story.Question, look.MostInformative),
            FirstLookFigures.InformativeWeights(look), FirstLookFigures.Heads(look), FirstLookFigures.Map(FirstLook.Map(subject, look, look.MostEven), "a map"),
            FirstLookFigures.SortedWeights(look, look.MostInformative, look.MostSink, look.MostEven),
        ];
        Assert.All(drawn, view => Assert.NotEmpty(view.ToHtml()));
    }

    [Fact]
    public void A_model_is_opened_by_name_device_and_number_type()
    {
        using var files = new RandomCheckpoint();
        using var subject = LookSubject.Open(files.Folder, null, "cpu", "bfloat16");
        using var checkpoint = subject.Checkpoint!;
        Assert.Equal(ScalarType.BFloat16, checkpoint.Model.TokenEmbedding.dtype);
        Assert.Equal(8, FirstLook.At(subject, Ask(checkpoint), cancellation: Stop).Heads.Count);
        Assert.Contains("no trace", Assert.Throws<WorkbookException>(() => subject.Recorded()).Message);
        Assert.Throws<UsageException>(() => LookSubject.Open(files.Folder, null, "cpu", "int4"));
    }
}
