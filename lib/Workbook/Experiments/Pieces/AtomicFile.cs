namespace Workbook.Experiments.Pieces;

/// <summary>Writes files whole or not at all: beside their place first, then renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file from bytes.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream}, string)"/>
    /// <param name="path">The file.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="advice">What to do when it can't be written.</param>
    public static void Write(string path, byte[] bytes, string advice) => Write(path, stream => stream.Write(bytes), advice);

    /// <summary>Makes sure, before long work, that a file can be written; nothing is left.</summary>
    /// <param name="path">The file; the folders above it are made.</param>
    /// <param name="advice">What to do when it can't be written.</param>
    /// <exception cref="WorkbookException">It can't be written.</exception>
    public static void Probe(string path, string advice)
    {
        var full = Path.GetFullPath(path);
        if (full.StartsWith("/dev/", StringComparison.Ordinal))
            return;
        try
        {
            if (Directory.Exists(full))
                throw new IOException("It is a folder");
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using var probe = new FileStream($"{full}.{Environment.ProcessId}.part", FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new WorkbookException($"{path} can't be written ({error.Message.TrimEnd('.')}); {advice}.", error);
        }
    }

    /// <summary>Writes a file. When anything fails, a full disk or Ctrl-C, an earlier file of the name stands as it was and nothing is left.</summary>
    /// <param name="path">The file; the folders above it are made.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="advice">What to do when it can't be written, such as <c>choose another with --csv</c>.</param>
    /// <exception cref="WorkbookException">It can't be written.</exception>
    public static void Write(string path, Action<Stream> write, string advice)
    {
        ArgumentNullException.ThrowIfNull(write);
        var full = Path.GetFullPath(path);
        var part = $"{full}.{Environment.ProcessId}-{Guid.NewGuid():N}.part";
        try
        {
            if (Directory.Exists(full))
                throw new IOException("It is a folder");
            // A device is no file that could be replaced: what is written goes straight to it.
            if (OperatingSystem.IsLinux() && full.StartsWith("/dev/", StringComparison.Ordinal))
            {
                using var device = new FileStream(full, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                Write(device, write);
                return;
            }

            try
            {
                using (var stream = Leftovers.Create(part))
                    Write(stream, write);
                Leftovers.Rename(part, full);
            }
            finally
            {
                File.Delete(part);
                Leftovers.Remove(part);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // The file beside it is none that the user knows.
            var reason = error.Message.Replace($" : '{part}'", "", StringComparison.Ordinal).Replace(part, full, StringComparison.Ordinal);
            throw new WorkbookException($"{path} can't be written ({reason.TrimEnd('.')}); {advice}.", error);
        }
    }

    private static void Write(FileStream file, Action<Stream> write)
    {
        var noting = new NotingStream(file);
        try
        {
            write(noting);
            file.Flush(flushToDisk: !file.Name.StartsWith("/dev/", StringComparison.Ordinal));
        }
        catch (Exception error) when (noting.Failure is { } failure && error is not IOException)
        {
            throw new IOException(failure.Message, error);
        }
    }
}
