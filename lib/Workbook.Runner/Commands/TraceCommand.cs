using System.CommandLine;
using System.Text.Json;
using Workbook.Experiments.FirstLooks;
using Workbook.Gpt2;
using Workbook.Torch;

namespace Workbook.Runner.Commands;

/// <summary>The verb <c>trace</c>: writes what a model's attention computed over a text.</summary>
internal static class TraceCommand
{
    private const string Notes = """
        Example:
          trace export --text "The cat sat." --out cat.safetensors

        docs/traces.md describes the file and how to write one from any other model.
        """;

    private const string ExportNotes = """
        Examples:
          trace export --text "The cat sat." --out cat.safetensors
          trace export --model gpt2 --file story.txt --out story.safetensors --parts weights,values
          run 07 --trace story.safetensors        look at it

        The file always holds the logits of every head. It appears whole or not at all; a layer at a time is in memory.

        Exit codes:
          0    the file is written
          1    the model or text can't be read, or the file can't be written
          2    wrong usage
          130  stopped by Ctrl-C; no file is left
        """;

    private static readonly Option<string> Model = new("--model") { Description = "The checkpoint: an id, or a folder that holds one.", HelpName = "ID|FOLDER", DefaultValueFactory = _ => new RunOptions().Model };
    private static readonly Option<string> Device = new("--device") { Description = $"Where the model runs: {string.Join(", ", DeviceChoice.Names)}.", HelpName = "DEVICE", DefaultValueFactory = _ => new RunOptions().Device };
    private static readonly Option<string> Dtype = new("--dtype") { Description = $"The type of the model's numbers: {string.Join(", ", NumberTypeChoice.Names)}.", HelpName = "TYPE", DefaultValueFactory = _ => new RunOptions().Dtype };
    private static readonly Option<string> Text = new("--text") { Description = "The text.", HelpName = "TEXT" };
    private static readonly Option<string> TextFile = new("--file") { Description = "A file that holds the text, UTF-8.", HelpName = "FILE" };
    private static readonly Option<string> Out = new("--out") { Description = "The trace file.", HelpName = "FILE", Required = true };
    private static readonly Option<string> Parts = new("--parts") { Description = "What to write beside the logits: weights, values, input, or none.", HelpName = "LIST", DefaultValueFactory = _ => "values,input" };
    private static readonly Option<bool> Json = new("--json") { Description = "Tell what was written as JSON." };

    public static Command Create()
    {
        var export = new Verb("export", "Write a model's attention over a text as a trace file.", ExportNotes) { Model, Device, Dtype, Text, TextFile, Out, Parts, Json };
        export.SetAction((parsed, _) => ExportAsync(parsed));
        return new Verb("trace", "Export attention for other programs and for run --trace.", Notes) { export };
    }

    private static async Task<int> ExportAsync(ParseResult parsed)
    {
        var parts = PartsOf(parsed.GetValue(Parts)!);
        var text = TextOf(parsed.GetValue(Text), parsed.GetValue(TextFile));
        if (!await ModelPull.EnsureAsync(parsed.GetValue(Model)!).ConfigureAwait(false)) return ExitCode.Stopped;
        using var stop = new StopSignal();
        using var subject = LookSubject.Open(parsed.GetValue(Model)!, null, parsed.GetValue(Device)!, parsed.GetValue(Dtype)!);
        using var checkpoint = subject.Checkpoint!;
        using var source = ModelTrace.Of(checkpoint, text);
        var path = parsed.GetValue(Out)!;
        try
        {
            TraceWriter.Write(path, source, parts, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return ExitCode.Stopped;
        }
        var bytes = new FileInfo(path).Length;
        Console.WriteLine(parsed.GetValue(Json)
            ? JsonSerializer.Serialize(new { file = path, model = checkpoint.Id, layers = source.Layers, heads = source.Heads, tokens = source.Length, bytes })
            : FormattableString.Invariant($"{path}: {source.Layers} layers, {source.Heads} heads, {source.Length} tokens, {bytes / 1e6:0.0} MB"));
        return ExitCode.Done;
    }

    private static TraceParts PartsOf(string list) => list == "none" ? TraceParts.None : list.Split(',').Aggregate(TraceParts.None, (all, word) => all | word switch
    {
        "weights" => TraceParts.Weights,
        "values" => TraceParts.Values,
        "input" => TraceParts.Input,
        "logits" => TraceParts.Logits,
        _ => throw new UsageException($"--parts {list}: a trace file holds no \"{word}\"; choose from weights, values, input, or none."),
    });

    private static string TextOf(string? text, string? file)
    {
        if (text is null == file is null) throw new UsageException("Give the text by --text TEXT or by --file FILE, one of them.");
        if (text is not null) return text;
        try
        {
            return File.ReadAllText(file!);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"--file {file}: the text cannot be read: {problem.Message}", problem);
        }
    }
}
