using System.Diagnostics;
using TorchSharp;
using Workbook.Charts;
using Workbook.Gpt2;
using Workbook.Runner.Notebooks;
using Workbook.Runner.Report;
using Workbook.Runner.Results;
using Workbook.Runner.Session;
using Workbook.Torch;

namespace Workbook.Runner.Commands;

/// <summary>Executes notebooks and writes their report.</summary>
/// <param name="options">What to run.</param>
/// <param name="arguments">The command line, for the record.</param>
internal sealed class RunAction(RunOptions options, IReadOnlyList<string> arguments)
{
    // Cells take the console while they run: what the runner itself says goes past them.
    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;
    private readonly List<NotebookResult> _results = [];

    /// <summary>Runs to the end, to the last notebook that can run, or to Ctrl-C.</summary>
    /// <returns>The process's exit code.</returns>
    public async Task<int> RunAsync()
    {
        var clock = Stopwatch.StartNew();
        // The default needs no look at the machine, and so no wait for libtorch.
        var place = options.Device == new RunOptions().Device ? null : DeviceChoice.Parse(options.Device);
        var type = NumberTypeChoice.Parse(options.Dtype, place?.type ?? DeviceType.CPU);
        // A file that is no trace is told before any cell runs.
        if (options.Trace is not null) TraceFile.Open(options.Trace).Dispose();
        var notebooks = NotebookChoice.Resolve(options.Notebooks);
        var target = options.Out ?? Path.Combine(WorkbookRoot.Find(), "artifacts", "report");
        // A checkpoint of the hub that is not on this machine is fetched as model pull does it.
        if (!await ModelPull.EnsureAsync(options.Model).ConfigureAwait(false)) return ExitCode.Stopped;
        using var folder = ReportFolder.Open(target);
        Give(options);
        var modelHash = ModelHashAsync();
        var info = Provenance.Of(options, place?.ToString() ?? options.Device, arguments, type.ToString().ToLowerInvariant());
        PlotlyScript.Mode = ChartMode.External;
        using var stop = new StopSignal();
        var start = await RunNotebooksAsync(notebooks, ResultsFile.Read(target), stop.Token).ConfigureAwait(false);

        var unfinished = notebooks.Skip(_results.Count).Select(path => Path.GetFileNameWithoutExtension(path)!).ToArray();
        info = info with
        {
            ModelHash = await modelHash.ConfigureAwait(false),
            TextHash = options.Settings.ContainsKey("text") ? _results.Select(result => result.Parameters.GetValueOrDefault("text")).FirstOrDefault(hash => hash?.StartsWith("sha256:", StringComparison.Ordinal) == true) : null,
            Duration = clock.Elapsed,
            StartDuration = start,
            Stopped = unfinished.Length > 0,
            Unfinished = unfinished,
        };
        if (_results.Count > 0)
            Write(folder, info);
        return Conclude(info, Path.Combine(target, "index.html"));
    }

    // A checkpoint that was asked for must be there; the embedded one is missed only by the notebooks that read it.
    private Task<string?> ModelHashAsync()
    {
        string folder;
        try
        {
            folder = CheckpointFolder.Find(options.Model).Folder;
        }
        catch (WorkbookException) when (options.Model == new RunOptions().Model)
        {
            return Task.FromResult<string?>(null);
        }
        return Task.Run<string?>(() => CheckpointWeights.Hash(folder));
    }

    private static void Give(RunOptions options)
    {
        foreach (var (name, value) in options.Settings)
            Parameters.Set(name, value);
        Parameters.Set("model", options.Model);
        Parameters.Set("device", options.Device);
        Parameters.Set("dtype", options.Dtype);
        if (options.Trace is not null) Parameters.Set("trace", Path.GetFullPath(options.Trace));
    }

