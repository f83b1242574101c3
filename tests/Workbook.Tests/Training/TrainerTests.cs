using TorchSharp;
using Workbook.Gpt2;
using Workbook.Tests.Gpt2;
using Workbook.Training;
using Xunit;

namespace Workbook.Tests.Training;

public sealed class TrainerTests
{
    private static readonly TrainingOptions Tiny = new()
    {
        Seed = 5,
        Model = new Gpt2Config { Layers = 1, Heads = 2, Width = 16, ContextLength = 128, InitializerRange = 0.03 },
        Merges = 300,
        TokensPerStep = 128,
        TokensPerMeasurement = 512,
        BFloat16Products = false,
        CardQuestions = 4,
        CardTrigramTokens = 20_000,
        Stages = [new("repeats", 32, 1, 1024), new("stories", 64, 0, 1024)],
    };

    [Fact]
    public void A_run_writes_a_checkpoint_that_loads_and_a_card()
    {
        using var folder = new TemporaryFolder();
        var state = new Trainer(Tiny, folder.Path).Run(TestContext.Current.CancellationToken);
        Assert.Equal(2048, state.Tokens);
        Assert.Equal(2, state.Stage);
        Assert.All(state.Curve, point => Assert.True(double.IsFinite(point.TrainingLoss)));
        using var checkpoint = Checkpoint.Load(folder.Path);
        Assert.Equal(checkpoint.Tokenizer.VocabularySize, checkpoint.Config.VocabularySize);
        Assert.Contains("questions", File.ReadAllText(Path.Combine(folder.Path, "card.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_stopped_and_resumed_gives_the_weights_of_one_that_was_not()
    {
        using var whole = new TemporaryFolder();
        using var broken = new TemporaryFolder();
        new Trainer(Tiny, whole.Path).Run(TestContext.Current.CancellationToken);

        using var stop = new CancellationTokenSource();
        var points = 0;
        var half = new Trainer(Tiny, broken.Path, new Callback(() => { if (++points == 3) stop.Cancel(); })).Run(stop.Token);
        Assert.InRange(half.Tokens, 1, 2047);
        Assert.False(File.Exists(Path.Combine(broken.Path, "model.safetensors")));
        new Trainer(Tiny, broken.Path).Run(TestContext.Current.CancellationToken);

        Assert.Equal(
            File.ReadAllBytes(Path.Combine(whole.Path, "model.safetensors")),
            File.ReadAllBytes(Path.Combine(broken.Path, "model.safetensors")));
    }

    [Fact]
    public void A_run_with_another_normalizer_trains_through_it_and_its_checkpoint_keeps_it()
    {
        using var softmax = new TemporaryFolder();
        using var sparse = new TemporaryFolder();
        new Trainer(Tiny, softmax.Path).Run(TestContext.Current.CancellationToken);
        var options = Tiny with { Model = Tiny.Model with { Normalizer = "sparsemax:temperature=0.5" } };
        var state = new Trainer(options, sparse.Path).Run(TestContext.Current.CancellationToken);
        Assert.All(state.Curve, point => Assert.True(double.IsFinite(point.TrainingLoss)));
        using var checkpoint = Checkpoint.Load(sparse.Path);
        Assert.Equal("sparsemax:temperature=0.5", checkpoint.Config.Normalizer);
        Assert.NotEqual(File.ReadAllBytes(Path.Combine(softmax.Path, "model.safetensors")), File.ReadAllBytes(Path.Combine(sparse.Path, "model.safetensors")));
        Assert.Contains("--normalizer \"sparsemax:temperature=0.5\"", File.ReadAllText(Path.Combine(sparse.Path, "card.md")), StringComparison.Ordinal);
        Assert.DoesNotContain("ormalizer", File.ReadAllText(Path.Combine(softmax.Path, "state", "options.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("differential")]
    [InlineData("forgetting")]
    [InlineData("gated")]
    [InlineData("qk-norm:trainingLength=64")]
    [InlineData("selective")]
    public void A_run_with_an_attention_variant_resumes_and_its_checkpoint_gives_the_logits_of_training(string variant)
    {
        using var whole = new TemporaryFolder();
        using var broken = new TemporaryFolder();
        var options = Tiny with { Model = Tiny.Model with { Normalizer = variant }, TokensPerMeasurement = 256, Stages = [new("stories", 64, 0, 768)] };
        var state = new Trainer(options, whole.Path).Run(TestContext.Current.CancellationToken);
        Assert.All(state.Curve, point => Assert.True(double.IsFinite(point.TrainingLoss)));

        using var stop = new CancellationTokenSource();
        Assert.Equal(0, new Trainer(options, broken.Path, new Callback(stop.Cancel)).Run(stop.Token).Stage);
        new Trainer(options, broken.Path).Run(TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(Path.Combine(whole.Path, "model.safetensors")), File.ReadAllBytes(Path.Combine(broken.Path, "model.safetensors")));

        // The state holds the weights as they were trained; the checkpoint goes through its own layout and reader.
        using var scope = torch.NewDisposeScope();
        using var checkpoint = Checkpoint.Load(whole.Path);
        Assert.Equal(variant, checkpoint.Config.Normalizer);
        using var trained = new Gpt2Model(checkpoint.Config);
        using var reader = SafetensorsReader.Open(Path.Combine(whole.Path, "state", "model.safetensors"));
        using var quiet = torch.no_grad();
        foreach (var (name, parameter) in trained.named_parameters()) parameter.copy_(reader.Read(name));
        var ids = torch.arange(40, dtype: torch.ScalarType.Int64).unsqueeze(0);
        Assert.Equal(0, (trained.forward(ids) - checkpoint.Model.forward(ids)).abs().max().item<float>());
        Assert.Contains($"--normalizer \"{variant}\"", File.ReadAllText(Path.Combine(whole.Path, "card.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_other_options_is_refused()
    {
        using var folder = new TemporaryFolder();
        new Trainer(Tiny, folder.Path).Run(TestContext.Current.CancellationToken);
        var error = Assert.Throws<WorkbookException>(() => new Trainer(Tiny with { LearningRate = 1 }, folder.Path).Run(TestContext.Current.CancellationToken));
        Assert.Contains("other options", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AdamW_equals_the_tensor_librarys_own()
    {
        using var scope = torch.NewDisposeScope();
        torch.random.manual_seed(3);
        var start = torch.randn(5, 4, dtype: torch.ScalarType.Float64);
        var target = torch.randn(5, 4, dtype: torch.ScalarType.Float64);
        var ours = torch.nn.Parameter(start.clone());
        var theirs = torch.nn.Parameter(start.clone());
        using var mine = new AdamW([("p", ours)], decay: 0.1);
        using var library = torch.optim.AdamW([theirs], lr: 0.01, beta1: 0.9, beta2: 0.99, weight_decay: 0.1);
        for (var step = 1; step <= 20; step++)
        {
            (ours - target).pow(4).sum().backward();
            mine.Step(0.01, step, clip: 1e9);
            library.zero_grad();
            (theirs - target).pow(4).sum().backward();
            library.step();
        }

        Assert.InRange((ours - theirs).abs().max().item<double>(), 0, 1e-9);
    }

    [Fact]
    public void A_long_gradient_is_scaled_to_the_clip()
    {
        using var scope = torch.NewDisposeScope();
        var p = torch.nn.Parameter(torch.zeros(3, dtype: torch.ScalarType.Float64));
        using var optimizer = new AdamW([("p", p)], decay: 0);
        (p * torch.tensor(new[] { 3.0, 0, 4.0 })).sum().backward();
        optimizer.Step(0, 1, clip: 1);
        var mean = optimizer.Moments()["mean.p"];
        Assert.InRange(mean.norm().item<double>(), 0.1 - 1e-6, 0.1 + 1e-6);
    }

    [Fact]
    public void Rows_of_repeats_say_where_copying_is_possible()
    {
        using var folder = new TemporaryFolder();
        BytePairTrainer.Write(folder.Path, Trainer.StoryMerges(5, 300));
        var text = new TrainingText(Gpt2Tokenizer.Load(folder.Path));
        for (var seed = 0; seed < 50; seed++)
        {
            var row = text.Row(new Random(seed), 64, repeats: 1);
            Assert.Equal(65, row.Ids.Length);
            var period = row.CopiedFrom - 2;
            for (var i = row.CopiedFrom; i < row.Ids.Length; i++) Assert.Equal(row.Ids[i - period], row.Ids[i]);
        }
    }

    [Fact]
    public void Rows_of_stories_say_where_the_answers_are()
    {
        using var folder = new TemporaryFolder();
        BytePairTrainer.Write(folder.Path, Trainer.StoryMerges(5, 2000));
        var tokenizer = Gpt2Tokenizer.Load(folder.Path);
        var values = FactKind.All.SelectMany(kind => kind.Values).ToHashSet();
        var text = new TrainingText(tokenizer);
        var answers = 0;
        for (var seed = 0; seed < 50; seed++)
        {
            var row = text.Row(new Random(seed), 256, repeats: 0);
            foreach (var index in row.Answers) Assert.Contains(tokenizer.Decode([row.Ids[index]]).Trim(), values);
            answers += row.Answers.Count;
        }

        Assert.True(answers > 50);
    }

    private sealed class Callback(Action action) : IProgress<TrainingPoint>
    {
        public void Report(TrainingPoint value) => action();
    }
}
