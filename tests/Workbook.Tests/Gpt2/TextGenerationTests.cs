using TorchSharp;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Gpt2;

public class TextGenerationTests
{
    private static readonly int[] Context = [5, 250, 256, 17];

    private static Gpt2Model NewModel()
    {
        manual_seed(3);
        var model = new Gpt2Model(RandomCheckpoint.Config);
        model.eval();
        return model;
    }

    public static TheoryData<SamplingOptions> Options =>
    [
        SamplingOptions.Greedy, new SamplingOptions(Seed: 7), new SamplingOptions(0.7, TopK: 20, Seed: 8), new SamplingOptions(1.3, TopP: 0.8, Seed: 9),
    ];

    [Theory]
    [MemberData(nameof(Options))]
    public void A_cache_changes_no_token(SamplingOptions options)
    {
        using var model = NewModel();
        var cached = TextGeneration.Continue(model, Context, 28, options, Stop).ToArray();
        Assert.Equal(28, cached.Length);
        Assert.Equal(TextGeneration.Continue(model, Context, 28, options with { Cached = false }, Stop), cached);
    }

    [Fact]
    public void Contexts_beside_each_other_continue_as_they_would_alone()
    {
        using var model = NewModel();
        int[][] contexts = [Context, [9, 8, 7, 6], [1, 1, 1, 1]];
        var together = TextGeneration.ContinueEach(model, contexts, 12, new(Seed: 40), Stop).ToArray();
        for (var row = 0; row < contexts.Length; row++)
            Assert.Equal(TextGeneration.Continue(model, contexts[row], 12, new(Seed: 40 + row), Stop), together.Select(step => step[row]));
    }

