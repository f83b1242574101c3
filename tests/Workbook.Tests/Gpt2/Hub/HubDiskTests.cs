using System.Diagnostics;
using Workbook.Gpt2.Hub;
using Xunit;

namespace Workbook.Tests.Gpt2.Hub;

/// <summary>A disk that fills up under a download: what is cut off is never used, what has come is kept.</summary>
public sealed class HubDiskTests : IDisposable
{
    private const string Weights = "model.safetensors";

    private readonly HubWorld world = new();

    public void Dispose() => world.Dispose();

    [Theory, InlineData(0), InlineData(1), InlineData(70_000), InlineData(199_999)]
    public async Task A_full_disk_is_told_and_the_download_goes_on_once_there_is_space(int room)
    {
        world.Settings = world.Settings with { OpenPart = path => path == world.Part ? new FullDisk(path, room) : null };
        var message = await world.FailureAsync();
        Assert.Contains("No space left on device", message);
        Assert.Contains("free some space or set HF_HUB_CACHE to another folder", message);
        Assert.False(File.Exists(Path.Combine(world.Repository, "snapshots", FakeHub.Commit, Weights)));
        Assert.False(File.Exists(world.Part.Replace(".incomplete", "")));
        Assert.Equal(room, new FileInfo(world.Part).Length);

        world.Settings = world.Settings with { OpenPart = null };
        world.Hub.Requests.Clear();
        world.AssertWhole(await world.PullAsync());
        Assert.Equal(room > 0 ? room : null, Assert.Single(world.Hub.Gets(Weights)).From);
    }

    [Fact]
    public async Task A_real_file_system_that_is_full_is_told()
    {
        using var folder = new TemporaryFolder();
        if (!TryMount(folder.Path)) Assert.Skip("No small file system can be mounted here: that needs Linux and root.");
        try
        {
            world.Settings = world.Settings with { CacheFolder = folder.Path };
            var message = await world.FailureAsync();
            Assert.Contains("can't be written", message);
            Assert.Contains("free some space", message);
        }
        finally
        {
            Run("umount", "-l", folder.Path);
        }
    }

    private static bool TryMount(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", path) == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>A file whose disk has room for so many bytes: a write that needs more leaves what fits and fails as Linux does.</summary>
    private sealed class FullDisk(string path, int room) : FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0)
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var fits = (int)Math.Min(buffer.Length, room - Position);
            await base.WriteAsync(buffer[..fits], cancellationToken);
            if (fits < buffer.Length) throw new IOException("No space left on device : '" + Name + "'");
        }
    }
}
