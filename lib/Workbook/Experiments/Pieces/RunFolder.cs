namespace Workbook.Experiments.Pieces;

/// <summary>
/// A folder of one run alone among the system's temporary files. A file beside it, <c>.lock</c>, is held open and locked while the run
/// lives: the system frees it however the process ends, so whoever can lock it knows that the folder is a dead run's.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    /// <summary>What to do when it can't be written.</summary>
    public const string Advice = "set TMPDIR to another folder";

    private const string Prefix = "workbook-pieces-";
    private const string Suffix = ".lock";
    private readonly FileStream? held;

    /// <summary>Takes a new name; the folder itself is made when something is put into it.</summary>
    /// <exception cref="WorkbookException">The folder of temporary files can't be written.</exception>
    public RunFolder()
    {
        Path = NewPath();
        Leftovers.Add(Path);
        Leftovers.Add(Path + Suffix);
        held = Hold(Path + Suffix);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Removes the folders of dead runs.</summary>
    public static void SweepUp()
    {
        var root = System.IO.Path.GetTempPath();
        if (!Directory.Exists(root))
            return;
        foreach (var mark in Directory.EnumerateFiles(root, Prefix + "*" + Suffix))
        {
            try
            {
                // Fails while its run lives.
                using var dead = Lock(mark, FileMode.Open);
                if (!KeepsOthersOut(mark))
                    return;
                if (Directory.Exists(mark[..^Suffix.Length]))
                    Directory.Delete(mark[..^Suffix.Length], recursive: true);
                File.Delete(mark);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A living run's, or another user's.
            }
        }
    }

    /// <summary>Removes the folder and what is in it.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
        held?.Dispose();
        File.Delete(Path + Suffix);
        Leftovers.Remove(Path);
        Leftovers.Remove(Path + Suffix);
    }

    private static string NewPath() => System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Prefix}{Guid.NewGuid():N}");

    // Null where locks keep nobody out, as on some network file systems: then no file says that the folder could be swept up.
    private static FileStream? Hold(string mark)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(mark)!);
            var file = Lock(mark, FileMode.CreateNew);
            if (KeepsOthersOut(mark))
                return file;
            file.Dispose();
            File.Delete(mark);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{mark} can't be written ({error.Message.TrimEnd('.')}); {Advice}.", error);
        }
    }

    private static FileStream Lock(string mark, FileMode mode) => new(mark, mode, FileAccess.ReadWrite, FileShare.None);

    private static bool KeepsOthersOut(string mark)
    {
        try
        {
            using var second = Lock(mark, FileMode.Open);
            return false;
        }
        catch (Exception error) when (error is IOException and not FileNotFoundException)
        {
            return true;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
    }
}
