namespace Workbook.Runner.Commands;

/// <summary>Turns what a user calls notebooks into files.</summary>
internal static class NotebookChoice
{
    private const string Extension = ".dib";

    /// <summary>The notebooks to run, full paths, in the order of the workbook, or as given.</summary>
    /// <param name="wanted">Names such as <c>02-distance</c>, leading numbers such as <c>02</c>, or paths; empty means all of the workbook.</param>
    /// <exception cref="UsageException">A name means no notebook, or two of them would share a page.</exception>
    /// <exception cref="WorkbookException">All are wanted, and there is none.</exception>
    public static IReadOnlyList<string> Resolve(IReadOnlyList<string> wanted)
    {
        var chosen = wanted.Count == 0 ? All() : [.. wanted.Select(Find).Distinct(StringComparer.Ordinal)];
        if (chosen.GroupBy(Path.GetFileName, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1) is { } twins)
            throw new UsageException($"Two notebooks are called {twins.Key} and would share a page; run them one at a time.");
        return chosen;
    }

    private static IReadOnlyList<string> All()
    {
        var root = WorkbookRoot.Find();
        var all = Known(root);
        return all.Count > 0 ? all : throw new WorkbookException($"{Path.Combine(root, "notebooks")} holds no notebook (*{Extension}).");
    }

    private static string Find(string wanted)
    {
        if (wanted.StartsWith('-'))
            throw new UsageException($"There is no option {wanted}; run --help lists them.");
        // A path is taken as it is: whether it can be read is told with the run, so that the other notebooks still run.
        if (wanted.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) && File.Exists(wanted)
            || wanted.AsSpan().IndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) >= 0)
            return Path.GetFullPath(wanted);
        var known = WorkbookRoot.TryFind() is { } root ? Known(root) : [];
        var name = wanted.EndsWith(Extension, StringComparison.OrdinalIgnoreCase) ? wanted[..^Extension.Length] : wanted;
        var exact = known.Where(path => Path.GetFileNameWithoutExtension(path) == name).ToArray();
        var begun = known.Where(path => Path.GetFileName(path).StartsWith(name + "-", StringComparison.Ordinal)).ToArray();
        return (exact, begun) switch
        {
            ([var only], _) => only,
            (_, [var only]) => only,
            _ => throw new UsageException($"There is no verb and no notebook called {wanted}; --help lists the verbs{Names(known)}."),
        };
    }

    private static string Names(IReadOnlyList<string> known) =>
        known.Count == 0 ? "" : $", and the notebooks are {string.Join(", ", known.Select(Path.GetFileNameWithoutExtension))}";

    private static IReadOnlyList<string> Known(string root)
    {
        var folder = Path.Combine(root, "notebooks");
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*" + Extension).Order(StringComparer.Ordinal)]
            : [];
    }
}
