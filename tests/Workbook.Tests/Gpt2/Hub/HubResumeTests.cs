using System.Collections.Concurrent;
using Workbook.Gpt2.Hub;
using Xunit;

namespace Workbook.Tests.Gpt2.Hub;

public sealed class HubResumeTests : IDisposable
{
    private const string Weights = "model.safetensors";
    private const int Size = 200_000;

    private readonly HubWorld world = new();

    private FakeHub Hub => world.Hub;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_connection_cut_at_every_tenth_of_the_file_goes_on_from_there()
    {
        Hub.Alter = (request, reply) => IsWeights(request) && request.From is null or < 9 * Size / 10 ? reply with { Cut = Size / 10 } : reply;
        world.AssertWhole(await world.PullAsync());
        Assert.Equal(Enumerable.Range(0, 10).Select(n => n * Size / 10), Hub.Gets(Weights).Select(request => request.From ?? 0));
        Assert.All(Hub.Gets(Weights).Skip(1), request => Assert.Equal($"\"{FakeHub.Tag(Weights, Hub.Files[Weights])}\"", request.Headers["If-Range"]));
        Assert.Empty(world.Clock.Waits);
    }

    [Fact]
    public async Task A_connection_that_brings_nothing_new_is_given_up_and_the_part_is_kept()
    {
        Hub.Alter = (request, reply) => IsWeights(request) ? reply with { Cut = request.From is null ? 50_000 : 0 } : reply;
        Assert.Contains("check the network", await world.FailureAsync());
        Assert.Equal(50_000, new FileInfo(world.Part).Length);
        Hub.Alter = (_, reply) => reply;
        Hub.Requests.Clear();
        world.AssertWhole(await world.PullAsync());
        Assert.Equal(50_000, Assert.Single(Hub.Gets(Weights)).From);
    }

