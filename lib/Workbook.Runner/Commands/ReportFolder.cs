using System.Diagnostics;
using Workbook.Runner.Results;

namespace Workbook.Runner.Commands;

/// <summary>
/// The folder that a run writes. Everything goes into a sibling folder first, which then takes the place of the last report: a run that
/// fails to write leaves the last report as it was.
/// </summary>
internal sealed class ReportFolder : IDisposable
{
    private const string Old = ".old";

    private readonly string _target;

    private ReportFolder(string target, string staging) => (_target, Staging) = (target, staging);

    /// <summary>Where to write.</summary>
    public string Staging { get; }

    /// <summary>Prepares the writing of a report and makes sure, before anything runs, that it can be written.</summary>
    /// <param name="path">The report's folder; the folders above it are made.</param>
    /// <exception cref="WorkbookException">It cannot be written, or it holds something else than a report.</exception>
    public static ReportFolder Open(string path)
    {
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(target))
            throw new WorkbookException($"The report cannot be written: {target} is a file; choose another folder with --out.");
        var parent = Path.GetDirectoryName(target)
            ?? throw new WorkbookException($"The report cannot be written to {target}; choose another folder with --out.");
        try
        {
            Directory.CreateDirectory(parent);
            CleanUp(parent, target);
            if (Directory.Exists(target))
            {
                // The folder is replaced whole, so nothing but an earlier report may be in it.
                if (Directory.EnumerateFileSystemEntries(target).Any() && ResultsFile.Read(target) is null)
                    throw new WorkbookException($"The report cannot be written: {target} holds other files; choose an empty or a new folder with --out.");
                Probe(target);
            }
            var staging = Path.Combine(parent, $".{Path.GetFileName(target)}.{Environment.ProcessId}.new");
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
            Directory.CreateDirectory(staging);
            return new ReportFolder(target, staging);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The report cannot be written to {target}: {problem.Message} Choose another folder with --out.", problem);
        }
    }

    /// <summary>Puts what was written in the place of the last report.</summary>
    /// <exception cref="WorkbookException">The folders cannot be moved; the last report then stands.</exception>
    public void Commit()
    {
        var old = Staging + Old;
        try
        {
            var replaces = Directory.Exists(_target);
            if (replaces)
                Directory.Move(_target, old);
            try
            {
                Directory.Move(Staging, _target);
            }
            catch when (replaces)
            {
                Directory.Move(old, _target);
                throw;
            }
            if (replaces)
                Directory.Delete(old, recursive: true);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The report cannot be put into {_target}: {problem.Message}", problem);
        }
    }

    /// <summary>Removes what was written and not put in place.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Staging))
            Directory.Delete(Staging, recursive: true);
    }

    // What a process that was killed left behind; if it was killed between the two moves, the last report is among it.
    private static void CleanUp(string parent, string target)
    {
        foreach (var left in Directory.GetDirectories(parent, $".{Path.GetFileName(target)}.*.new*"))
        {
            var name = Path.GetFileName(left)[(Path.GetFileName(target).Length + 2)..];
            if (!int.TryParse(name[..name.IndexOf('.', StringComparison.Ordinal)], out var process) || IsRunning(process))
                continue;
            if (left.EndsWith(Old, StringComparison.Ordinal) && !Directory.Exists(target))
                Directory.Move(left, target);
            else
                Directory.Delete(left, recursive: true);
        }
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static void Probe(string folder)
    {
        var file = Path.Combine(folder, $".{Environment.ProcessId}.probe");
        File.WriteAllBytes(file, []);
        File.Delete(file);
    }
}
