using Xunit;

namespace Workbook.Tests.Gpt2.Hub;

public sealed class HubOfflineTests : IDisposable
{
    private readonly HubWorld world = new();

    private FakeHub Hub => world.Hub;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task Offline_only_the_cache_is_used()
    {
        var online = world.Settings;
        world.Settings = online with { Offline = true };
        Assert.Contains("HF_HUB_OFFLINE keeps the network out", await world.FailureAsync());
        Assert.Empty(Hub.Requests);
        world.Settings = online;
        await world.PullAsync();
        Hub.Requests.Clear();
        world.Settings = online with { Offline = true };
        world.AssertWhole(await world.PullAsync());
        Assert.Empty(Hub.Requests);
    }

    [Fact]
    public async Task A_commit_that_is_there_is_not_asked_for_again()
    {
        await world.PullAsync();
        Hub.Requests.Clear();
        var snapshot = await world.PullAsync(HubWorld.Tiny with { Revision = FakeHub.Commit });
        Assert.Equal(FakeHub.Commit, snapshot.Commit);
        Assert.Empty(Hub.Requests);
    }

    [Fact]
    public async Task A_cache_that_cannot_be_written_is_told()
    {
        File.WriteAllText(world.Repository, "");
        Assert.Contains("can't be written", await world.FailureAsync());
    }
}
