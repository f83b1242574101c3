using System.Text;
using CsCheck;
using Workbook.Gpt2;
using Xunit;

namespace Workbook.Tests.Gpt2;

public class Gpt2TokenizerTests(R50k r50k) : IClassFixture<R50k>
{
    /// <summary>Texts at which byte-level encoders have gone wrong.</summary>
    public static TheoryData<string> Nasty =>
    [
        "", " ", "  ", "\n", " \n ", "\r\n\r\n", "\t\t x", "a", " a", "  a", "a ", "a  ", "a  b", "Hello world", "Hello  world\n\nNext",
        "I'm we're they've he'd she'll it's can't 'S 'Tis ''s", "don\u2019t", "x=1;y=22;z=3.14e-10", "1234567890 12 3", "  leading", "trailing   ",
        "# # ##", "#version: 0.2", "!!!???...", "na\u00efve caf\u00e9 e\u0301", "\u00a0nbsp\u00a0\u00a0x", "\u3000\u4e2d\u6587\u3000\u5b57", "\u65e5\u672c\u8a9e\u30c6\u30b9\u30c8",
        "\u0420\u0443\u0441\u0441\u043a\u0438\u0439 \u0442\u0435\u043a\u0441\u0442", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629", "\ud83d\ude00\ud83d\ude00 \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67", "a\ud83d\ude00b 1\ud83d\ude001",
        "\u0085\u2028\u2029\u200b\ufeff", "\0\u0001\u007f", "\u00bd\u2167\u0664", "_under_score_ CamelCase", "http://example.com/?q=a%20b&c=d#e",
        "<|endoftext", "<|endoftext|>", "a<|endoftext|>b<|endoftext|><|endoftext|> c", "<<|endoftext|>>",
    ];

    /// <summary>Letters and digits outside the basic plane, which .NET's regular expressions take for signs.</summary>
    public static TheoryData<string> OutsideTheBasicPlane =>
        ["\ud835\udc9cbc", "\ud835\udfd8\ud835\udfd9 7", "x\ud840\udc00y z\ud840\udc00", "\ud800\udf30\ud800\udf31 '\ud835\udcc8s", "\ud83d\ude00'\ud83d\ude00s", " \ud835\udc9c  \ud835\udfd8"];

    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.String[Gen.Char["ab 's\n\t1.\u00e9\u4e2d"], 0, 40],
        Gen.String[Gen.Char, 0, 30],
        Gen.OneOf(new[] { "the", " cat", "'re", "  ", "\n", "\ud83d\ude00", "\ud835\udc9c", "\ud835\udfd8", "<|endoftext|>", "99", "\u0301", "\ud800", "\udc00" }.Select(s => Gen.Const(s)).ToArray()).Array[0, 12].Select(string.Concat));

    [Theory, MemberData(nameof(Nasty))]
    public void Ids_equal_those_of_SharpToken(string text) =>
        Assert.Equal(SharpToken.GptEncoding.GetEncoding("r50k_base").Encode(text, new HashSet<string> { "<|endoftext|>" }), r50k.Tokenizer.EncodeIds(text));

    [Theory, MemberData(nameof(Nasty)), MemberData(nameof(OutsideTheBasicPlane))]
    public void Ids_equal_those_of_the_slow_form(string text) => Assert.Equal(Slow(text), r50k.Tokenizer.EncodeIds(text));

    [Fact]
    public void Ids_of_random_texts_equal_those_of_the_slow_form() =>
        Texts.Sample(text => Slow(text).SequenceEqual(r50k.Tokenizer.EncodeIds(text)), iter: 3000);

    [Fact]
    public void Decoding_gives_the_text_back_and_half_a_surrogate_pair_becomes_the_replacement_character() =>
        Texts.Sample(text => r50k.Tokenizer.Decode(r50k.Tokenizer.EncodeIds(text)) == Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), iter: 3000);

    [Fact]
    public void Spans_cover_the_text_in_order_and_hold_their_own_characters() =>
        Texts.Sample(text =>
        {
            var clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            Assert.Equal(text.Length, clean.Length);
            var spans = r50k.Tokenizer.Encode(text);
            Assert.Equal(r50k.Tokenizer.EncodeIds(text), spans.Select(s => s.Id));
            var position = 0;
            foreach (var span in spans)
            {
                // Tokens touch, or share the one character whose bytes they divide.
                Assert.InRange(span.Start, position - 2, position);
                Assert.True(span.Length > 0 && span.End >= position);
                Assert.Equal(clean.Substring(span.Start, span.Length), span.Text);
                position = span.End;
            }
            Assert.Equal(text.Length, position);
        }, iter: 3000);

    [Fact]
    public void A_character_of_several_tokens_belongs_whole_to_each()
    {
        // U+1F600 and U+65E5 are cut inside their UTF-8 forms by GPT-2's vocabulary.
        var spans = r50k.Tokenizer.Encode("a\ud83d\ude00");
        Assert.True(spans.Count > 2);
        Assert.All(spans.Skip(1), s => Assert.Equal((1, 2, "\ud83d\ude00"), (s.Start, s.Length, s.Text)));
    }

    [Fact]
    public void The_end_of_text_is_one_token_that_decodes_to_itself()
    {
        Assert.Equal(50256, r50k.Tokenizer.EndOfText);
        Assert.Equal(50257, r50k.Tokenizer.VocabularySize);
        Assert.Equal([64, 50256, 275], r50k.Tokenizer.EncodeIds("a<|endoftext|> b"));
        Assert.Equal((50256, 1, 13), r50k.Tokenizer.Encode("a<|endoftext|> b")[1] is var s ? (s.Id, s.Start, s.Length) : default);
        Assert.Equal("<|endoftext|>", r50k.Tokenizer.Decode([50256]));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(50257)]
    public void An_id_outside_the_vocabulary_is_named(int id) =>
        Assert.Contains($"{id} is not in the vocabulary", Assert.Throws<WorkbookException>(() => r50k.Tokenizer.Decode([1, id])).Message);

    [Fact]
    public void A_cut_inside_a_character_decodes_to_the_replacement_character() =>
        Assert.Contains('\ufffd', r50k.Tokenizer.Decode(r50k.Tokenizer.EncodeIds("\ud83d\ude00").Take(1)));

    [Fact]
    public void Ids_and_texts_of_real_prompts_are_those_of_GPT2()
    {
        foreach (var prompt in Reference.Gpt2Prompts())
        {
            var spans = r50k.Tokenizer.Encode(prompt.Text);
            Assert.Equal(prompt.Ids, spans.Select(s => s.Id));
            Assert.Equal(prompt.Tokens, spans.Select(s => s.Text));
        }
    }

    private List<int> Slow(string text)
    {
        var parts = text.Split("<|endoftext|>");
        return [.. parts.SelectMany((part, i) => SlowBpe.Encode(r50k.Ranks, part).Concat(i + 1 < parts.Length ? [r50k.Tokenizer.EndOfText] : []))];
    }
}
