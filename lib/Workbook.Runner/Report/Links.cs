using Workbook.Runner.Session;

namespace Workbook.Runner.Report;

/// <summary>Links as a notebook writes them, made to work from the report.</summary>
internal static class Links
{
    /// <summary>
    /// A link to another notebook becomes one to its page; a file beside the notebooks is reached from <paramref name="folder"/>, where the page will stand;
    /// an address of the web and an anchor stay as they are.
    /// </summary>
    public static string FromPage(string link, NotebookResult from, IReadOnlyList<NotebookResult> all, string folder)
    {
        if (link.StartsWith('#') || link.Contains("://", StringComparison.Ordinal) || link.StartsWith("mailto:", StringComparison.Ordinal) || link.StartsWith("data:", StringComparison.Ordinal))
        {
            return link;
        }

        var anchor = link.IndexOf('#');
        var (path, fragment) = anchor < 0 ? (link, "") : (link[..anchor], link[anchor..]);
        var target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(from.Path) ?? "", Uri.UnescapeDataString(path)));
        if (all.FirstOrDefault(result => result.Path == target) is { } page)
        {
            return $"{page.Name}.html{fragment}";
        }

        return path.EndsWith(".dib", StringComparison.Ordinal) ? $"{Path.GetFileNameWithoutExtension(path)}.html{fragment}" : Uri.EscapeDataString(Path.GetRelativePath(folder, target).Replace('\\', '/')).Replace("%2F", "/", StringComparison.Ordinal) + fragment;
    }
}
