using CsCheck;
using Workbook.Training;
using Xunit;

namespace Workbook.Tests.Training;

public sealed class StoryGeneratorTests
{
    private static readonly Gen<(int Seed, StoryOptions Options)> Cases =
        from seed in Gen.Int[0, int.MaxValue - 1]
        from words in Gen.Int[24, 600]
        from facts in Gen.Int[1, 12]
        from filler in Gen.Double[0, 0.95]
        from asking in Gen.Double[0, 1]
        select (seed, new StoryOptions { Words = words, FactsPerKind = facts, Filler = filler, Asking = asking });

    [Fact]
    public void The_same_seed_gives_the_same_story() => Cases.Sample(
        c => StoryGenerator.Next(new Random(c.Seed), c.Options).Text == StoryGenerator.Next(new Random(c.Seed), c.Options).Text,
        iter: 50);

    [Fact]
    public void A_story_is_no_longer_than_asked() => Cases.Sample(
        c => Words(StoryGenerator.Next(new Random(c.Seed), c.Options).Text) <= c.Options.Words,
        iter: 100);

    [Fact]
    public void A_question_names_the_value_where_it_was_stated_and_where_it_is_answered() => Cases.Sample(
        c =>
        {
            var story = StoryGenerator.Next(new Random(c.Seed), c.Options);
            foreach (var q in story.Questions)
            {
                Assert.Equal(q.Value, story.Text.Substring(q.FactStart, q.Value.Length));
                Assert.Equal(q.Value, story.Text.Substring(q.AnswerStart, q.Value.Length));
                Assert.True(q.FactStart < q.AnswerStart);
                Assert.Contains(q.Value, q.Choices);
                Assert.Equal(q.Choices.Count, q.Choices.Distinct().Count());
                Assert.True(q.Choices.Count <= c.Options.FactsPerKind);
            }
        },
        iter: 200);

    [Fact]
    public void Only_the_statement_tells_the_answer() => Cases.Sample(
        c =>
        {
            // The sentence of the fact stands exactly once before the answer: the informative token is unique.
            var story = StoryGenerator.Next(new Random(c.Seed), c.Options);
            foreach (var q in story.Questions)
            {
                var kind = FactKind.All.Single(k => k.Name == q.Kind);
                var statement = string.Format(kind.Statement, q.Entity, q.Value);
                var before = story.Text[..q.AnswerStart];
                Assert.Equal(before.IndexOf(statement, StringComparison.Ordinal), before.LastIndexOf(statement, StringComparison.Ordinal));
                Assert.All(
                    kind.Values.Where(value => value != q.Value),
                    value => Assert.DoesNotContain(string.Format(kind.Statement, q.Entity, value), story.Text));
            }
        },
        iter: 200);

    [Theory]
    [InlineData(16)]
    [InlineData(40)]
    [InlineData(256)]
    [InlineData(1000)]
    public void A_probe_keeps_its_distance_and_its_choices(int distance)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var story = StoryGenerator.Probe(new Random(seed), distance, choices: 4);
            var question = Assert.Single(story.Questions);
            var met = Words(story.Text[question.FactStart..question.AnswerStart]);
            Assert.InRange(met, distance - 8, distance);
            Assert.Equal(4, question.Choices.Count);
            Assert.All(question.Choices, choice => Assert.Contains(choice, story.Text));
            Assert.True(Words(story.Text) <= Math.Max(distance + 2, 1010));
        }
    }

    [Fact]
    public void No_word_is_a_value_of_two_kinds()
    {
        var values = FactKind.All.SelectMany(kind => kind.Values).ToList();
        Assert.Equal(values.Count, values.Distinct().Count());
    }

    // A slow count of the generator's own measure: words and marks.
    private static int Words(string text) =>
        System.Text.RegularExpressions.Regex.Count(text, @"\w+|[^\w\s]");
}
