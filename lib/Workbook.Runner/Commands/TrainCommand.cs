using System.CommandLine;
using Workbook.Normalizers;
using Workbook.Training;

namespace Workbook.Runner.Commands;

/// <summary>The verb <c>train</c>: trains a small GPT-2 from scratch on generated stories.</summary>
internal static class TrainCommand
{
    private const string Notes = """
        Examples:
          train                            the embedded checkpoint's recipe, into artifacts/nano
          train --scale 0.1 --out probe    the same stages with a tenth of the tokens each
          train --normalizer entmax:alpha=1.3 --out sparse
          train --normalizer differential --out difference

        The state is saved every few minutes and when the run is stopped: the same command goes on from there. The same
        options give the same weights on the same machine. At the end the folder holds a checkpoint for --model, its
        loss curve (curve.json) and its card (card.md).

        Exit codes:
          0    the checkpoint is written
          1    the folder can't be written, or its saved state does not fit the options
          2    wrong usage
          130  stopped by Ctrl-C; the state is saved
        """;

    private static readonly TrainingOptions Defaults = new();

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The checkpoint's folder, artifacts/nano if none is given.",
        HelpName = "FOLDER",
    };

    private static readonly Option<int> Seed = Number("--seed", "Seed of weights, tokenizer and text.", Defaults.Seed, 0, int.MaxValue);
    private static readonly Option<int> Threads = Number("--threads", "Threads of the tensor library.", Defaults.Threads, 1, 1024);
    private static readonly Option<int> Layers = Number("--layers", "Blocks of the model.", Defaults.Model.Layers, 1, 48);
    private static readonly Option<int> Heads = Number("--heads", "Attention heads a block.", Defaults.Model.Heads, 1, 64);
    private static readonly Option<int> Width = Number("--width", "Width of the residual stream, a multiple of the heads.", Defaults.Model.Width, 8, 4096);

    private static readonly Option<double> Scale = new("--scale")
    {
        Description = "Multiplies the most tokens of every stage.",
        HelpName = "FACTOR",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<bool> Float32 = new("--float32")
    {
        Description = "Take matrix products in float32 too: faster on a processor without bfloat16 instructions.",
    };

    private static readonly Option<string> Normalizer = new("--normalizer")
    {
        Description = $"Makes attention's weights instead of softmax; parameters after a colon, such as entmax:alpha=1.3. One of {string.Join(", ", NormalizerCatalogue.All.Select(f => f.Name))}; or, for attention that reads more than a row of logits, one of {string.Join(", ", NormalizerCatalogue.Variants.Select(v => v.Name))}.",
        HelpName = "NAME",
    };

    public static Command Create()
    {
        var command = new Verb("train", "Train a small GPT-2 from scratch on generated stories, resumable.", Notes)
        {
            Out, Seed, Threads, Layers, Heads, Width, Scale, Float32, Normalizer,
        };
        command.SetAction(parsed => Run(Options(parsed), parsed.GetValue(Out) ?? Path.Combine(WorkbookRoot.Find(), "artifacts", "nano")));
        return command;
    }

    private static TrainingOptions Options(ParseResult parsed)
    {
        var (heads, width, scale) = (parsed.GetValue(Heads), parsed.GetValue(Width), parsed.GetValue(Scale));
        if (width % heads != 0) throw new UsageException($"--width {width} is not a multiple of --heads {heads}.");
        if (!(scale > 0 && scale <= 1000)) throw new UsageException($"--scale {scale} must lie above 0 and be at most 1000.");
        return Defaults with
        {
            Seed = parsed.GetValue(Seed),
            Threads = parsed.GetValue(Threads),
            BFloat16Products = !parsed.GetValue(Float32),
            Model = Defaults.Model with { Layers = parsed.GetValue(Layers), Heads = heads, Width = width, Normalizer = Chosen(parsed.GetValue(Normalizer), width / heads) },
            Stages = [.. Defaults.Stages.Select(stage => stage with { MostTokens = Math.Max(1, (long)Math.Round(stage.MostTokens * scale)) })],
        };
    }

    private static string? Chosen(string? text, int headWidth)
    {
        if (text is null) return null;
        try
        {
            var attention = NormalizerCatalogue.FindAttention(text);
            _ = attention.Learned(headWidth);

            // With every parameter, so that two spellings of one normalizer are one run.
            return NormalizerCatalogue.Text(attention);
        }
        catch (ArgumentException error)
        {
            throw new UsageException($"--normalizer {text}: {NormalizerCatalogue.Reason(error)}.");
        }
    }

    private static int Run(TrainingOptions options, string folder)
    {
        using var signal = new StopSignal();
        var most = options.Stages.Sum(stage => stage.MostTokens);
        TrainingState state;
        try
        {
            state = new Trainer(options, folder, new Lines(most)).Run(signal.Token);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{folder} can't be written ({error.Message.TrimEnd('.')}); choose another with --out.", error);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"Stopped while the finished model was measured; its state is saved in {WorkbookRoot.Display(folder)}: the same command goes on from there.");
            return ExitCode.Stopped;
        }

        if (state.Stage < options.Stages.Count)
        {
            Console.Error.WriteLine($"Stopped after {state.Tokens:N0} tokens; the state is saved in {WorkbookRoot.Display(folder)}: the same command goes on from there.");
            return ExitCode.Stopped;
        }

        Console.WriteLine($"Trained on {state.Tokens:N0} tokens in {TimeText.Of(TimeSpan.FromSeconds(state.Seconds))}; card and checkpoint are in {WorkbookRoot.Display(folder)}.");
        return ExitCode.Done;
    }

    private static Option<int> Number(string name, string description, int usual, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, out var value) || value < least || value > most))
                result.AddError($"{name} takes a whole number from {least} to {most}, not \"{token.Value}\"");
        });
        return option;
    }

    /// <summary>One line a measurement.</summary>
    private sealed class Lines(long most) : IProgress<TrainingPoint>
    {
        public void Report(TrainingPoint value)
        {
            var left = TimeSpan.FromSeconds((most - value.Tokens) * value.Seconds / value.Tokens);
            Console.WriteLine(
                $"{value.Tokens / 1e6,6:f2} M tokens  {value.Stage,-16} loss {value.TrainingLoss:f3}  stories {value.StoryLoss:f3}  "
                + $"copied {value.CopyAccuracy:p1}  answered {value.AnswerAccuracy:p1}  {value.Tokens / value.Seconds:N0} tokens/s  at most {TimeText.About(left)}");
        }
    }
}
