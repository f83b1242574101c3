using System.Security.Cryptography;
using System.Text;

namespace Workbook.Experiments.Pieces;

/// <summary>Which code measures: the same sources give the same version, in whichever folder they were built; any other code may give other numbers.</summary>
public static class CodeVersion
{
    /// <summary>This library's.</summary>
    public static string Current { get; } = Of(Sources());

    /// <summary>The version of some sources.</summary>
    /// <param name="sources">One line a source: its path in the project and the hash of its content, in any order.</param>
    /// <returns>SHA-256 in lower-case hex.</returns>
    public static string Of(IEnumerable<string> sources) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', sources.Select(line => line.Replace('\\', '/')).Order(StringComparer.Ordinal)))));

    // The lines that the build wrote into this library: each source, and the files that set package versions and compiler options.
    private static string[] Sources()
    {
        using var reader = new StreamReader(typeof(CodeVersion).Assembly.GetManifestResourceStream("sources.txt")
            ?? throw new InvalidOperationException("The library was built without the list of its sources."));
        return reader.ReadToEnd().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
    }
}
