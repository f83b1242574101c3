using Workbook.Torch;
using Xunit;

namespace Workbook.Tests.Torch;

public sealed class PatchedCopyCacheTests : IDisposable
{
    private const string Library = "libstdc++.so.6";
    private static readonly HashSet<string> Old = ["GLIBCXX_3.4"];
    private static readonly HashSet<string> New = ["GLIBCXX_3.4", "GLIBCXX_3.4.32"];
    private static readonly byte[] Forged = ForgedLibrary.Make(Library, [("GLIBCXX_3.4", 0, true), ("GLIBCXX_3.4.32", 0, false)]);

    private readonly TemporaryFolder home = new();
    private readonly string source;

    public PatchedCopyCacheTests() => source = home.File("libLibTorchSharp.so", Forged);

    private string CacheFolder => Path.Combine(home.Path, "cache", "workbook");

    public void Dispose() => home.Dispose();

    [Fact]
    public void On_an_old_libstdcxx_a_copy_is_made_that_differs_in_one_byte()
    {
        var native = Prepare(Old);
        Assert.True(native.IsCopy);
        Assert.False(native.IsTemporary);
        var copy = File.ReadAllBytes(native.Path);
        Assert.Equal(Forged.Length, copy.Length);
        var changed = Assert.Single(Enumerable.Range(0, copy.Length), i => copy[i] != Forged[i]);
        Assert.Equal(new ElfImage(Forged).VersionNeeds[1].FlagsOffset, changed);
        Assert.Equal((byte)0, Forged[changed]);
        Assert.Equal((byte)2, copy[changed]);
        Assert.Equal([false, true], new ElfImage(copy).VersionNeeds.Select(n => n.IsWeak));
        Assert.Equal(Forged, File.ReadAllBytes(source));
    }

    [Fact]
    public void On_a_new_libstdcxx_the_file_is_used_untouched_and_no_copy_is_made()
    {
        var before = File.GetLastWriteTimeUtc(source);
        var native = Prepare(New);
        Assert.Equal(new LoadableNative(source, IsCopy: false, IsTemporary: false), native);
        Assert.False(Directory.Exists(CacheFolder));
        Assert.Equal(Forged, File.ReadAllBytes(source));
        Assert.Equal(before, File.GetLastWriteTimeUtc(source));
    }

    [Fact]
    public void The_copy_is_made_once()
    {
        var first = Prepare(Old);
        var made = File.GetLastWriteTimeUtc(first.Path);
        Assert.Equal(first, Prepare(Old));
        Assert.Equal(made, File.GetLastWriteTimeUtc(first.Path));
        Assert.Single(Directory.GetFiles(CacheFolder));
    }

    [Fact]
    public void Another_version_or_another_file_gets_a_copy_of_its_own()
    {
        var cache = new PatchedCopyCache(CacheFolder);
        var other = home.File("other.so", ForgedLibrary.Make(Library, [("GLIBCXX_3.4.32", 0, false)]));
        Assert.Equal(3, new[] { Prepare(Old).Path, cache.Prepare(source, "2.0", Library, Old).Path, cache.Prepare(other, "1.0", Library, Old).Path }.Distinct().Count());
    }

    [Fact]
    public void A_damaged_copy_is_repaired()
    {
        var good = File.ReadAllBytes(Prepare(Old).Path);
        foreach (var damage in (Func<byte[], byte[]>[])[b => b[..^1], b => [], b => [.. b[..^1], (byte)~b[^1]], b => [.. b, 0]])
        {
            File.WriteAllBytes(Prepare(Old).Path, damage(good));
            Assert.Equal(good, File.ReadAllBytes(Prepare(Old).Path));
        }
    }

    [Fact]
    public void A_version_that_is_really_used_is_not_papered_over()
    {
        var failure = Assert.Throws<WorkbookException>(() => Prepare([]));
        Assert.Contains("GLIBCXX_3.4 ", failure.Message);
        Assert.Contains("libstdc++6", failure.Message);
        Assert.False(Directory.Exists(CacheFolder));
    }

    [Fact]
    public void A_damaged_source_is_named()
    {
        File.WriteAllBytes(source, Forged[..200]);
        var failure = Assert.Throws<WorkbookException>(() => Prepare(Old));
        Assert.Contains(source, failure.Message);
        Assert.Contains("dotnet restore", failure.Message);
    }

    [Fact]
    public void Where_the_cache_cannot_be_made_a_private_copy_serves_this_process()
    {
        // A file stands where the folder would be: that stops every user, root included.
        File.WriteAllText(Path.Combine(home.Path, "cache"), "");
        AssertServedByPrivateCopy();
    }

    [Fact]
    public void In_a_read_only_home_a_private_copy_serves_this_process()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "File modes do not stop this user from writing.");
        var cache = Directory.CreateDirectory(Path.Combine(home.Path, "cache"));
        if (!OperatingSystem.IsWindows())
            cache.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        AssertServedByPrivateCopy();
    }

    private void AssertServedByPrivateCopy()
    {
        var native = Prepare(Old);
        var folder = Path.GetDirectoryName(native.Path)!;
        Assert.True(native is { IsCopy: true, IsTemporary: true });
        Assert.Equal(Forged.Length, new FileInfo(native.Path).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        Directory.Delete(folder, recursive: true);
    }

    private LoadableNative Prepare(HashSet<string> provided) => new PatchedCopyCache(CacheFolder).Prepare(source, "1.0", Library, provided);
}
