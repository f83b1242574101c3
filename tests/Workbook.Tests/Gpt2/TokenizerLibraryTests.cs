using Microsoft.ML.Tokenizers;
using Workbook.Gpt2;
using Xunit;

namespace Workbook.Tests.Gpt2;

/// <summary>
/// Where Microsoft.ML.Tokenizers, used as it comes, differs from GPT-2. When one of these fails, the library has changed: what
/// <see cref="Gpt2Tokenizer"/> does about it, and says in its remarks, may go.
/// </summary>
public class TokenizerLibraryTests(R50k r50k) : IClassFixture<R50k>
{
    private readonly BpeTokenizer plain = BpeTokenizer.Create(new BpeOptions(Path.Combine(r50k.Folder, "vocab.json"), Path.Combine(r50k.Folder, "merges.txt"))
    {
        ByteLevel = true,
        PreTokenizer = RobertaPreTokenizer.Instance,
        SpecialTokens = new Dictionary<string, int> { [Gpt2Tokenizer.EndOfTextToken] = 50256 },
    });

    [Fact]
    public void A_letter_outside_the_basic_plane_is_taken_for_a_sign()
    {
        const string text = "\ud835\udc9c's";
        Assert.Equal(SlowBpe.Encode(r50k.Ranks, text), r50k.Tokenizer.EncodeIds(text));
        Assert.NotEqual(r50k.Tokenizer.EncodeIds(text), plain.EncodeToIds(text));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_bytes_that_are_no_text()
    {
        const string text = "x\ud800y";
        Assert.Equal("x\ufffdy", r50k.Tokenizer.Decode(r50k.Tokenizer.EncodeIds(text)));
        Assert.Equal("x\ufffd\ufffd\ufffdy", plain.Decode(plain.EncodeToIds(text)));
    }

    [Fact]
    public void The_end_of_text_is_cut_like_any_text()
    {
        Assert.Equal([50256], r50k.Tokenizer.EncodeIds("<|endoftext|>"));
        Assert.NotEqual([50256], plain.EncodeToIds("<|endoftext|>"));
    }

    [Fact]
    public void A_token_of_a_far_character_is_said_to_cover_half_of_it()
    {
        const string text = "a\ud83d\ude00b";
        var tokens = plain.EncodeToTokens(text, out _);
        Assert.Equal([(0, 1), (1, 2), (1, 2), (3, 4)], tokens.Select(token => (token.Offset.Start.Value, token.Offset.End.Value)));
        Assert.Equal([(0, 1), (1, 3), (1, 3), (3, 4)], r50k.Tokenizer.Encode(text).Select(span => (span.Start, span.End)));
    }

    [Fact]
    public void The_ready_made_tokenizer_has_tokens_that_GPT2_lacks()
    {
        using var vocabulary = File.OpenRead(Path.Combine(r50k.Folder, "vocab.json"));
        using var merges = File.OpenRead(Path.Combine(r50k.Folder, "merges.txt"));
        var ready = CodeGenTokenizer.Create(vocabulary, merges);
        Assert.Contains(ready.EncodeToIds("  a"), id => id > 50256);
        Assert.Equal("", ready.Decode([50256]));
    }
}
