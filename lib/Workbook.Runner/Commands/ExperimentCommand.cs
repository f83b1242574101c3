using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Workbook.Experiments;
using Workbook.Torch;

namespace Workbook.Runner.Commands;

/// <summary>The verb <c>experiment</c>: runs one experiment on every head of a model or of a saved trace.</summary>
internal static class ExperimentCommand
{
    private static readonly ExperimentOptions Defaults = new();

    private static readonly Argument<string> Name = new("NAME") { Description = $"Which: {string.Join(", ", ExperimentCatalogue.All.Select(e => e.Name))}." };

    private static readonly Option<string> Model = new("--model") { Description = "The checkpoint: an id, or a folder that holds one.", HelpName = "ID|FOLDER", DefaultValueFactory = _ => "nano" };

    private static readonly Option<string> Trace = new("--trace") { Description = "Read a saved trace instead of a model.", HelpName = "FILE" };

    private static readonly Option<string[]> Text = new("--text") { Description = "Texts to read, each a file or a name of the corpus; the whole corpus if none is given.", HelpName = "FILE|NAME", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<string> Lengths = new("--lengths") { Description = "Context lengths L, such as 32,64,128; doubling up to 1024 or what the texts have if none is given.", HelpName = "L,L" };

    private static readonly Option<string> Sizes = new("--sizes") { Description = "Selection sizes N, such as 1,5,20; every N at the greatest length and a grid below it if none is given.", HelpName = "N,N" };

    private static readonly Option<string> Temperatures = new("--temperatures") { Description = "Temperatures T, such as 0.1,1,10; 13 from 0.01 to 100 if none is given.", HelpName = "T,T" };

    private static readonly Option<string> Epsilons = new("--epsilons") { Description = "Lengths of a perturbation, such as 0.001,0.1,10.", HelpName = "E,E" };

    private static readonly Option<string> Vectors = new("--vectors") { Description = "What the weights are taken to mix: values, unit-values, inputs or unit-inputs; the paper's choice if none is given.", HelpName = "KIND" };

    private static readonly Option<string> Rows = new("--rows") { Description = "causal: query t is a row of t+1 tokens; full: it keeps its masked zeros.", HelpName = "causal|full", DefaultValueFactory = _ => "causal" };

    private static readonly Option<double> Radius = new("--radius") { Description = "The fixed radius of separability, in units of a_max times the greatest vector's length.", HelpName = "R", DefaultValueFactory = _ => Defaults.Radius };

    private static readonly Option<int> Draws = new("--draws") { Description = "Random selections a query for the true expectation.", HelpName = "N", DefaultValueFactory = _ => Defaults.Draws };

    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of every random draw and of the generated stories.", HelpName = "N", DefaultValueFactory = _ => Defaults.Seed };

    private static readonly Option<int> Threads = new("--threads") { Description = "Threads; -1 for all.", HelpName = "N", DefaultValueFactory = _ => Defaults.Threads };

    private static readonly Option<string> Device = new("--device") { Description = $"Where tensors live: {string.Join(", ", DeviceChoice.Names)}.", HelpName = "DEVICE", DefaultValueFactory = _ => "cpu" };

    private static readonly Option<string> Json = new("--json") { Description = "Write everything as JSON, to standard output if no file is given.", HelpName = "FILE", Arity = ArgumentArity.ZeroOrOne };

    private static readonly Option<string> Csv = new("--csv") { Description = "Write the rows as CSV.", HelpName = "FILE" };

    private static readonly Option<string> Parquet = new("--parquet") { Description = "Write the rows as Parquet.", HelpName = "FILE" };

    private static readonly Option<string> Table = new("--table") { Description = "Which table goes into CSV and Parquet.", HelpName = "NAME", DefaultValueFactory = _ => "rows" };

    private static readonly Option<bool> Why = new("--why") { Description = "Say of each piece whether it was reused or measured, and what changed." };

    private static readonly Option<bool> NoCache = new("--no-cache") { Description = "Keep and reuse no pieces." };

    private static string Notes => $"""
        Experiments:
        {string.Join('\n', ExperimentCatalogue.All.Select(e => $"  {e.Name,-15}{e.Summary}"))}

        Examples:
          experiment dilution                                    nano on the whole corpus, the findings as text
          experiment distance --text poem --lengths 64,256 --json distance.json
          experiment separability --model gpt2 --text war.txt --parquet shares.parquet
          experiment dilution --trace run.safetensors --csv rows.csv

        docs/results.md describes the files. Each is written whole or not at all. Finished pieces, one a text and layer, are
        kept in the cache (WORKBOOK_CACHE, or ~/.cache/workbook): the same command goes on from there.

        Exit codes:
          0    done
          1    the model, a text or a file can't be read or written
          2    wrong usage
          130  stopped by Ctrl-C; finished pieces are kept
        """;

    public static Command Create()
    {
        var command = new Verb("experiment", "Run one experiment on every head of a model or of a saved trace.", Notes)
        {
            Name, Model, Trace, Text, Lengths, Sizes, Temperatures, Epsilons, Vectors, Rows, Radius, Draws, Seed, Threads, Device, Json, Csv, Parquet, Table, Why, NoCache,
        };
        command.SetAction(async (parsed, _) =>
        {
            var request = Request(parsed);
            ExperimentChecks.Check(request, parsed.GetResult(Table) is { Implicit: false });
            if (request.Trace is null && !await ModelPull.EnsureAsync(request.Model).ConfigureAwait(false))
                return ExitCode.Stopped;
            return new ExperimentAction(request, [.. parsed.Tokens.Select(token => token.Value)]).Run();
        });
        return command;
    }

    private static ExperimentRequest Request(ParseResult parsed)
    {
        if (parsed.GetValue(Trace) is not null && parsed.GetResult(Model) is { Implicit: false })
            throw new UsageException("--trace and --model exclude each other; a trace holds what its model computed.");
        if (parsed.GetValue(Trace) is not null && parsed.GetValue(Text) is { Length: > 0 })
            throw new UsageException("--trace and --text exclude each other; a trace holds one text.");
        return new()
        {
            Experiment = ExperimentCatalogue.Find(parsed.GetValue(Name)!),
            Model = parsed.GetValue(Model)!,
            Trace = parsed.GetValue(Trace),
            Texts = parsed.GetValue(Text) ?? [],
            Lengths = Numbers<int>("--lengths", parsed.GetValue(Lengths)),
            Options = Options(parsed),
            Device = parsed.GetValue(Device)!,
            Json = parsed.GetResult(Json) is null ? null : parsed.GetValue(Json) ?? "-",
            Csv = parsed.GetValue(Csv),
            Parquet = parsed.GetValue(Parquet),
            Table = parsed.GetValue(Table)!,
            Why = parsed.GetValue(Why),
            Cache = !parsed.GetValue(NoCache),
        };
    }

    private static ExperimentOptions Options(ParseResult parsed)
    {
        var (sizes, temperatures, epsilons) = (Numbers<int>("--sizes", parsed.GetValue(Sizes)), Numbers<double>("--temperatures", parsed.GetValue(Temperatures)), Numbers<double>("--epsilons", parsed.GetValue(Epsilons)));
        return Defaults with
        {
            Sizes = sizes,
            Temperatures = temperatures.Length > 0 ? temperatures : Defaults.Temperatures,
            Epsilons = epsilons.Length > 0 ? epsilons : Defaults.Epsilons,
            Vectors = parsed.GetValue(Vectors) switch
            {
                null => null,
                "values" => VectorChoice.Values,
                "unit-values" => VectorChoice.UnitValues,
                "inputs" => VectorChoice.Inputs,
                "unit-inputs" => VectorChoice.UnitInputs,
                var other => throw new UsageException($"--vectors takes values, unit-values, inputs or unit-inputs, not \"{other}\"."),
            },
            FullRows = parsed.GetValue(Rows) switch
            {
                "causal" => false,
                "full" => true,
                var other => throw new UsageException($"--rows takes causal or full, not \"{other}\"."),
            },
            Radius = parsed.GetValue(Radius),
            Draws = parsed.GetValue(Draws),
            Seed = parsed.GetValue(Seed),
            Threads = parsed.GetValue(Threads) is -1 or > 0 ? parsed.GetValue(Threads) : throw new UsageException($"--threads takes -1 or a positive number, not {parsed.GetValue(Threads)}."),
        };
    }

    private static T[] Numbers<T>(string option, string? text)
        where T : IParsable<T> =>
        [.. (text ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(part => T.TryParse(part, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new UsageException($"{option} takes numbers with commas between them, not \"{part}\"."))];
}
