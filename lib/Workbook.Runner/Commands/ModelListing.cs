using System.Text.Json.Serialization;
using Workbook.Gpt2.Hub;

namespace Workbook.Runner.Commands;

/// <summary>One checkpoint as <c>model list</c> shows it.</summary>
/// <param name="Id">What <c>--model</c> takes.</param>
/// <param name="Revision">Its branches and tags on the hub; local for a folder of the workbook.</param>
/// <param name="Commit">Its commit on the hub; null for a folder.</param>
/// <param name="Bytes">The size of its files.</param>
/// <param name="Whole">Whether nothing that a run needs is missing.</param>
/// <param name="Folder">Where it is.</param>
internal sealed record ModelListing(string Id, string Revision, string? Commit, long Bytes, bool Whole, string Folder)
{
    /// <summary>A folder where ids are looked up.</summary>
    public static ModelListing Of((string Folder, string Id) found) => new(
        found.Id, "local", null, Directory.EnumerateFiles(found.Folder).Sum(file => new FileInfo(file).Length), IsWhole(found.Folder), found.Folder);

    /// <summary>A snapshot in the hub's cache.</summary>
    public static ModelListing Of(HubSnapshot snapshot) => new(
        snapshot.Name, snapshot.Revisions.Count > 0 ? string.Join(", ", snapshot.Revisions) : "no branch", snapshot.Commit, snapshot.ByteCount, snapshot.Whole, snapshot.Folder);

    /// <summary>One line: name, revision, commit, size, folder.</summary>
    [JsonIgnore]
    public string Line => $"{Id,-28}  {Revision,-10}  {(Commit is null ? "" : Commit[..Math.Min(8, Commit.Length)]),-8}  {State,10}  {Folder}";

    private string State => Whole ? PullProgress.Size(Bytes) : Commit is null ? "not whole" : $"not whole, run model pull {Id}";

    private static bool IsWhole(string folder) => HubCache.Needed.All(name => File.Exists(Path.Combine(folder, name)))
        && (File.Exists(Path.Combine(folder, HubCache.Weights)) || File.Exists(Path.Combine(folder, HubCache.Index)));
}
