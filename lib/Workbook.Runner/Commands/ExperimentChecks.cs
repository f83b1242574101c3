using Workbook.Experiments.Pieces;
using Workbook.Torch;
using Workbook.Training;

namespace Workbook.Runner.Commands;

/// <summary>What can be told of a request before a model is fetched and anything is measured.</summary>
internal static class ExperimentChecks
{
    /// <summary>Refuses what could only fail later.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="tableGiven">Whether the command line names a table.</param>
    /// <exception cref="UsageException">Options don't fit the experiment or each other.</exception>
    /// <exception cref="WorkbookException">A text can't be read or a file can't be written.</exception>
    public static void Check(ExperimentRequest request, bool tableGiven)
    {
        var tables = request.Experiment.TableNames;
        if (!tables.Contains(request.Table))
            throw new UsageException($"The experiment {request.Experiment.Name} has no table \"{request.Table}\"; it has {string.Join(", ", tables)}.");
        if (tableGiven && request.Csv is null && request.Parquet is null)
            throw new UsageException("--table chooses what --csv and --parquet write; give one of them, --json writes every table.");
        // What depends on the texts' lengths waits for the tokens.
        (request.Options with { Lengths = request.Lengths.Count > 0 ? request.Lengths : [int.MaxValue] }).Check(int.MaxValue, "");
        _ = DeviceChoice.Parse(request.Device);
        var files = Files(request);
        if (request.Trace is null)
            request.Texts.ToList().ForEach(Corpus.Require);
        foreach (var (option, path) in files)
            AtomicFile.Probe(path, $"choose another file with {option}");
    }

    private static (string Option, string Path)[] Files(ExperimentRequest request)
    {
        (string Option, string? Path)[] all = [("--json", request.Json), ("--csv", request.Csv), ("--parquet", request.Parquet)];
        var files = all.Where(file => file.Path is not (null or "-")).Select(file => (file.Option, Path: file.Path!)).ToArray();
        foreach (var (option, path) in files)
        {
            if (path.Length == 0)
                throw new UsageException($"{option} needs the name of a file.");
            if (all.FirstOrDefault(other => other.Option != option && Path.GetExtension(path).Equals($".{other.Option[2..]}", StringComparison.OrdinalIgnoreCase)) is { Option: { } meant })
                throw new UsageException($"{option} would write {option[2..]} into {path}; use {meant}, or name the file otherwise.");
        }

        if (files.GroupBy(file => Path.GetFullPath(file.Path)).FirstOrDefault(same => same.Count() > 1 && !same.Key.StartsWith("/dev/", StringComparison.Ordinal)) is { } twice)
            throw new UsageException($"{string.Join(" and ", twice.Select(file => file.Option))} both write {twice.First().Path}; give each a file of its own.");
        return files;
    }
}
