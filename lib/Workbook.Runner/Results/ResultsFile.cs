using System.Text.Encodings.Web;
using System.Text.Json;
using Workbook.Runner.Session;

namespace Workbook.Runner.Results;

/// <summary>Writes and reads results.json.</summary>
internal static class ResultsFile
{
    public const string Name = "results.json";

    // Letters and signs such as λ or < stand as they are: the file is read as JSON, never pasted into a page.
    private static readonly ResultsJson Readable = new(new JsonSerializerOptions(ResultsJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The JSON of a run.</summary>
    public static string ToJson(IReadOnlyList<NotebookResult> results, RunInfo info) =>
        JsonSerializer.Serialize(Document(results, info), Readable.ResultsDocument) + "\n";

    /// <summary>The run that a report folder holds; null when there is none, or its form is not understood.</summary>
    public static ResultsDocument? Read(string folder)
    {
        try
        {
            var path = Path.Combine(folder, Name);
            if (!File.Exists(path))
                return null;
            using var stream = File.OpenRead(path);
            var document = JsonSerializer.Deserialize(stream, ResultsJson.Default.ResultsDocument);
            return document is { Format: ResultsDocument.FormatName, Version: ResultsDocument.CurrentVersion } ? document : null;
        }
        catch (Exception problem) when (problem is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where a run's numbers come from, in the form that files have.</summary>
    public static RunRecord Record(RunInfo info) => new(
        info.Version, info.Started, info.CommandLine, info.Model, info.ModelHash, info.TextHash, info.Seed, info.Device, info.Dtype,
        info.Settings, info.Packages, info.Sdk, info.Runtime, info.OperatingSystem, info.Processors);

    private static ResultsDocument Document(IReadOnlyList<NotebookResult> results, RunInfo info) => new(
        ResultsDocument.FormatName,
        ResultsDocument.CurrentVersion,
        Record(info),
        new RunSummary(
            results.Count,
            results.Count(result => result.Failure is not null),
            info.Stopped,
            info.Unfinished,
            Seconds(info.Duration),
            Seconds(info.StartDuration),
            Seconds(TimeSpan.FromTicks(results.Sum(result => result.CompileDuration.Ticks)))),
        [.. results.Select(Notebook)]);

    private static NotebookRecord Notebook(NotebookResult result) => new(
        result.Name,
        Seconds(result.Duration),
        Seconds(result.CompileDuration),
        result.Failure is { } failure ? new FailureRecord(failure.CellNumber, failure.Line, failure.Message) : null,
        result.Parameters,
        [.. result.Cells.Where(run => run.Result is not null).Select(run => Cell(run, run.Result!))]);

    private static CellRecord Cell(CellRun run, CellResult result) => new(
        run.Cell.Number,
        run.Cell.FirstLine,
        Seconds(result.Duration),
        Seconds(result.CompileDuration),
        result.ConsoleText.Length == 0 ? null : result.ConsoleText,
        result.Outputs.FirstOrDefault(output => output.MimeType == CellOutput.Plain)?.Text,
        DataRecord.Of(result.Value));

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 4);
}
