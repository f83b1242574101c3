using System.Runtime.InteropServices;

namespace Workbook.Torch;

/// <summary>The C++ standard library of this machine (libstdc++), which native libraries are linked to.</summary>
/// <param name="Path">The file that the dynamic linker uses.</param>
/// <param name="Versions">The symbol versions that it provides.</param>
public sealed record StandardLibrary(string Path, IReadOnlySet<string> Versions)
{
    /// <summary>The name by which libraries ask for it.</summary>
    public const string Name = "libstdc++.so.6";

    private const string Prefix = "GLIBCXX_";

    /// <summary>The newest GLIBCXX version provided, such as GLIBCXX_3.4.30; empty when there is none.</summary>
    public string Newest => Versions
        .Where(v => v.StartsWith(Prefix, StringComparison.Ordinal) && Version.TryParse(v[Prefix.Length..], out _))
        .MaxBy(v => Version.Parse(v[Prefix.Length..])) ?? "";

    /// <summary>Finds the library that this process uses (Linux only).</summary>
    /// <exception cref="WorkbookException">There is none, or it cannot be read.</exception>
    public static StandardLibrary Find()
    {
        if (!NativeLibrary.TryLoad(Name, out _))
            throw new WorkbookException($"{Name} was not found by the dynamic linker: install it (Debian and Ubuntu: the package libstdc++6).");

        // The linker does not tell which file it took, the kernel's list of mapped files does.
        var path = File.ReadLines("/proc/self/maps")
            .Select(line => line.IndexOf('/') is var at and >= 0 ? line[at..] : "")
            .FirstOrDefault(file => System.IO.Path.GetFileName(file).StartsWith("libstdc++.so", StringComparison.Ordinal))
            ?? throw new WorkbookException($"{Name} is loaded but /proc/self/maps does not name its file: mount /proc.");
        try
        {
            return new(path, ElfImage.Read(path).VersionDefinitions.ToHashSet());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new WorkbookException($"{path} cannot be read ({e.Message}): reinstall the C++ runtime (Debian and Ubuntu: the package libstdc++6).", e);
        }
    }
}