    [Fact]
    public void Greedy_tokens_are_the_most_probable_of_the_whole_forward_pass()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        List<long> ids = [.. Context.Select(id => (long)id)];
        foreach (var token in TextGeneration.Continue(model, Context, 20, SamplingOptions.Greedy, Stop))
        {
            Assert.Equal(model.forward(tensor(ids).unsqueeze(0))[0][-1].argmax().item<long>(), token);
            ids.Add(token);
        }
    }

    [Fact]
    public void An_edited_model_generates_what_its_edited_forward_pass_says()
    {
        using var scope = NewDisposeScope();
        using var model = NewModel();
        var edit = AttentionEdit.Normalize(new Sparsemax());
        var token = TextGeneration.Continue(model, Context, 1, SamplingOptions.Greedy with { Edit = edit }, Stop).Single();
        Assert.Equal(model.forward(tensor(Context.Select(id => (long)id).ToArray()).unsqueeze(0), edit)[0][-1].argmax().item<long>(), token);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    public void Logits_of_a_model_fed_in_pieces_are_those_of_the_whole(double scale)
    {
        // The second piece has several tokens: its causal mask must be moved, which the fused kernel does not do by itself.
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var model = new Gpt2Model(RandomCheckpoint.Config with { ScaleLogits = scale == 1 });
        model.eval();
        var ids = tensor(new long[] { 5, 250, 256, 17, 99, 5, 1, 0, 40, 7, 2, 12 }).view(2, 6);
        using var cache = new KeyValueCache(model, 2);
        using var noGrad = no_grad();
        var pieces = new[] { (0, 2), (2, 3), (5, 1) }.Select(p => model.Continue(ids.narrow(1, p.Item1, p.Item2), cache)).ToList();
        Assert.Equal(6, cache.Length);
        Assert.True(cat(pieces, 1).allclose(model.forward(ids), atol: 1e-4));
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Draws_follow_the_stated_distribution(SamplingOptions options)
    {
        double[] logits = [1.2, -0.3, 2.0, 0.4, 0.4, -2.0, 1.0];
        var expected = Slow(logits, options);
        var actual = Sampling.Distribution(logits, options);
        for (var i = 0; i < logits.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12);

        const int draws = 40_000;
        var random = new Random(11);
        var counts = new int[logits.Length];
        for (var i = 0; i < draws; i++) counts[Sampling.Draw(actual, random)]++;
        var square = 0.0;
        for (var i = 0; i < logits.Length; i++)
        {
            if (expected[i] == 0) Assert.Equal(0, counts[i]);
            else square += Math.Pow(counts[i] - draws * expected[i], 2) / (draws * expected[i]);
        }
        // The 99.9 % point of chi-square with 6 degrees of freedom; fewer have less.
        Assert.InRange(square, 0, 22.5);
    }

    public static TheoryData<SamplingOptions> Distributions =>
    [
        new SamplingOptions(), new SamplingOptions(0.5), new SamplingOptions(3), new SamplingOptions(TopK: 3), new SamplingOptions(TopP: 0.7),
        new SamplingOptions(2, TopK: 5, TopP: 0.6), SamplingOptions.Greedy, new SamplingOptions(TopK: 100), new SamplingOptions(TopP: 1e-9),
    ];

    [Fact]
    public void Another_seed_gives_another_text_and_the_same_seed_the_same()
    {
        using var model = NewModel();
        int[] Text(int seed) => [.. TextGeneration.Continue(model, Context, 20, new(Seed: seed), Stop)];
        Assert.Equal(Text(1), Text(1));
        Assert.NotEqual(Text(1), Text(2));
    }

    [Fact]
    public void Contexts_and_options_out_of_range_are_refused_at_once()
    {
        using var model = NewModel();
        Assert.Contains("would grow by 29, the model reads at most 32", Assert.Throws<WorkbookException>(() => TextGeneration.Continue(model, Context, 29, cancellation: Stop)).Message);
        Assert.Contains("is empty", Assert.Throws<WorkbookException>(() => TextGeneration.Continue(model, [], 1, cancellation: Stop)).Message);
        Assert.Throws<ArgumentException>(() => TextGeneration.ContinueEach(model, [Context, [1]], 1, cancellation: Stop));
        foreach (var options in new SamplingOptions[] { new(-1), new(double.NaN), new(TopK: 0), new(TopP: 0), new(TopP: 1.5) })
            Assert.Throws<ArgumentOutOfRangeException>(() => TextGeneration.Continue(model, Context, 1, options, Stop));
        using var cache = new KeyValueCache(model, 1, 3);
        using var ids = tensor(new long[] { 1, 2, 3, 4 }).unsqueeze(0);
        Assert.Contains("the cache was made for 3", Assert.Throws<WorkbookException>(() => model.Continue(ids, cache)).Message);
    }

    [Fact]
    public void Nothing_stays_alive_after_generating()
    {
        using var model = NewModel();
        Generate();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (var round = 0; round < 3; round++)
        {
            Generate();
            Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }

        void Generate()
        {
            Assert.Equal(9, TextGeneration.Continue(model, Context, 9, cancellation: Stop).Count());
            Assert.Equal(2, TextGeneration.Continue(model, Context, 9, new(Cached: false), Stop).Take(2).Count());
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Sort by probability, keep tokens one by one, renormalize.
    private static double[] Slow(double[] logits, SamplingOptions options)
    {
        var result = new double[logits.Length];
        if (options.Temperature == 0)
        {
            result[2] = 1;
            return result;
        }
        var weights = logits.Select(l => Math.Exp(l / options.Temperature)).ToArray();
        var order = Enumerable.Range(0, logits.Length).OrderByDescending(i => weights[i]).ThenBy(i => i).Take(options.TopK ?? int.MaxValue).ToArray();
        var total = order.Sum(i => weights[i]);
        var mass = 0.0;
        foreach (var i in order)
        {
            result[i] = weights[i];
            mass += weights[i] / total;
            if (mass >= options.TopP) break;
        }
        var sum = result.Sum();
        return [.. result.Select(r => r / sum)];
    }
}
