using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbook.Runner.Notebooks;

namespace Workbook.Runner.Session;

/// <summary>
/// The part of the notebook language that .NET Interactive, Verso and this runner share. A notebook that leaves it would run here and fail
/// in a reader's editor, so it is refused, by name, before its first cell runs.
/// </summary>
internal static partial class CommonSubset
{
    /// <summary>How cells are read: scripts in the newest C# that every reader's compiler knows.</summary>
    public static CSharpParseOptions ParseOptions { get; } =
        new(LanguageVersion.CSharp13, DocumentationMode.None, SourceCodeKind.Script);

    private static readonly string[] Run = [DibCell.CSharp, DibCell.Markdown, DibCell.Html];

    /// <summary>Lists what the notebook may not contain, in the order of the file.</summary>
    public static IReadOnlyList<SubsetViolation> Violations(DibNotebook notebook) => [.. notebook.Cells.SelectMany(Violations)];

    private static IEnumerable<SubsetViolation> Violations(DibCell cell)
    {
        if (!Run.Contains(cell.Kind))
            return [new(cell.Number, cell.FirstLine, $"#!{cell.Kind} cells are not supported: a notebook has #!csharp, #!markdown and #!html cells.")];
        if (cell.Kind != DibCell.CSharp)
            return [];
        var found = new List<SubsetViolation>(Magics(cell));
        if (found.Count == 0 && !WorkbookImport.IsIn(cell))
            found.AddRange(Syntax(cell));
        return found.OrderBy(violation => violation.Line);
    }

    private static IEnumerable<SubsetViolation> Magics(DibCell cell)
    {
        var lines = cell.Source.Split('\n');
        var imports = WorkbookImport.IsIn(cell);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            var place = cell.FirstLine + i;
            if (WorkbookImport.PathIn(line) is { } path)
            {
                if (Path.GetFileName(path) != WorkbookImport.FileName)
                    yield return new(cell.Number, place, $"#!import {path} is not supported: a notebook imports {WorkbookImport.FileName} alone.");
            }
            else if (line.StartsWith("#!", StringComparison.Ordinal))
            {
                yield return new(cell.Number, place, $"{line.Split(' ', '\t')[0]} is not supported: it works in .NET Interactive only.");
            }
            else if (imports && line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal))
            {
                yield return new(cell.Number, place, "#!import must stand alone in its cell: move the other lines to a cell of their own.");
            }
        }
    }

    private static List<SubsetViolation> Syntax(DibCell cell)
    {
        var found = new List<SubsetViolation>();
        var tree = CSharpSyntaxTree.ParseText(cell.Source, ParseOptions);
        var lines = tree.GetText().Lines;
        void Report(int position, string message) =>
            found.Add(new(cell.Number, cell.FirstLine + lines.GetLinePosition(position).Line, message));
        new SubsetWalker(Report).Visit(tree.GetRoot());
        // A script has no syntax for a using declaration at its top level: the parser takes it for a using directive that went wrong.
        foreach (var error in tree.GetDiagnostics())
        {
            var position = error.Location.SourceSpan.Start;
            if (UsingDeclaration().IsMatch(lines.GetLineFromPosition(position).ToString()))
            {
                Report(position, "A using declaration cannot stand at the top level of a notebook cell: write a using block.");
                break;
            }
        }
        return found;
    }

    [GeneratedRegex(@"^\s*(await\s+)?using\s+[^(]")]
    private static partial Regex UsingDeclaration();
}
