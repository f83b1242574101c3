using Workbook.Gpt2;
using Workbook.Gpt2.Hub;

namespace Workbook.Runner.Commands;

/// <summary>Fetches a checkpoint from the hub, with progress on standard error.</summary>
internal static class ModelPull
{
    /// <summary>Fetches what <c>--model</c> names if it is a repository that is not on this machine yet.</summary>
    /// <returns>False when Ctrl-C stopped it, which has been told.</returns>
    /// <exception cref="WorkbookException">It can't be fetched.</exception>
    public static async Task<bool> EnsureAsync(string model) => !IsWanted(model, out var id) || await RunAsync(id).ConfigureAwait(false) is not null;

    /// <summary>Whether <c>--model</c> names a repository that is not on this machine yet.</summary>
    private static bool IsWanted(string model, out HubId id)
    {
        if (!HubId.TryParse(model, out var parsed))
        {
            id = new("");
            return false;
        }
        id = parsed;
        try
        {
            CheckpointFolder.Find(model);
            return false;
        }
        catch (WorkbookException)
        {
            return true;
        }
    }

    /// <summary>Makes it whole in the cache.</summary>
    /// <returns>Where it is; null when Ctrl-C stopped it, which has been told.</returns>
    /// <exception cref="WorkbookException">It can't be fetched.</exception>
    public static async Task<HubSnapshot?> RunAsync(HubId id)
    {
        using var signal = new StopSignal();
        using var progress = new PullProgress(Console.Error, terminal: !Console.IsErrorRedirected);
        using var client = new HubClient(HubSettings.FromEnvironment());
        try
        {
            return await client.PullAsync(id, progress, signal.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
        {
            progress.Dispose();
            Console.Error.WriteLine("Stopped; what has come is kept, the same command goes on from there.");
            return null;
        }
    }
}