    [Fact]
    public async Task A_stopped_download_goes_on_with_the_next_pull()
    {
        using var stop = new CancellationTokenSource();
        Hub.Alter = (request, reply) => IsWeights(request) ? reply with { Cut = 60_000, Hang = true } : reply;
        var stopping = new Told(progress =>
        {
            if (progress is { File: Weights, Received: > 0 }) stop.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.PullUntilAsync(stop.Token, progress: stopping));
        Assert.Null(world.Cache.Find(HubWorld.Tiny));
        var kept = new FileInfo(world.Part).Length;
        Assert.InRange(kept, 1, 60_000);
        Hub.Alter = (_, reply) => reply;
        Hub.Requests.Clear();
        world.AssertWhole(await world.PullAsync());
        Assert.Equal((int)kept, Assert.Single(Hub.Gets(Weights)).From);
    }

    [Fact]
    public async Task A_part_that_python_left_is_used_and_its_checksum_decides()
    {
        Directory.CreateDirectory(world.Blobs);
        File.WriteAllBytes(world.Part, Hub.Files[Weights][..30_000]);
        world.AssertWhole(await world.PullAsync());
        Assert.Equal(30_000, Assert.Single(Hub.Gets(Weights)).From);
    }

    [Fact]
    public async Task A_wrong_checksum_is_refused_and_the_part_removed()
    {
        Hub.Alter = (request, reply) => IsWeights(request) ? reply with { Body = [.. reply.Body[..^1], (byte)~reply.Body[^1]] } : reply;
        Assert.Contains("its SHA-256 is", await world.FailureAsync());
        Assert.DoesNotContain(Directory.EnumerateFiles(world.Blobs), path => path.Contains(FakeHub.Tag(Weights, Hub.Files[Weights])));
        Hub.Alter = (_, reply) => reply;
        world.AssertWhole(await world.PullAsync());
    }

    [Fact]
    public async Task A_content_that_changes_between_two_parts_is_not_mixed()
    {
        var changed = FakeHub.Content(9, Size);
        Hub.Alter = (request, reply) =>
        {
            if (!IsWeights(request) || Hub.Files[Weights] == changed) return reply;
            Hub.Files[Weights] = changed;
            return reply with { Cut = 80_000 };
        };
        world.AssertWhole(await world.PullAsync());
        Assert.Equal(changed, File.ReadAllBytes(Path.Combine(world.Cache.Find(HubWorld.Tiny)!.Folder, Weights)));
    }

    [Fact]
    public async Task A_content_that_changes_all_the_time_is_told()
    {
        var seed = 10;
        Hub.Alter = (request, reply) =>
        {
            if (request.Method == "HEAD" && request.File == Weights) Hub.Files[Weights] = FakeHub.Content(Interlocked.Increment(ref seed), Size);
            return reply;
        };
        Assert.Contains("changes on the hub while it is downloaded", await world.FailureAsync());
    }

    [Fact]
    public async Task A_server_without_ranges_sends_it_all_again()
    {
        var cut = 1;
        Hub.Alter = (request, reply) => !IsWeights(request) ? reply
            : new(200, Hub.Files[Weights]) { Headers = new(reply.Headers.Where(pair => pair.Key != "Content-Range")), Cut = Interlocked.Exchange(ref cut, 0) == 1 ? 90_000 : null };
        world.AssertWhole(await world.PullAsync());
        Assert.Equal(2, Hub.Gets(Weights).Count());
    }

    [Fact]
    public async Task A_server_that_sends_another_range_than_asked_is_not_believed()
    {
        var first = 1;
        Hub.Alter = (request, reply) => !IsWeights(request) ? reply
            : Interlocked.Exchange(ref first, 0) == 1 ? reply with { Cut = 90_000 }
            : request.From is not null ? reply with { Headers = new(reply.Headers) { ["Content-Range"] = $"bytes 0-{Size - 1}/{Size}" } }
            : reply;
        world.AssertWhole(await world.PullAsync());
    }

    [Fact]
    public async Task A_slow_drip_is_waited_for_and_its_progress_told()
    {
        Hub.Files[Weights] = FakeHub.Content(1, 3000);
        Hub.Alter = (request, reply) => IsWeights(request) ? reply with { Piece = 100, Pause = TimeSpan.FromMilliseconds(5) } : reply;
        var told = new Told();
        world.AssertWhole(await world.PullAsync(progress: told));
        Assert.Single(Hub.Gets(Weights));
        var last = told.All.Last(progress => progress.File == Weights);
        Assert.Equal((3000, 3000), (last.Received, last.Total));
        Assert.True(last.BytesPerSecond > 0);
        Assert.Equal(TimeSpan.Zero, last.Left);
    }

    [Fact]
    public async Task Silence_ends_a_connection_and_the_next_one_goes_on()
    {
        world.Settings = world.Settings with { SilenceLimit = TimeSpan.FromMilliseconds(300) };
        var first = 1;
        Hub.Alter = (request, reply) => IsWeights(request) && Interlocked.Exchange(ref first, 0) == 1 ? reply with { Cut = 40_000, Hang = true } : reply;
        world.AssertWhole(await world.PullAsync());
        Assert.Equal(40_000, Hub.Gets(Weights).ElementAt(1).From);
    }

    [Fact]
    public async Task Two_downloads_at_once_share_the_work()
    {
        Hub.Alter = (request, reply) => IsWeights(request) ? reply with { Piece = 20_000, Pause = TimeSpan.FromMilliseconds(10) } : reply;
        var both = await Task.WhenAll(world.PullAsync(), world.PullAsync());
        Assert.All(both, world.AssertWhole);
        Assert.Single(Hub.Gets(Weights));
    }

    private static bool IsWeights(FakeRequest request) => request is { Method: "GET", File: Weights };

    /// <summary>Keeps what was told, at once and in order.</summary>
    private sealed class Told(Action<HubProgress>? also = null) : IProgress<HubProgress>
    {
        public ConcurrentQueue<HubProgress> All { get; } = [];

        public void Report(HubProgress value)
        {
            All.Enqueue(value);
            also?.Invoke(value);
        }
    }
}
