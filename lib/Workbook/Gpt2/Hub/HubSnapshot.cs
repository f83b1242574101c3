namespace Workbook.Gpt2.Hub;

/// <summary>One commit of a repository in the cache.</summary>
/// <param name="Name">The repository, org/name or its short name.</param>
/// <param name="Revisions">The branches and tags that point at it; none when only its commit is known.</param>
/// <param name="Commit">The commit's hash.</param>
/// <param name="Folder">The folder with its files.</param>
/// <param name="Whole">Whether configuration, tokenizer and weights are all there.</param>
public sealed record HubSnapshot(string Name, IReadOnlyList<string> Revisions, string Commit, string Folder, bool Whole)
{
    /// <summary>The size of its files, in bytes.</summary>
    public long ByteCount => Directory.EnumerateFiles(Folder)
        .Sum(path => File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target
            ? target.Exists ? ((FileInfo)target).Length : 0
            : new FileInfo(path).Length);
}
