namespace Workbook.Gpt2.Hub;

/// <summary>Keeps two processes from writing the same blob. The file and the kind of lock are those of the hub's Python client.</summary>
internal static class HubLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Takes a lock, waiting for whoever holds it; disposing gives it back.</summary>
    /// <param name="path">The lock's file; it stays.</param>
    /// <param name="waiting">Called once when someone else holds it.</param>
    /// <param name="stop">Ends the wait.</param>
    public static async Task<IDisposable> TakeAsync(string path, Action waiting, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        for (var told = false; ; told = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (error.GetType() == typeof(IOException) && File.Exists(path))
            {
                if (!told) waiting();
                await Task.Delay(Pause, stop).ConfigureAwait(false);
            }
        }
    }
}
