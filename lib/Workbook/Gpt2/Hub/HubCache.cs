namespace Workbook.Gpt2.Hub;

/// <summary>
/// The hub's cache on this machine, in the layout of its Python client: <c>models--org--name</c> with <c>blobs/TAG</c>,
/// <c>snapshots/COMMIT/file</c> (a link to a blob, or a copy) and <c>refs/REVISION</c>. What either program downloads, the other finds.
/// </summary>
public sealed class HubCache(HubSettings settings)
{
    /// <summary>The single file that weights come in.</summary>
    public const string Weights = "model.safetensors";

    /// <summary>The list of the files that sharded weights come in.</summary>
    public const string Index = Weights + ".index.json";

    private const string Prefix = "models--";

    /// <summary>The files besides the weights that a checkpoint needs.</summary>
    public static IReadOnlyList<string> Needed { get; } = ["config.json", "vocab.json", "merges.txt"];

    /// <summary>Finds a repository's snapshot; null when it is not there, or not whole.</summary>
    public HubSnapshot? Find(HubId id) => id.Names.Select(name => At(name, id.Revision)).FirstOrDefault(found => found is { Whole: true });

    /// <summary>Every GPT-2 in the cache, whole or not.</summary>
    public IReadOnlyList<HubSnapshot> List() => !Directory.Exists(settings.CacheFolder) ? [] :
    [
        .. Directory.EnumerateDirectories(settings.CacheFolder, Prefix + "*").Order(StringComparer.Ordinal).SelectMany(Snapshots),
    ];

    /// <summary>Removes a repository with all its revisions, and parts of downloads.</summary>
    /// <returns>The folders that are gone; none when the cache does not hold it.</returns>
    /// <exception cref="WorkbookException">A folder can't be removed.</exception>
    public IReadOnlyList<string> Remove(HubId id)
    {
        var folders = id.Names.Select(Folder).Where(Directory.Exists).ToList();
        foreach (var folder in folders)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new WorkbookException($"{folder} can't be removed ({error.Message.TrimEnd('.')}); close what uses it and try again.", error);
            }
        }
        return folders;
    }

    internal string Snapshot(HubId id, string commit) => Path.Combine(Folder(id.Name), "snapshots", commit);

    internal string Blob(HubId id, string etag) => Path.Combine(Folder(id.Name), "blobs", etag);

    internal string Lock(HubId id, string etag) => Path.Combine(settings.CacheFolder, ".locks", Path.GetFileName(Folder(id.Name)), etag + ".lock");

    internal HubSnapshot? At(string name, string revision)
    {
        var pointer = Path.Combine(Folder(name), "refs", revision);
        var commit = File.Exists(pointer) ? File.ReadAllText(pointer).Trim() : revision;
        var folder = Path.Combine(Folder(name), "snapshots", commit);
        return HubIndex.IsPlainName(commit) && Directory.Exists(folder) ? new(name, [revision], commit, folder, IsWhole(folder)) : null;
    }

    /// <summary>Puts a blob into a snapshot under a file's name.</summary>
    internal void Link(HubId id, string commit, string file, string blob)
    {
        var target = Path.Combine(Snapshot(id, commit), file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Place(target, temporary =>
        {
            if (!TryLink(temporary, Path.GetRelativePath(Path.GetDirectoryName(target)!, blob))) File.Copy(blob, temporary);
        });
    }

    /// <summary>Notes which commit a revision is; done last, so that an older snapshot stays in use until the new one is whole.</summary>
    internal void Point(HubId id, string commit)
    {
        if (id.Revision == commit) return;
        var pointer = Path.Combine(Folder(id.Name), "refs", id.Revision);
        if (File.Exists(pointer) && File.ReadAllText(pointer) == commit) return;
        Directory.CreateDirectory(Path.GetDirectoryName(pointer)!);
        Place(pointer, temporary => File.WriteAllText(temporary, commit));
    }

    /// <summary>Whether a snapshot's file can be read: a link whose blob is gone also "exists".</summary>
    internal static bool IsThere(string path) => File.Exists(path) && (File.ResolveLinkTarget(path, returnFinalTarget: true) is null or { Exists: true });

    /// <summary>The files that an index of shards names.</summary>
    /// <exception cref="WorkbookException">The index is malformed, or names a file outside the folder.</exception>
    internal static IReadOnlyList<string> Shards(string index) => [.. HubIndex.Read(index).Values.Distinct().Order(StringComparer.Ordinal)];

    private static bool IsWhole(string folder)
    {
        bool There(string name) => IsThere(Path.Combine(folder, name));
        if (!Needed.All(There)) return false;
        if (There(Weights)) return true;
        try
        {
            return There(Index) && Shards(Path.Combine(folder, Index)).All(There);
        }
        catch (WorkbookException)
        {
            return false;
        }
    }

    private static IEnumerable<HubSnapshot> Snapshots(string repository)
    {
        var name = Path.GetFileName(repository)[Prefix.Length..].Replace("--", "/", StringComparison.Ordinal);
        var (snapshots, refs) = (Path.Combine(repository, "snapshots"), Path.Combine(repository, "refs"));
        if (!HubId.TryParse(name, out _) || !Directory.Exists(snapshots)) yield break;
        var revisions = (Directory.Exists(refs) ? Directory.EnumerateFiles(refs, "*", SearchOption.AllDirectories) : [])
            .ToLookup(path => File.ReadAllText(path).Trim(), path => Path.GetRelativePath(refs, path).Replace('\\', '/'));
        foreach (var folder in Directory.EnumerateDirectories(snapshots).Order(StringComparer.Ordinal).Where(IsGpt2))
        {
            var commit = Path.GetFileName(folder);
            yield return new(name, [.. revisions[commit].Order(StringComparer.Ordinal)], commit, folder, IsWhole(folder));
        }
    }

    private static bool IsGpt2(string folder) =>
        IsThere(Path.Combine(folder, "config.json")) && HubFamily.IsGpt2(Path.Combine(folder, "config.json"));

    private static void Place(string target, Action<string> write)
    {
        var temporary = $"{target}.{Guid.NewGuid():n}.part";
        try
        {
            write(temporary);
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private bool TryLink(string path, string target)
    {
        if (!settings.Links) return false;
        try
        {
            File.CreateSymbolicLink(path, target);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    private string Folder(string name) => Path.Combine(settings.CacheFolder, Prefix + name.Replace("/", "--", StringComparison.Ordinal));
}