    // Gives the time before the first cell.
    private async Task<TimeSpan> RunNotebooksAsync(IReadOnlyList<string> notebooks, ResultsDocument? last, CancellationToken stop)
    {
        var (clock, start) = (Stopwatch.StartNew(), TimeSpan.Zero);
        var warmUp = WarmUpAsync();
        var plan = new RunPlan(notebooks, last);
        using var progress = Progress(plan.Count);
        try
        {
            for (var i = 0; i < notebooks.Count; i++)
            {
                var (path, position) = (notebooks[i], i);
                var name = Path.GetFileNameWithoutExtension(path);
                progress.NotebookStarts(name, plan.Left(i, 0));
                await warmUp.WaitAsync(stop).ConfigureAwait(false);
                start = i == 0 ? clock.Elapsed : start;
                void CellStarts(DibCell cell, int count) => progress.CellStarts(name, cell.Number, count, plan.Left(position, cell.Number));
                // A cell cannot be torn down: on Ctrl-C the run stops waiting for it, and the process's end ends it.
                var result = await Task.Run(() => NotebookRunner.RunAsync(path, CheckProse, CellStarts, stop), stop)
                    .WaitAsync(stop).ConfigureAwait(false);
                foreach (var cell in result.Cells.Where(cell => cell.Result is not null))
                    plan.Add(name, cell.Cell.Number, cell.Result!.Duration);
                _results.Add(result);
                progress.NotebookEnds(result);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What has finished is written; Conclude says that the rest is missing.
        }
        return start;
    }

    // A formula that the report cannot draw fails its notebook before time is spent on it.
    private static NotebookFailure? CheckProse(IReadOnlyList<DibCell> cells) => ProseCheck.Failures(cells) is [var first, ..] ? first : null;

    private static Task WarmUpAsync() => Task.WhenAll(
        CSharpSession.WarmUpAsync(),
        // A backend that does not start is told by the first cell that needs it.
        Task.Run(TorchRuntime.Describe));

    private IRunProgress Progress(int notebooks) => options.Json
        ? new PlainProgress(_error, notebooks)
        : Console.IsOutputRedirected ? new PlainProgress(_out, notebooks) : new TerminalProgress(_out);

    private void Write(ReportFolder folder, RunInfo info)
    {
        var json = ResultsFile.ToJson(_results, info);
        try
        {
            ReportWriter.Write(_results, info, folder.Staging);
            File.WriteAllText(Path.Combine(folder.Staging, ResultsFile.Name), json);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The report cannot be written: {problem.Message} The last report stands as it was.", problem);
        }
        folder.Commit();
        if (options.Json)
            _out.Write(json);
    }

    private int Conclude(RunInfo info, string page)
    {
        var notes = options.Json ? _error : _out;
        if (_results.Count > 0)
        {
            var compiling = TimeSpan.FromTicks(_results.Sum(result => result.CompileDuration.Ticks));
            notes.WriteLine($"{Amount.Of(_results.Count, "notebook")} in {TimeText.Of(info.Duration)}, {TimeText.Of(info.StartDuration)} of it starting and {TimeText.Of(compiling)} compiling");
            notes.WriteLine($"report: {WorkbookRoot.Display(page)}");
        }
        foreach (var result in _results.Where(result => result.Failure is not null))
            _error.WriteLine(FailureLine(result.Name, result.Failure!));
        if (info.Stopped)
        {
            _error.WriteLine($"Stopped before the end; without result: {string.Join(", ", info.Unfinished)}.");
            return ExitCode.Stopped;
        }
        if (_results.Exists(result => result.Failure is not null))
            return ExitCode.Failed;
        return UnreadSettings();
    }

    private static string FailureLine(string name, NotebookFailure failure) => failure switch
    {
        { CellNumber: null } => $"{name}: {failure.Message}",
        { Line: null } => $"{name}, cell {failure.CellNumber}: {failure.Message}",
        _ => $"{name}, cell {failure.CellNumber}, line {failure.Line}: {failure.Message}",
    };

    // A misspelt name would otherwise leave a default in force, silently.
    private int UnreadSettings()
    {
        var read = _results.SelectMany(result => result.Parameters.Keys).Distinct().Order(StringComparer.Ordinal).ToArray();
        var unread = options.Settings.Keys.Except(read).ToArray();
        if (options.Trace is not null && !read.Contains("trace"))
        {
            _error.WriteLine($"--trace {options.Trace}: no notebook of this run reads a trace.");
            return ExitCode.Usage;
        }
        if (unread.Length == 0)
            return ExitCode.Done;
        _error.WriteLine($"--set {string.Join(", ", unread)}: no notebook of this run reads that; they read {string.Join(", ", read)}.");
        return ExitCode.Usage;
    }
}
