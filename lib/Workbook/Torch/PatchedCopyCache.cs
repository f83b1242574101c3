using System.Security.Cryptography;

namespace Workbook.Torch;

/// <summary>
/// Makes TorchSharp's native library loadable on an older libstdc++. The library asks for a symbol version that only
/// GCC 13 and later provide, for a link marker that no relocation uses. Where the version is missing, a copy is made in
/// which that one request is marked weak (one byte); where it is provided, the library's own file is used untouched.
/// </summary>
public sealed class PatchedCopyCache
{
    private readonly string folder;

    /// <summary>Uses a folder of the user's for the copies.</summary>
    /// <param name="folder">The folder; it is made when first needed.</param>
    public PatchedCopyCache(string folder) => this.folder = folder;

    /// <summary>The folder of this user's copies: WORKBOOK_CACHE, or the operating system's cache folder.</summary>
    public static string DefaultFolder =>
        Environment.GetEnvironmentVariable("WORKBOOK_CACHE") is { Length: > 0 } chosen ? Path.GetFullPath(chosen)
        : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache) ? Path.Combine(cache, "workbook")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "workbook");

    /// <summary>Gives the file to load in place of <paramref name="source"/>.</summary>
    /// <param name="source">TorchSharp's native library as its package holds it.</param>
    /// <param name="version">The version of that library; part of the copy's name.</param>
    /// <param name="standardLibrary">The name of the library that provides the versions, libstdc++.so.6.</param>
    /// <param name="provided">The versions that the machine's <paramref name="standardLibrary"/> provides.</param>
    /// <returns>The file itself, or a copy of it whose unused requests are weak.</returns>
    /// <exception cref="WorkbookException">The file is damaged, or it really needs a version that is missing.</exception>
    public LoadableNative Prepare(string source, string version, string standardLibrary, IReadOnlySet<string> provided)
    {
        ArgumentNullException.ThrowIfNull(provided);
        var bytes = File.ReadAllBytes(source);
        List<ElfVersionNeed> missing;
        try
        {
            var image = new ElfImage(bytes);
            missing = [.. image.VersionNeeds.Where(n => n.Library == standardLibrary && !n.IsWeak && !provided.Contains(n.Version))];
            if (missing.Find(image.IsUsed) is { } used)
                throw new WorkbookException($"{source} needs {used.Version} and this machine's {standardLibrary} does not provide it: install a newer GCC runtime (Debian and Ubuntu: the package libstdc++6).");
        }
        catch (InvalidDataException e)
        {
            throw new WorkbookException($"{source} is damaged ({e.Message}): delete its package folder and run `dotnet restore`.", e);
        }

        if (missing.Count == 0)
            return new(source, IsCopy: false, IsTemporary: false);

        var key = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        foreach (var need in missing)
            bytes[need.FlagsOffset] |= (byte)ElfVersionNeed.WeakFlag;
        return Store(bytes, $"{Path.GetFileNameWithoutExtension(source)}-{version}-{key}{Path.GetExtension(source)}");
    }

    private LoadableNative Store(byte[] bytes, string name)
    {
        try
        {
            var path = Path.Combine(folder, name);
            // The content decides, not the name: a damaged or foreign file under this name is replaced.
            if (!HasContent(path, bytes))
                Write(path, bytes);
            return new(path, IsCopy: true, IsTemporary: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return StoreForThisProcess(bytes, name, e);
        }
    }

    // A read-only home: a private folder that only this user can enter serves this one process.
    private LoadableNative StoreForThisProcess(byte[] bytes, string name, Exception first)
    {
        try
        {
            var path = Path.Combine(Directory.CreateTempSubdirectory("workbook-").FullName, name);
            Write(path, bytes);
            return new(path, IsCopy: true, IsTemporary: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"Neither {folder} ({first.Message}) nor {Path.GetTempPath()} ({e.Message}) can be written, and this machine's libstdc++ needs a patched copy of one library there: set WORKBOOK_CACHE to a folder that can be written.", e);
        }
    }

    private static bool HasContent(string path, byte[] bytes) =>
        File.Exists(path) && new FileInfo(path).Length == bytes.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(bytes);

    // Written beside its place and renamed, so that a second process sees all of the file or none of it.
    private static void Write(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}.part";
        try
        {
            File.WriteAllBytes(part, bytes);
            File.Move(part, path, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
