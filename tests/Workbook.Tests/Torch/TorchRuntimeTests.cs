using System.Diagnostics;
using Workbook.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Torch;

public sealed class TorchRuntimeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_tensor_can_be_made_in_any_process_that_uses_the_library()
    {
        TorchRuntime.Start();
        using var numbers = rand(3);
        Assert.Equal([3L], numbers.shape);
    }

    [Fact]
    public void The_report_says_that_the_runtime_is_ready_and_where_it_lies()
    {
        var report = TorchRuntime.Describe();
        Assert.True(report.Ready, report.Problem);
        Assert.Null(report.Problem);
        Assert.Contains(NativeLibraries.LibtorchVersion, report.Backend);
        Assert.True(File.Exists(Path.Combine(report.LibtorchFolder, NativeLibraries.FileName("torch_cpu"))));
        Assert.Equal(OperatingSystem.IsLinux(), report.LibstdcxxVersion.StartsWith("GLIBCXX_3.4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_processes_that_start_at_once_on_an_empty_cache_both_work_and_leave_one_copy()
    {
        var cache = Path.Combine(folder.Path, "cache");
        var reports = await Task.WhenAll(
            ChildProcess.DescribeAsync(Stop, ("WORKBOOK_CACHE", cache)),
            ChildProcess.DescribeAsync(Stop, ("WORKBOOK_CACHE", cache)));
        Assert.All(reports, r => Assert.True(r.Ready, r.Problem));
        Assert.All(reports, r => Assert.EndsWith("3 numbers", r.Backend));
        AssertCopies(cache, reports[0]);
        Assert.Equal(reports[0], reports[1]);
    }

    [Fact]
    public async Task A_damaged_cached_copy_is_repaired_by_the_next_process()
    {
        var cache = Path.Combine(folder.Path, "cache");
        var first = await ChildProcess.DescribeAsync(Stop, ("WORKBOOK_CACHE", cache));
        Assert.SkipUnless(first.PatchedCopyUsed, "This machine's libstdc++ is new enough: there is no copy.");
        await File.WriteAllBytesAsync(first.CachedCopyPath!, new byte[1000], Stop);
        Assert.Equal(first, await ChildProcess.DescribeAsync(Stop, ("WORKBOOK_CACHE", cache)));
        Assert.True(new FileInfo(first.CachedCopyPath!).Length > 1000);
    }

    [Fact]
    public async Task A_home_that_cannot_be_written_does_not_stop_the_runtime()
    {
        var blocked = folder.File("home", []);
        var temporary = Directory.CreateDirectory(Path.Combine(folder.Path, "tmp")).FullName;
        var report = await ChildProcess.DescribeAsync(Stop, ("WORKBOOK_CACHE", Path.Combine(blocked, "cache")), ("TMPDIR", temporary));
        Assert.True(report.Ready, report.Problem);
        Assert.Null(report.CachedCopyPath);
        Assert.Empty(Directory.EnumerateFileSystemEntries(temporary, "workbook-*"));
    }

    [Fact]
    public async Task Where_nothing_can_be_written_one_sentence_says_what_to_set()
    {
        var blocked = folder.File("home", []);
        var report = await ChildProcess.DescribeAsync(Stop, ("WORKBOOK_CACHE", Path.Combine(blocked, "cache")), ("TMPDIR", Path.Combine(blocked, "tmp")));
        Assert.SkipWhen(report.Ready, "This machine's libstdc++ is new enough: there is nothing to write.");
        Assert.Contains("WORKBOOK_CACHE", report.Problem);
        Assert.DoesNotContain('\n', report.Problem!);
    }

    [Fact]
    public async Task A_missing_libtorch_is_told_in_one_sentence()
    {
        var report = await ChildProcess.DescribeAsync(Stop, (NativeLibraries.LibtorchVariable, folder.Path));
        Assert.False(report.Ready);
        Assert.Equal(TorchRuntime.Describe().LibstdcxxVersion, report.LibstdcxxVersion);
        Assert.Contains(folder.Path, report.Problem);
        Assert.DoesNotContain('\n', report.Problem!);
    }

    [Fact]
    public async Task A_libtorch_that_the_user_names_is_loaded_from_there()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making a link needs a right on Windows.");
        var lib = Path.Combine(folder.Path, "lib");
        Directory.CreateSymbolicLink(lib, NativeLibraries.Find().LibtorchFolder);
        var report = await ChildProcess.DescribeAsync(Stop, (NativeLibraries.LibtorchVariable, folder.Path));
        Assert.True(report.Ready, report.Problem);
        Assert.Equal(lib, report.LibtorchFolder);
    }

    [Fact]
    public async Task A_copy_of_libtorch_in_a_foreign_folder_is_the_one_that_is_loaded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The copy is made of hard links, and loaded files are read from Linux's process table.");
        var original = NativeLibraries.Find().LibtorchFolder;
        var lib = Directory.CreateDirectory(Path.Combine(folder.Path, "libtorch", "lib")).FullName;
        // Hard links cost no space; on another file system this copies, 470 MB.
        foreach (var file in Directory.GetFiles(original, "*.so*"))
            await LinkOrCopyAsync(file, Path.Combine(lib, Path.GetFileName(file)));
        var (report, loaded) = await ChildProcess.LoadAsync(Stop, (NativeLibraries.LibtorchVariable, Path.Combine(folder.Path, "libtorch")));
        Assert.True(report.Ready, report.Problem);
        Assert.EndsWith("3 numbers", report.Backend);
        Assert.Equal(lib, report.LibtorchFolder);
        Assert.Contains(Path.Combine(lib, "libtorch_cpu.so"), loaded);
        Assert.DoesNotContain(loaded, file => file.StartsWith(original, StringComparison.Ordinal) && !file.Contains("LibTorchSharp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_copy_of_libtorch_that_lacks_a_part_is_told_in_one_sentence()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The copy is made of hard links.");
        var original = NativeLibraries.Find().LibtorchFolder;
        foreach (var name in (string[])["libtorch_cpu.so", "libtorch.so"])
            await LinkOrCopyAsync(Path.Combine(original, name), Path.Combine(folder.Path, name));
        var report = await ChildProcess.DescribeAsync(Stop, (NativeLibraries.LibtorchVariable, folder.Path));
        Assert.False(report.Ready);
        Assert.Contains("could not be loaded", report.Problem);
        Assert.DoesNotContain('\n', report.Problem!);
    }

    [Fact]
    public async Task A_libtorch_that_is_not_one_is_told_in_one_sentence()
    {
        folder.File(NativeLibraries.FileName("torch_cpu"), new byte[100]);
        var report = await ChildProcess.DescribeAsync(Stop, (NativeLibraries.LibtorchVariable, folder.Path));
        Assert.False(report.Ready);
        Assert.Contains("could not be loaded", report.Problem);
        Assert.DoesNotContain('\n', report.Problem!);
    }

    private static async Task LinkOrCopyAsync(string from, string to)
    {
        using var link = Process.Start("ln", [from, to]);
        await link.WaitForExitAsync(Stop);
        if (link.ExitCode != 0) File.Copy(from, to);
    }

    private static void AssertCopies(string cache, TorchRuntimeReport report)
    {
        if (report.PatchedCopyUsed)
            Assert.Equal(report.CachedCopyPath, Assert.Single(Directory.GetFileSystemEntries(cache)));
        else
            Assert.False(Directory.Exists(cache));
    }
}
