namespace Workbook.Experiments.Pieces;

/// <summary>Files and folders that must not outlive this process: what is half written, and what is kept for one run alone.</summary>
public static class Leftovers
{
    private static readonly Lock Gate = new();
    private static readonly List<string> Paths = [];
    private static bool ending;

    /// <summary>Deletes them all, as the process is about to be ended from outside; none can be made afterwards.</summary>
    public static void Delete()
    {
        // A disk that hangs must not keep the process from ending.
        if (!Gate.TryEnter(TimeSpan.FromSeconds(2)))
            return;
        try
        {
            ending = true;
            Paths.ForEach(Delete);
        }
        finally
        {
            Gate.Exit();
        }
    }

    /// <summary>Marks a file or folder.</summary>
    /// <exception cref="OperationCanceledException">The process is ending.</exception>
    internal static void Add(string path)
    {
        lock (Gate)
            Mark(path);
    }

    /// <summary>Creates a marked file for writing, and the folders above it.</summary>
    /// <inheritdoc cref="Add" path="/exception"/>
    internal static FileStream Create(string path)
    {
        lock (Gate)
        {
            Mark(path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
    }

    /// <summary>Puts a marked file in its place. The mark is still on its old name.</summary>
    internal static void Rename(string path, string place)
    {
        lock (Gate)
            File.Move(path, place, overwrite: true);
    }

    /// <summary>Takes a mark away.</summary>
    internal static void Remove(string path)
    {
        lock (Gate)
            Paths.Remove(path);
    }

    private static void Mark(string path)
    {
        if (ending)
            throw new OperationCanceledException("The process is ending.");
        Paths.Add(path);
    }

    private static void Delete(string path)
    {
        try
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Windows keeps a file that is open; the next run sweeps it up.
        }
    }
}
