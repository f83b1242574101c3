namespace Workbook.Runner.Commands;

/// <summary>The top folder of the workbook: the one that holds Workbook.sln.</summary>
internal static class WorkbookRoot
{
    private const string Marker = "Workbook.sln";

    /// <summary>Looks upwards from the current folder, then from where the runner was built; null when neither lies in a workbook.</summary>
    public static string? TryFind() => Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory);

    /// <summary>As <see cref="TryFind"/>.</summary>
    /// <exception cref="WorkbookException">There is no workbook there.</exception>
    public static string Find() => TryFind()
        ?? throw new WorkbookException($"No {Marker} lies in or above {Directory.GetCurrentDirectory()}; run the command inside the workbook's folder.");

    /// <summary>The path as a person would type it: relative when the file lies below the current folder.</summary>
    public static string Display(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static string? Above(string folder)
    {
        for (var current = new DirectoryInfo(folder); current is not null; current = current.Parent)
        {
            if (File.Exists(Path.Combine(current.FullName, Marker)))
                return current.FullName;
        }
        return null;
    }
}
