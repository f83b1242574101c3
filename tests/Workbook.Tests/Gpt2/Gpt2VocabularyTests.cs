using System.Text.Json;
using Workbook.Gpt2;
using Xunit;

namespace Workbook.Tests.Gpt2;

public class Gpt2VocabularyTests
{
    private static List<string> Tokens => [.. Enumerable.Range(0, 256).Select(b => ByteLevelAlphabet.Character((byte)b).ToString()), "ab", "abc", "<|endoftext|>"];

    private static string Json(IEnumerable<string> tokens) => JsonSerializer.Serialize(tokens.Select((t, i) => (t, i)).ToDictionary(p => p.t, p => p.i));

    private static string MessageFor(string? vocabulary, string? merges)
    {
        using var folder = new TemporaryFolder();
        if (vocabulary is not null) folder.Write("vocab.json", vocabulary);
        if (merges is not null) folder.Write("merges.txt", merges);
        return Assert.Throws<WorkbookException>(() => Gpt2Tokenizer.Load(folder.Path)).Message;
    }

    [Theory]
    [InlineData("#version: 0.2\na b\nab c\n")]
    [InlineData("a b\r\nab c")]
    public void A_small_vocabulary_loads_with_or_without_the_version_line(string merges)
    {
        using var folder = new TemporaryFolder();
        folder.Write("vocab.json", Json(Tokens));
        folder.Write("merges.txt", merges);
        var tokenizer = Gpt2Tokenizer.Load(folder.Path);
        Assert.Equal([257, 256, 'b', 258], tokenizer.EncodeIds("abcabb<|endoftext|>"));
    }

    [Fact]
    public void The_byte_characters_are_those_of_vocabulary_files()
    {
        Assert.Equal("\u0120a\u010a\u00c3\u00a9", ByteLevelAlphabet.Write(" a\n\u00e9"));
        Assert.Equal(256, Enumerable.Range(0, 256).Select(b => ByteLevelAlphabet.Character((byte)b)).Distinct().Count());
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        Assert.Contains("vocab.json: cannot be read", MessageFor(null, ""));
        Assert.Contains("merges.txt: cannot be read", MessageFor(Json(Tokens), null));
    }

    [Theory]
    [InlineData("[]", "not a table of tokens")]
    [InlineData("{\"a\":0", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    [InlineData("{\"a\":1.5}", "the token a has an id")]
    [InlineData("{\"a\":\"x\"}", "the token a has an id")]
    [InlineData("{\"a\":-1}", "the token a has an id")]
    [InlineData("{\"a\":0,\"a\":1}", "the token a stands twice")]
    [InlineData("{\"a\":0,\"b\":0}", "the id 0 stands for both a and b")]
    [InlineData("{\"a\":0,\"b\":2}", "has 2 tokens, so ids run to 1, but b has 2")]
    [InlineData("{\"a b\":0}", "not written in GPT-2's byte characters")]
    [InlineData("{\"\":0}", "not written in GPT-2's byte characters")]
    [InlineData("{\"\\ud800\":0}", "not valid")]
    [InlineData("{\"a\":0}", "has no token for the byte 0")]
    public void A_broken_vocabulary_is_refused_with_the_reason(string json, string reason) => Assert.Contains(reason, MessageFor(json, ""));

    [Fact]
    public void A_vocabulary_without_the_end_of_text_is_refused() =>
        Assert.Contains("has no token <|endoftext|>", MessageFor(Json(Tokens.SkipLast(1)), ""));

    [Theory]
    [InlineData("a\n", "line 1: is not two tokens")]
    [InlineData("#version: 0.2\na b c\n", "line 2: is not two tokens")]
    [InlineData("a b\nb c\n", "line 2: needs the token bc, which vocab.json does not have")]
    [InlineData("a b\na b\n", "line 2: repeats the merge a b")]
    public void Broken_merges_are_refused_with_the_line(string merges, string reason) => Assert.Contains(reason, MessageFor(Json(Tokens), merges));
}
