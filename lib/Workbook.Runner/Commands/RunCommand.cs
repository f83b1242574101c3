using System.CommandLine;
using System.CommandLine.Parsing;
using Workbook.Torch;

namespace Workbook.Runner.Commands;

/// <summary>The verb <c>run</c>: executes notebooks and writes the report.</summary>
internal static class RunCommand
{
    public const string Name = "run";

    private const string Notes = """
        Examples:
          run                                      every notebook, report in artifacts/report
          run 02 07-gpt2-first-look                two of them
          run 07 --model /data/gpt2 --set seed=7   another checkpoint and seed
          run 08 --text story.txt --set length=512 another text and context length
          run 07 --trace story.safetensors         attention that another program has recorded
          run --json > run.json                    the run's JSON on standard output

        The report's folder is replaced whole when the run ends; a run that cannot write leaves the last report.

        Exit codes:
          0    every notebook ran
          1    a cell failed, or the report cannot be written
          2    wrong usage
          130  stopped by Ctrl-C; the finished notebooks are in the report
        """;

    private static readonly Argument<string[]> Notebooks = new("NOTEBOOK")
    {
        Description = "A notebook's name, its number, or a path; every notebook of the workbook when none is given.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> Model = new("--model")
    {
        Description = "The checkpoint: an id, or a folder that holds one.",
        HelpName = "ID|FOLDER",
        DefaultValueFactory = _ => new RunOptions().Model,
    };

    private static readonly Option<string> Device = new("--device")
    {
        Description = $"Where tensors live: {string.Join(", ", DeviceChoice.Names)}.",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => new RunOptions().Device,
    };

    private static readonly Option<string> Text = new("--text")
    {
        Description = "The texts that the chapters inside a model read: files or names of the corpus, with commas between them, or all for the whole corpus.",
        HelpName = "FILE|NAME,…",
    };

    private static readonly Option<string> Dtype = new("--dtype")
    {
        Description = $"The type of the model's numbers: {string.Join(", ", NumberTypeChoice.Names)}.",
        HelpName = "TYPE",
        DefaultValueFactory = _ => new RunOptions().Dtype,
    };

    private static readonly Option<string> Trace = new("--trace")
    {
        Description = "A trace file to read instead of running a model, in the notebooks that can (docs/traces.md).",
        HelpName = "FILE",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "A value for a parameter that notebooks read, such as seed=7 or length=512.",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> Out = new("--out")
    {
        Description = "The report's folder, artifacts/report if none is given.",
        HelpName = "FOLDER",
    };

    private static readonly Option<bool> Json = new("--json")
    {
        Description = "Write results.json to standard output too, and progress to standard error.",
    };

    public static Command Create()
    {
        var command = new Verb(Name, "Execute notebooks from top to bottom and write their report. The verb may be left out.", Notes)
        {
            Notebooks, Model, Device, Dtype, Text, Trace, Set, Out, Json,
        };
        command.SetAction(parsed => new RunAction(Options(parsed), [.. parsed.Tokens.Select(token => token.Value)]).RunAsync());
        return command;
    }

    private static RunOptions Options(ParseResult parsed) => new()
    {
        Notebooks = parsed.GetValue(Notebooks) ?? [],
        Model = parsed.GetValue(Model)!,
        Device = parsed.GetValue(Device)!,
        Dtype = parsed.GetValue(Dtype)!,
        Trace = parsed.GetValue(Trace),
        Settings = Settings(parsed.GetValue(Text), parsed.GetValue(Set) ?? []),
        Out = parsed.GetValue(Out),
        Json = parsed.GetValue(Json),
    };

    private static SortedDictionary<string, string> Settings(string? text, IEnumerable<string> pairs)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (text is not null)
            settings["text"] = text;
        foreach (var pair in pairs)
        {
            var cut = pair.IndexOf('=', StringComparison.Ordinal);
            if (cut <= 0)
                throw new UsageException($"--set takes name=value, not \"{pair}\"; notebooks stand before --set.");
            var name = pair[..cut];
            if (name is "model" or "device" or "dtype" or "trace")
                throw new UsageException($"Use --{name} instead of --set {name}.");
            settings[name] = pair[(cut + 1)..];
        }
        return settings;
    }
}
