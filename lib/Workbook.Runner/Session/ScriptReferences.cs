using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Workbook.Runner.Session;

/// <summary>
/// The assemblies that a cell sees: the .NET libraries, the Workbook library and what lies beside it, as in an editor; not the runner's own
/// parts. Read once and shared by every notebook, for reading them is what a first compilation spends its time on.
/// </summary>
internal static class ScriptReferences
{
    private static readonly string[] RunnerOnly =
        ["Workbook.Runner", "Microsoft.CodeAnalysis", "System.CommandLine", "Spectre.Console", "Markdig"];

    private static readonly Lazy<ImmutableArray<MetadataReference>> Shared = new(Read);

    public static ImmutableArray<MetadataReference> All => Shared.Value;

    private static ImmutableArray<MetadataReference> Read()
    {
        var trusted = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        return [.. trusted.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path => !RunnerOnly.Any(name => IsNamed(path, name)))
            .Select(path => MetadataReference.CreateFromFile(path))];
    }

    private static bool IsNamed(string path, string prefix) =>
        Path.GetFileNameWithoutExtension(path) is var name
        && name.StartsWith(prefix, StringComparison.Ordinal)
        && (name.Length == prefix.Length || name[prefix.Length] == '.');
}
