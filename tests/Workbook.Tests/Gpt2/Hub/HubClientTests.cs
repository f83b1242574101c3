using System.Text;
using Workbook.Gpt2.Hub;
using Xunit;

namespace Workbook.Tests.Gpt2.Hub;

public sealed class HubClientTests : IDisposable
{
    private const string Weights = "model.safetensors";

    private readonly HubWorld world = new();

    private FakeHub Hub => world.Hub;

    public void Dispose() => world.Dispose();

    [Fact]
    public async Task A_repository_lies_in_the_cache_as_the_python_client_lays_it_out()
    {
        var snapshot = await world.PullAsync();
        world.AssertWhole(snapshot);
        Assert.Equal(Path.Combine(world.Repository, "snapshots", FakeHub.Commit), snapshot.Folder);
        Assert.Equal(FakeHub.Commit, File.ReadAllText(Path.Combine(world.Repository, "refs", "main")));
        foreach (var (name, content) in Hub.Files)
        {
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(world.Blobs, FakeHub.Tag(name, content))));
            Assert.Equal($"../../blobs/{FakeHub.Tag(name, content)}", new FileInfo(Path.Combine(snapshot.Folder, name)).LinkTarget);
        }
        var asked = Hub.Requests.Count;
        world.AssertWhole(await world.PullAsync());
        Assert.Equal(asked + 1, Hub.Requests.Count);
    }

    [Fact]
    public async Task Without_links_the_snapshot_holds_copies()
    {
        world.Settings = world.Settings with { Links = false };
        var snapshot = await world.PullAsync();
        world.AssertWhole(snapshot);
        Assert.Null(new FileInfo(Path.Combine(snapshot.Folder, Weights)).LinkTarget);
    }

    [Fact]
    public async Task Shards_come_with_their_index()
    {
        Hub.Files.TryRemove(Weights, out _);
        Hub.Files["model-00001-of-00002.safetensors"] = FakeHub.Content(2, 5000);
        Hub.Files["model-00002-of-00002.safetensors"] = FakeHub.Content(3, 5000);
        Hub.Files[HubCache.Index] = Encoding.UTF8.GetBytes("""{"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}""");
        world.AssertWhole(await world.PullAsync());
    }

    [Theory]
    [InlineData("../../../evil.safetensors")]
    [InlineData("evil.exe")]
    public async Task An_index_that_names_another_kind_of_file_is_refused(string shard)
    {
        Hub.Files.TryRemove(Weights, out _);
        Hub.Files[HubCache.Index] = Encoding.UTF8.GetBytes($$$"""{"weight_map": {"a": "{{{shard}}}"}}""");
        Assert.Contains("names a shard that is no .safetensors file beside it", await world.FailureAsync());
    }

    [Fact]
    public async Task A_token_goes_to_the_hub_and_not_to_where_it_redirects()
    {
        using var store = new FakeHub();
        store.Files[Weights] = Hub.Files[Weights];
        world.Settings = world.Settings with { Token = "hf_secret" };
        Hub.Alter = (request, reply) => request.File != Weights ? reply : new(302)
        {
            Headers = { ["Location"] = $"{store.Address}store/{Weights}", ["X-Repo-Commit"] = FakeHub.Commit, ["X-Linked-Etag"] = reply.Headers["ETag"], ["X-Linked-Size"] = $"{Hub.Files[Weights].Length}" },
        };
        // The store's own tag is another one, and the first answer is cut.
        var cut = 1;
        store.Alter = (request, reply) => reply with { Headers = new(reply.Headers) { ["ETag"] = "\"store\"" }, Cut = Interlocked.Exchange(ref cut, 0) == 1 ? 70_000 : null };
        world.AssertWhole(await world.PullAsync());
        Assert.All(Hub.Requests, request => Assert.Equal("Bearer hf_secret", request.Token));
        Assert.Equal(2, store.Requests.Count);
        Assert.All(store.Requests, request => Assert.Null(request.Token));
        Assert.Equal("\"store\"", store.Requests.Last().Headers["If-Range"]);
    }

    [Fact]
    public async Task A_renamed_repository_is_followed_on_the_hub_itself()
    {
        world.Settings = world.Settings with { Token = "hf_secret" };
        Hub.Alter = (request, reply) => request.Path.StartsWith("/org/", StringComparison.Ordinal)
            ? new(307) { Headers = { ["Location"] = request.Path.Replace("/org/", "/new/") } }
            : reply;
        world.AssertWhole(await world.PullAsync());
        Assert.All(Hub.Requests, request => Assert.NotNull(request.Token));
    }

    [Fact]
    public async Task Redirects_without_end_are_told()
    {
        Hub.Alter = (request, _) => new(302) { Headers = { ["Location"] = request.Path } };
        Assert.Contains("redirects more than 10 times", await world.FailureAsync());
    }

    [Theory]
    [InlineData(401, null, "(401): it does not exist, is private, or HF_TOKEN is wrong")]
    [InlineData(401, "RepoNotFound", "There is no org/tiny on")]
    [InlineData(403, null, "ask for access on its page")]
    [InlineData(404, null, "or it has no config.json")]
    [InlineData(404, "RevisionNotFound", "has no revision main")]
    [InlineData(418, null, "answers 418")]
    public async Task A_refusal_is_told_at_once(int status, string? code, string told)
    {
        Hub.Alter = (_, _) => code is null ? new(status) : new(status) { Headers = { ["X-Error-Code"] = code } };
        Assert.Contains(told, await world.FailureAsync());
        Assert.Single(Hub.Requests);
    }

    [Fact]
    public async Task A_busy_hub_is_asked_again_after_the_time_that_it_names()
    {
        var busy = 2;
        Hub.Alter = (_, reply) => Interlocked.Decrement(ref busy) >= 0 ? new(429) { Headers = { ["Retry-After"] = "7" } } : reply;
        world.AssertWhole(await world.PullAsync());
        Assert.Equal([7, 7], world.Clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_hub_that_asks_for_hours_is_not_waited_for()
    {
        Hub.Alter = (_, _) => new(429) { Headers = { ["Retry-After"] = "7200" } };
        Assert.Contains("asks to wait 120 min", await world.FailureAsync());
        Assert.Empty(world.Clock.Waits);
    }

    [Theory, InlineData("HEAD"), InlineData("GET")]
    public async Task A_failing_hub_is_asked_again(string method)
    {
        var failures = 2;
        Hub.Alter = (request, reply) => request.Method == method && Interlocked.Decrement(ref failures) >= 0 ? new(500) : reply;
        world.AssertWhole(await world.PullAsync());
        Assert.Equal(2, world.Clock.Waits.Count);
    }

    [Fact]
    public async Task A_hub_that_keeps_failing_is_told_after_the_retries()
    {
        Hub.Alter = (_, _) => new(503);
        Assert.Contains("answers 503", await world.FailureAsync());
        Assert.Equal(1 + world.Settings.Retries, Hub.Requests.Count);
    }

    [Fact]
    public async Task No_network_is_one_sentence()
    {
        Hub.Dispose();
        Assert.Contains("can't be reached", await world.FailureAsync());
    }

    [Theory]
    [InlineData("""{"model_type": "llama"}""", "model_type is llama, not gpt2; it lacks n_embd, n_layer, n_head, n_positions")]
    [InlineData("""{"model_type": "gpt_neo", "hidden_size": 8, "num_layers": 1, "n_head": 2, "max_position_embeddings": 9}""",
        "model_type is gpt_neo, not gpt2; it has hidden_size instead of n_embd, max_position_embeddings instead of n_positions; it lacks n_layer")]
    [InlineData("""{"hidden_size": 8}""", "model_type is missing; it has hidden_size instead of n_embd; it lacks n_layer, n_head, n_positions")]
    [InlineData("""{"model_type": 7}""", "model_type is 7, not gpt2")]
    [InlineData("[]", "there is no table of fields")]
    [InlineData("{", "line 1 is not valid JSON")]
    public async Task Another_kind_of_model_is_refused_before_its_weights_come(string config, string told)
    {
        Hub.Files["config.json"] = Encoding.UTF8.GetBytes(config);
        Assert.Contains($"org/tiny is no GPT-2: in its config.json {told}", await world.FailureAsync());
        Assert.DoesNotContain(Hub.Requests, request => request.File == Weights);
    }

    [Theory]
    [InlineData("vocab.json", "it has no vocab.json")]
    [InlineData(Weights, "has neither model.safetensors nor model.safetensors.index.json")]
    public async Task A_repository_that_lacks_a_file_is_refused(string file, string told)
    {
        Hub.Files.TryRemove(file, out _);
        Assert.Contains(told, await world.FailureAsync());
    }
}
