using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;
using Workbook.Gpt2;
using Workbook.Runner.Results;
using Workbook.Torch;
using Workbook.Training;

namespace Workbook.Runner.Commands;

/// <summary>Runs an experiment and writes what it gives.</summary>
/// <param name="request">What to run.</param>
/// <param name="arguments">The command line, for the record.</param>
internal sealed class ExperimentAction(ExperimentRequest request, IReadOnlyList<string> arguments)
{
    /// <summary>Runs to the end, or to Ctrl-C.</summary>
    /// <returns>The process's exit code.</returns>
    public int Run()
    {
        var clock = Stopwatch.StartNew();
        using var stop = new StopSignal();
        Parameters.Set("model", request.Trace ?? request.Model);
        Parameters.Set("seed", request.Options.Seed.ToString());
        var device = DeviceChoice.Parse(request.Device);
        var info = Provenance.Of(new RunOptions { Device = request.Device }, device.ToString(), arguments);
        using var subject = request.Trace is { } trace ? ExperimentSubject.OfTrace(trace) : ExperimentSubject.OfModel(request.Model, device, request.Texts, request.Options.Seed);
        var options = request.Options with { Lengths = Lengths(subject), Cancellation = stop.Token };
        PieceStore.SweepUp();
        using var store = request.Cache ? new PieceStore(Path.Combine(PatchedCopyCache.DefaultFolder, "pieces")) : PieceStore.Temporary();
        using var progress = new PieceProgress(Console.Error, !Console.IsErrorRedirected, request.Why);
        var run = new ExperimentRun(request.Experiment, options, subject.Origin with { Device = device.ToString() }, subject.Model, store, progress);
        try
        {
            var result = run.Run(subject.Texts, subject.Open, subject.Layers);
            progress.Dispose();
            info = info with { ModelHash = subject.Origin.ModelHash, TextHash = TextHash(subject.Texts), Duration = clock.Elapsed };
            var provenance = new ExperimentProvenance(
                ResultsFile.Record(info),
                [.. subject.Texts.Select(text => new TextRecord(text.Name, text.Hash, text.Ids.Count, text.Questions.Count))],
                request.Experiment.Settings.ToDictionary(name => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name), options.Setting),
                new PieceCount(run.Pieces, run.Reused),
                Math.Round(clock.Elapsed.TotalSeconds, 3));
            Write(result, provenance);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            progress.Dispose();
            Console.Error.WriteLine(request.Cache
                ? $"Stopped; {Amount.Of(run.Pieces, "finished piece")} are kept, the same command goes on from there."
                : "Stopped; nothing is kept.");
            return ExitCode.Stopped;
        }
    }

    private IReadOnlyList<int> Lengths(ExperimentSubject subject)
    {
        if (request.Lengths.Count > 0)
            return request.Lengths[^1] <= subject.ContextLength
                ? request.Lengths
                : throw new UsageException($"--lengths asks for {request.Lengths[^1]}, {subject.Origin.Model} reads at most {subject.ContextLength} tokens.");
        var most = Math.Min(subject.ContextLength, subject.Texts.Min(text => text.Ids.Count));
        var doubling = Experiments.Lengths.Doubling(32, Math.Min(most, 1024));
        return doubling.Length > 0 ? doubling : most >= 2 ? [most] : throw new UsageException($"The text {subject.Texts.MinBy(t => t.Ids.Count)!.Name} has {most} token; an experiment needs at least 2.");
    }

    // One text has its own hash; several are named by the hash of their hashes.
    private static string TextHash(IReadOnlyList<ExperimentText> texts) => texts is [var one]
        ? one.Hash
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts.Select(text => text.Hash)))));

    private void Write(ExperimentResult result, ExperimentProvenance provenance)
    {
        var table = result.Tables.Prepend(result.Rows).First(t => t.Name == request.Table);
        if (request.Csv is { } csv)
            AtomicFile.Write(csv, stream => TableWriter.Csv(stream, table), "choose another file with --csv");
        if (request.Parquet is { } parquet)
        {
            var metadata = new Dictionary<string, string> { ["workbook"] = ExperimentDocument.Line(provenance), ["experiment"] = result.Experiment, ["table"] = table.Name };
            AtomicFile.Write(parquet, stream => TableWriter.ParquetAsync(stream, table, metadata).GetAwaiter().GetResult(), "choose another file with --parquet");
        }

        if (request.Json is { } json and not "-")
            AtomicFile.Write(json, stream => ExperimentDocument.Write(stream, result, provenance), "choose another file with --json");
        if (request.Json == "-")
        {
            using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
            ExperimentDocument.Write(output, result, provenance);
        }
        else
        {
            FindingsText.Write(Console.Out, result, provenance);
        }
    }

}
