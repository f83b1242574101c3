using System.Text;
using Xunit;

namespace Workbook.Tests.Gpt2;

/// <summary>
/// The tokenizer with GPT-2's real vocabulary against two others that share no code with it: SharpToken's r50k, and the slow form. SharpToken
/// splits letters and digits outside the basic plane as signs, which GPT-2 does not; those texts have the slow form alone.
/// </summary>
public class Gpt2TokenizerParityTests(R50k r50k) : IClassFixture<R50k>
{
    private const int Texts = 1000;

    public static TheoryData<string> Kinds => [.. NastyTexts.Kinds.Keys];

    [Fact]
    public void The_kinds_make_well_over_ten_thousand_texts_for_SharpToken() =>
        Assert.True(10_000 <= NastyTexts.Kinds.Sum(kind => Enumerable.Range(0, Texts).Count(seed => !NastyTexts.HasFarLetter(kind.Value(new Random(seed))))));

    [Theory, MemberData(nameof(Kinds))]
    public void Ids_equal_those_of_SharpToken_and_of_the_slow_form_and_decode_to_the_text(string kind)
    {
        var encoding = SharpToken.GptEncoding.GetEncoding("r50k_base");
        for (var seed = 0; seed < Texts; seed++)
        {
            var text = NastyTexts.Kinds[kind](new Random(seed));
            var ids = r50k.Tokenizer.EncodeIds(text);
            if (!NastyTexts.HasFarLetter(text)) Assert.Equal(encoding.Encode(text), ids);
            Assert.Equal(SlowBpe.Encode(r50k.Ranks, text), ids);
            Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)), r50k.Tokenizer.Decode(ids));
        }
    }

    [Theory]
    [InlineData("a"), InlineData(" "), InlineData("\n"), InlineData("="), InlineData("7"), InlineData("\u6f22"), InlineData("\ud83d\ude00"), InlineData("\ud835\udc9c"), InlineData("ab"), InlineData("half a pair")]
    public void A_run_of_100_000_characters_is_encoded_exactly(string unit)
    {
        // Half a surrogate pair can't be an attribute's argument.
        if (unit == "half a pair") unit = "\ud800";
        var text = string.Concat(Enumerable.Repeat(unit, 100_000 / unit.Length));
        var spans = r50k.Tokenizer.Encode(text);
        var clean = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        Assert.Equal(clean, r50k.Tokenizer.Decode(spans.Select(span => span.Id)));
        Assert.Equal((0, text.Length), (spans[0].Start, spans[^1].End));
        Assert.All(spans, span => Assert.Equal(clean.Substring(span.Start, span.Length), span.Text));
        Assert.Equal(FastBpe.Encode(r50k.Ranks, clean), spans.Select(span => span.Id));
    }
}
