using System.CommandLine;
using System.Text.Json;
using Workbook.Gpt2;
using Workbook.Gpt2.Hub;

namespace Workbook.Runner.Commands;

/// <summary>The verb <c>model</c>: fetches, lists, checks and removes checkpoints.</summary>
internal static class ModelCommand
{
    private const string Notes = """
        Examples:
          model pull gpt2      fetch a checkpoint; run --model gpt2 does it too, if it is not there
          model list           the checkpoints on this machine

        Each of pull, list, check and remove has its own --help.
        """;

    private const string PullNotes = """
        Examples:
          model pull gpt2                  or gpt2-medium, gpt2-large, gpt2-xl, distilgpt2
          model pull org/name@v1.0         any repository with the GPT-2 layout; branch, tag or commit after the @

        The files go to the hub's own cache, shared with Python: HF_HUB_CACHE, HF_HOME/hub or ~/.cache/huggingface/hub.
        HF_ENDPOINT names another hub. HF_TOKEN, or what huggingface-cli login has saved, is sent to that host alone.
        HF_HUB_OFFLINE=1 looks at the cache only.
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

        One line each: name, revision, commit, size, folder. What lacks a file says so. Folders of the workbook, such as nano, are
        those in WORKBOOK_DATA and data/; the others lie in the hub's cache.

        Exit codes:
          0    listed
          1    the cache can't be read
          2    wrong usage
        """;

    private const string CheckNotes = """
        Examples:
          model check gpt2
          model check /data/gpt2

        gpt2 itself is also run on three short prompts, whose token ids and largest logits are published.

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

    private static readonly Option<bool> Json = new("--json") { Description = "Write the answer to standard output as JSON." };

    public static Command Create()
    {
        var pull = new Verb("pull", "Fetch a checkpoint from the Hugging Face hub, resumable.", PullNotes) { Id };
        pull.SetAction((parsed, _) => PullAsync(Repository(parsed.GetValue(Id)!)));
        var list = new Verb("list", "List the checkpoints on this machine: the workbook's own folders and the hub's cache.", ListNotes) { Json };
        list.SetAction(parsed => List(parsed.GetValue(Json)));
        var check = new Verb("check", "Check a checkpoint: layout, shapes, dtype, parameters, tokenizer, NaN or infinity.", CheckNotes) { Place, Json };
        check.SetAction(parsed => Check(parsed.GetValue(Place)!, parsed.GetValue(Json)));
        var remove = new Verb("remove", "Remove a checkpoint from the hub's cache.", RemoveNotes) { Name };
        remove.SetAction(parsed => Remove(parsed.GetValue(Name)!));
        return new Verb("model", "Fetch, list, check and remove checkpoints.", Notes) { pull, list, check, remove };
    }

    private static async Task<int> PullAsync(HubId id)
    {
        if (await ModelPull.RunAsync(id).ConfigureAwait(false) is not { } snapshot) return ExitCode.Stopped;
        Console.WriteLine($"{id} is in {snapshot.Folder} ({PullProgress.Size(snapshot.ByteCount)}); use it with --model {id}.");
        return ExitCode.Done;
    }

    private static int List(bool json)
    {
        var settings = HubSettings.FromEnvironment();
        try
        {
            var snapshots = new HubCache(settings).List();
            IReadOnlyList<ModelListing> all = [.. CheckpointFolder.List().Select(ModelListing.Of), .. snapshots.Select(ModelListing.Of)];
            if (json)
            {
                Console.WriteLine(JsonSerializer.Serialize(all, ModelJson.Default.IReadOnlyListModelListing));
                return ExitCode.Done;
            }
            foreach (var listing in all) Console.WriteLine(listing.Line);
            if (snapshots.Count == 0) Console.WriteLine($"{settings.CacheFolder} holds no GPT-2; model pull gpt2 fetches one.");
            return ExitCode.Done;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The checkpoints can't be listed ({error.Message.TrimEnd('.')}); make {settings.CacheFolder} readable, or set HF_HUB_CACHE to another folder.", error);
        }
    }

    private static int Check(string idOrFolder, bool json)
    {
        var findings = CheckpointCheck.Examine(idOrFolder);
        if (json) Console.WriteLine(JsonSerializer.Serialize(findings, ModelJson.Default.IReadOnlyListCheckpointFinding));
        foreach (var finding in json ? [] : findings)
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
