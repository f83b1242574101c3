using CsCheck;
using Workbook.Gpt2;
using Workbook.Tests.Gpt2;
using Workbook.Training;
using Xunit;

namespace Workbook.Tests.Training;

public sealed class BytePairTrainerTests
{
    [Fact]
    public void The_most_frequent_pair_is_merged_first()
    {
        var trainer = new BytePairTrainer();
        trainer.Add("abab abab ab");
        var merges = trainer.Learn(2);
        Assert.Equal(("a", "b"), merges[0]);
        Assert.Equal(2, merges.Count);
    }

    [Fact]
    public void Pairs_that_stand_once_are_left_alone()
    {
        var trainer = new BytePairTrainer();
        trainer.Add("xyz");
        Assert.Empty(trainer.Learn(100));
    }

    [Fact]
    public void The_written_tokenizer_gives_back_every_text() => Gen.String[0, 60].Sample(
        text => Assert.Equal(WellFormed(text), Tokenizer.Value.Decode(Tokenizer.Value.EncodeIds(text))),
        iter: 300);

    [Fact]
    public void Every_value_of_a_fact_is_one_token()
    {
        foreach (var value in FactKind.All.SelectMany(kind => kind.Values))
            Assert.Single(Tokenizer.Value.EncodeIds(" " + value));
    }

    [Fact]
    public void Encoding_applies_the_merges_in_the_order_in_which_they_were_learnt()
    {
        // Independent: merge the first learnt pair everywhere, then the second, and so on.
        var merges = Merges.Value;
        for (var seed = 0; seed < 20; seed++)
        {
            var text = StoryGenerator.Next(new Random(seed), new StoryOptions { Words = 60 }).Text;
            foreach (var (offset, length) in new Gpt2PreTokenizer().PreTokenize(text))
            {
                var pieces = ByteLevelAlphabet.Write(text.Substring(offset, length)).Select(c => c.ToString()).ToList();
                foreach (var (left, right) in merges)
                {
                    for (var i = 0; i + 1 < pieces.Count; i++)
                    {
                        if (pieces[i] != left || pieces[i + 1] != right) continue;
                        pieces[i] += right;
                        pieces.RemoveAt(i + 1);
                    }
                }

                Assert.Equal(pieces.Count, Tokenizer.Value.EncodeIds(text.Substring(offset, length)).Length);
            }
        }
    }

    private static readonly Lazy<IReadOnlyList<(string Left, string Right)>> Merges = new(() => Trainer.StoryMerges(7, 2000));

    private static readonly Lazy<Gpt2Tokenizer> Tokenizer = new(() =>
    {
        using var folder = new TemporaryFolder();
        BytePairTrainer.Write(folder.Path, Merges.Value);
        return Gpt2Tokenizer.Load(folder.Path);
    });

    // Half of a surrogate pair alone is no character; it comes back as U+FFFD.
    private static string WellFormed(string text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
