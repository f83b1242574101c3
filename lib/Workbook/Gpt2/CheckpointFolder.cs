using Workbook.Gpt2.Hub;

namespace Workbook.Gpt2;

/// <summary>Finds the folder of a checkpoint, by id or by path.</summary>
public static class CheckpointFolder
{
    /// <summary>The environment variable that names the folder in which checkpoints are looked up by id.</summary>
    public const string DataVariable = "WORKBOOK_DATA";

    /// <summary>
    /// Finds a checkpoint. A path (absolute, or with a separator or a leading dot) is taken as it is. An id is looked up in the folder
    /// that WORKBOOK_DATA names, then in a folder <c>data</c> beside or above the current folder, then beside or above the library. What is
    /// found in none of these and may be a hub's id (gpt2, org/name, with or without @revision) is looked up in the hub's cache.
    /// </summary>
    /// <returns>The folder and the id: the folder's own name, or the hub's id.</returns>
    /// <exception cref="WorkbookException">Nothing is there; the message says where it was looked for.</exception>
    public static (string Folder, string Id) Find(string idOrFolder)
    {
        if (string.IsNullOrWhiteSpace(idOrFolder)) throw new WorkbookException("The checkpoint's id or folder is empty.");
        if (IsPath(idOrFolder)) return Take(idOrFolder) ?? InCache(idOrFolder) ?? throw NotThere(idOrFolder, [idOrFolder]);
        var candidates = Candidates(idOrFolder).ToList();
        return candidates.Select(Take).FirstOrDefault(found => found is not null)
            ?? Take(idOrFolder)
            ?? InCache(idOrFolder)
            ?? throw NotThere(idOrFolder, [.. candidates.Where(c => Directory.Exists(Path.GetDirectoryName(c))), Path.GetFullPath(idOrFolder)]);
    }

    private static bool IsPath(string text) => Path.IsPathRooted(text) || text.StartsWith('.') || text.Contains('/') || text.Contains(Path.DirectorySeparatorChar);

    /// <summary>The checkpoints in the folders where <see cref="Find"/> looks an id up, with their ids: the embedded one and those beside it.</summary>
    /// <returns>Each id once, where it is found first.</returns>
    public static IReadOnlyList<(string Folder, string Id)> List() =>
    [
        .. Places().Distinct().Where(Directory.Exists).SelectMany(place => Directory.EnumerateDirectories(place).Order(StringComparer.Ordinal))
            .Where(folder => File.Exists(Path.Combine(folder, "config.json")) && HubFamily.IsGpt2(Path.Combine(folder, "config.json")))
            .Select(folder => (folder, Path.GetFileName(folder))).DistinctBy(found => found.Item2),
    ];

    private static IEnumerable<string> Candidates(string id) => Places().Select(place => Path.Combine(place, id));

    private static IEnumerable<string> Places()
    {
        if (Environment.GetEnvironmentVariable(DataVariable) is { Length: > 0 } data) yield return Path.GetFullPath(data);
        var library = Path.GetDirectoryName(typeof(CheckpointFolder).Assembly.Location);
        foreach (var start in new[] { Directory.GetCurrentDirectory(), library, AppContext.BaseDirectory })
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
                yield return Path.Combine(folder, "data");
    }

    private static (string Folder, string Id)? Take(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "config.json"))) return null;
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        return (full, Path.GetFileName(full));
    }

    // A repository that Python or model pull has downloaded.
    private static (string Folder, string Id)? InCache(string id)
    {
        if (!HubId.TryParse(id, out var hub)) return null;
        var settings = HubSettings.FromEnvironment();
        return new HubCache(settings).Find(hub) is { } snapshot
            ? (snapshot.Folder, id)
            : throw new WorkbookException($"There is no checkpoint {id}: no such folder, and it is not whole in {settings.CacheFolder}; run model pull {id}.");
    }

    private static WorkbookException NotThere(string asked, IReadOnlyList<string> places) =>
        new($"There is no checkpoint {asked}: no config.json in {string.Join(" or ", places.Distinct())}; name a folder that holds one, or set {DataVariable}.");
}
