using Workbook.Gpt2.Hub;
using Xunit;

namespace Workbook.Tests.Gpt2.Hub;

/// <summary>A fake hub, an empty cache and a client of both.</summary>
internal sealed class HubWorld : IDisposable
{
    public static readonly HubId Tiny = new("org/tiny");

    private readonly TemporaryFolder folder = new();

    public HubWorld() => Settings = new() { Endpoint = Hub.Address, CacheFolder = folder.Path, Clock = Clock, SilenceLimit = TimeSpan.FromSeconds(10) };

    public FakeHub Hub { get; } = new();

    public InstantClock Clock { get; } = new();

    public HubSettings Settings { get; set; }

    public HubCache Cache => new(Settings);

    public string Repository => Path.Combine(folder.Path, "models--org--tiny");

    public string Blobs => Path.Combine(Repository, "blobs");

    public string Part => Path.Combine(Blobs, FakeHub.Tag("model.safetensors", Hub.Files["model.safetensors"]) + ".incomplete");

    public Task<HubSnapshot> PullAsync(HubId? id = null, IProgress<HubProgress>? progress = null) =>
        PullUntilAsync(TestContext.Current.CancellationToken, id, progress);

    public async Task<HubSnapshot> PullUntilAsync(CancellationToken stop, HubId? id = null, IProgress<HubProgress>? progress = null)
    {
        using var client = new HubClient(Settings);
        return await client.PullAsync(id ?? Tiny, progress, stop);
    }

    /// <summary>Pulls, which must fail with one sentence, and leaves no snapshot that counts.</summary>
    public async Task<string> FailureAsync(HubId? id = null)
    {
        var error = await Assert.ThrowsAnyAsync<WorkbookException>(() => PullAsync(id));
        Assert.Null(Cache.Find(id ?? Tiny));
        Assert.DoesNotContain('\n', error.Message);
        Assert.EndsWith(".", error.Message);
        return error.Message;
    }

    /// <summary>Every file of the snapshot is the hub's, and nothing half done is left.</summary>
    public void AssertWhole(HubSnapshot snapshot)
    {
        Assert.True(snapshot.Whole);
        foreach (var (name, content) in Hub.Files)
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(snapshot.Folder, name)));
        Assert.DoesNotContain(Directory.EnumerateFiles(Blobs), path => path.Contains(".incomplete"));
        Assert.Equal(snapshot.Folder, Cache.Find(Tiny)!.Folder);
    }

    public void Dispose()
    {
        Hub.Dispose();
        folder.Dispose();
    }
}
