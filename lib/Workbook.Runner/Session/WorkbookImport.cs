using System.Text.RegularExpressions;
using Workbook.Runner.Notebooks;

namespace Workbook.Runner.Session;

/// <summary>
/// The first code cell of a notebook, <c>#!import workbook.csx</c>: the file that every build writes beside the notebooks. It names
/// Workbook.dll by an absolute path; here the copy that already runs takes its place, for a second copy would have types of its own.
/// </summary>
internal static partial class WorkbookImport
{
    /// <summary>The only file that a notebook imports.</summary>
    public const string FileName = "workbook.csx";

    /// <summary>The path after <c>#!import</c> when the line is one; null otherwise.</summary>
    public static string? PathIn(string line) =>
        ImportLine().Match(line) is { Success: true } match ? match.Groups["path"].Value.Trim('"') : null;

    /// <summary>True when the cell is an import.</summary>
    public static bool IsIn(DibCell cell) => cell.Source.Split('\n').Any(line => PathIn(line) is not null);

    /// <summary>Reads the script that the cell imports, without its reference to Workbook.dll.</summary>
    /// <param name="cell">A cell that <see cref="IsIn"/> accepts.</param>
    /// <param name="notebookPath">The notebook's full path; the import is relative to its folder.</param>
    /// <returns>The script's full path and text.</returns>
    /// <exception cref="WorkbookException">There is no such file, or it cannot be read.</exception>
    public static (string Path, string Code) Read(DibCell cell, string notebookPath)
    {
        var relative = cell.Source.Split('\n').Select(PathIn).First(path => path is not null)!;
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(notebookPath)!, relative));
        if (!File.Exists(path))
            throw new WorkbookException($"{path} is missing; run dotnet build -c Release first: the build writes it.");
        try
        {
            return (path, WorkbookReference().Replace(File.ReadAllText(path), ""));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{path} cannot be read: {problem.Message}");
        }
    }

    [GeneratedRegex("""^\s*#!import\s+(?<path>"[^"]+"|\S+)\s*$""")]
    private static partial Regex ImportLine();

    [GeneratedRegex("""^[ \t]*#r\s+"[^"\r\n]*Workbook\.dll"[ \t]*(?=\r?$)""", RegexOptions.Multiline)]
    private static partial Regex WorkbookReference();
}
