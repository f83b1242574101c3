using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Workbook.Gpt2.Hub;

/// <summary>A repository on a hub and a revision of it.</summary>
/// <param name="Name">The repository as it was asked for, e.g. <c>gpt2</c> or <c>org/name</c>: the cache's folder is named after it.</param>
/// <param name="Revision">A branch, a tag or a commit.</param>
public sealed partial record HubId(string Name, string Revision = HubId.DefaultRevision)
{
    /// <summary>The branch that is meant when no revision is given.</summary>
    public const string DefaultRevision = "main";

    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["gpt2"] = "openai-community/gpt2",
        ["gpt2-medium"] = "openai-community/gpt2-medium",
        ["gpt2-large"] = "openai-community/gpt2-large",
        ["gpt2-xl"] = "openai-community/gpt2-xl",
        ["distilgpt2"] = "distilbert/distilgpt2",
    };

    /// <summary>The repository's full name, org/name: what addresses on the hub are made of.</summary>
    public string Repository => Short.GetValueOrDefault(Name, Name);

    /// <summary>Every name under which a cache may hold the repository: as asked for, in full, and short.</summary>
    public IEnumerable<string> Names =>
        new[] { Name, Repository }.Concat(Short.Where(pair => pair.Value == Repository).Select(pair => pair.Key)).Distinct();

    /// <summary>Whether the revision is a commit, which never changes.</summary>
    public bool IsCommit => Commit().IsMatch(Revision);

    /// <summary>Reads <c>gpt2</c>, <c>org/name</c> or either with <c>@revision</c>.</summary>
    /// <exception cref="WorkbookException">The text is no id.</exception>
    public static HubId Parse(string text) => TryParse(text, out var id)
        ? id
        : throw new WorkbookException($"\"{text}\" is no hub id; write org/name, {string.Join(", ", Short.Keys)}, or either with @revision.");

    /// <summary>As <see cref="Parse"/>, false when the text is no id.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HubId? id)
    {
        var cut = text.IndexOf('@', StringComparison.Ordinal);
        var (name, revision) = cut < 0 ? (text, DefaultRevision) : (text[..cut], text[(cut + 1)..]);
        id = (Short.ContainsKey(name) || IsFullName(name)) && IsRevision(revision) ? new(name, revision) : null;
        return id is not null;
    }

    /// <summary>The id as it is typed.</summary>
    public override string ToString() => Revision == DefaultRevision ? Name : $"{Name}@{Revision}";

    // The hub's own rules; they also keep a name from leaving the cache's folder.
    private static bool IsFullName(string name) =>
        name.Length <= 96 && FullName().IsMatch(name) && !name.Contains("--", StringComparison.Ordinal) && !name.Contains("..", StringComparison.Ordinal);

    private static bool IsRevision(string revision) =>
        revision.Length <= 200 && Revisions().IsMatch(revision) && !revision.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]*/[A-Za-z0-9_][A-Za-z0-9._-]*\z")]
    private static partial Regex FullName();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*\z")]
    private static partial Regex Revisions();

    [GeneratedRegex(@"^[0-9a-f]{40}\z")]
    private static partial Regex Commit();
}
