using System.CommandLine;
using Workbook.Gpt2;
using Workbook.Gpt2.Hub;

namespace Workbook.Runner.Commands;

/// <summary>The verb <c>model</c>: fetches, lists, checks and removes checkpoints.</summary>
internal static class ModelCommand
{
    private const string Notes = """
        Examples:
          model pull gpt2      fetch a checkpoint; run --model gpt2 then uses it
          model list           the checkpoints on this machine

        Each of pull, list, check and remove has its own --help.
        """;

    private const string PullNotes = """
        Examples:
          model pull gpt2                  or gpt2-medium, gpt2-large, gpt2-xl, distilgpt2
          model pull org/name@v1.0         any repository with the GPT-2 layout; branch, tag or commit after the @

        The files go to the hub's own cache, shared with Python: HF_HUB_CACHE, HF_HOME/hub or ~/.cache/huggingface/hub.
        HF_ENDPOINT names another hub, HF_TOKEN is sent to that host alone, HF_HUB_OFFLINE=1 looks at the cache only.
        A download that was stopped goes on from where it was.

        Exit codes:
          0    the checkpoint is in the cache
          1    it can't be fetched
          2    wrong usage
          130  stopped by Ctrl-C; what has come is kept
        """;

    private const string ListNotes = """
        Example:
          model list

        One line each: name, revision, commit, size, folder. What lacks a file says so.

        Exit codes:
          0    listed
          1    the cache can't be read
          2    wrong usage
        """;

    private const string CheckNotes = """
        Examples:
          model check gpt2
          model check /data/gpt2

        Exit codes:
          0    everything can be used
          1    something cannot; its line says what to do
          2    wrong usage
        """;

    private const string RemoveNotes = """
        Example:
          model remove gpt2    every revision of it, from the cache that Python uses too

        Exit codes:
          0    removed
          1    it is not there, or can't be removed
          2    wrong usage
        """;

    private static readonly Argument<string> Id = new("ID") { Description = "A repository: gpt2, org/name, or either with @revision." };
    private static readonly Argument<string> Name = new("ID") { Description = "A repository: gpt2 or org/name." };
    private static readonly Argument<string> Place = new("ID|FOLDER") { Description = "A checkpoint's id, or a folder that holds one." };

    public static Command Create()
    {
        var pull = new Verb("pull", "Fetch a checkpoint from the Hugging Face hub, resumable.", PullNotes) { Id };
        pull.SetAction((parsed, _) => PullAsync(Repository(parsed.GetValue(Id)!)));
        var list = new Verb("list", "List the checkpoints on this machine.", ListNotes);
        list.SetAction(_ => List());
        var check = new Verb("check", "Check a checkpoint: layout, shapes, dtype, parameters, tokenizer, NaN or infinity.", CheckNotes) { Place };
        check.SetAction(parsed => Check(parsed.GetValue(Place)!));
        var remove = new Verb("remove", "Remove a checkpoint from the hub's cache.", RemoveNotes) { Name };
        remove.SetAction(parsed => Remove(parsed.GetValue(Name)!));
        return new Verb("model", "Fetch, list, check and remove checkpoints.", Notes) { pull, list, check, remove };
    }

    private static async Task<int> PullAsync(HubId id)
    {
        using var signal = new StopSignal();
        using var progress = new PullProgress(Console.Error, terminal: !Console.IsErrorRedirected);
        using var client = new HubClient(HubSettings.FromEnvironment());
        try
        {
            var snapshot = await client.PullAsync(id, progress, signal.Token).ConfigureAwait(false);
            progress.Dispose();
            Console.WriteLine($"{id} is in {snapshot.Folder} ({PullProgress.Size(snapshot.ByteCount)}); use it with --model {id}.");
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (signal.Token.IsCancellationRequested)
        {
            progress.Dispose();
            Console.Error.WriteLine("Stopped; what has come is kept, the same command goes on from there.");
            return ExitCode.Stopped;
        }
    }

    private static int List()
    {
        var settings = HubSettings.FromEnvironment();
        try
        {
            var snapshots = new HubCache(settings).List();
            foreach (var snapshot in snapshots)
            {
                var revision = snapshot.Revisions.Count > 0 ? string.Join(", ", snapshot.Revisions) : "no branch";
                var state = snapshot.Whole ? PullProgress.Size(snapshot.ByteCount) : $"not whole, run model pull {snapshot.Name}";
                Console.WriteLine($"{snapshot.Name,-28}  {revision}  {snapshot.Commit[..Math.Min(8, snapshot.Commit.Length)]}  {state}  {snapshot.Folder}");
            }
            if (snapshots.Count == 0)
                Console.WriteLine($"{settings.CacheFolder} holds no GPT-2; model pull gpt2 fetches one.");
            return ExitCode.Done;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The cache {settings.CacheFolder} can't be read ({error.Message.TrimEnd('.')}); set HF_HUB_CACHE to another folder.", error);
        }
    }

    private static int Check(string idOrFolder)
    {
        var findings = CheckpointCheck.Examine(idOrFolder);
        foreach (var finding in findings)
            Console.WriteLine($"{(finding.Ok ? "ok " : "bad")}  {finding.Name,-10}  {finding.Fact}");
        return findings.All(finding => finding.Ok) ? ExitCode.Done : ExitCode.Failed;
    }

    private static int Remove(string text)
    {
        if (text.Contains('@', StringComparison.Ordinal)) throw new UsageException($"model remove takes every revision; leave out what stands after {text[..text.IndexOf('@', StringComparison.Ordinal)]}.");
        var settings = HubSettings.FromEnvironment();
        var gone = new HubCache(settings).Remove(Repository(text));
        if (gone.Count == 0) throw new WorkbookException($"{text} is not in {settings.CacheFolder}; model list says what is.");
        foreach (var folder in gone)
            Console.WriteLine($"Removed {folder}.");
        return ExitCode.Done;
    }

    private static HubId Repository(string text) => HubId.TryParse(text, out var id)
        ? id
        : throw new UsageException($"\"{text}\" is no hub id; write gpt2, org/name, or either with @revision.");
}
