using System.Diagnostics;
using System.Text.Json;
using Workbook.Gpt2;
using Workbook.Runner.Tests.Session;
using Workbook.Tests.Gpt2;
using Workbook.Tests.Gpt2.Hub;
using Xunit;
using TemporaryFolder = Workbook.Runner.Tests.Session.TemporaryFolder;

namespace Workbook.Runner.Tests.Commands;

/// <summary>The verb <c>model</c> and <c>--model ID</c>, as processes, against a server on this machine that plays the hub.</summary>
public sealed class ModelCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeHub _hub = new();
    private readonly RandomCheckpoint _files = new();
    private readonly Dictionary<string, string> _variables;

    public ModelCommandTests()
    {
        foreach (var file in Directory.GetFiles(_files.Folder)) _hub.Files[Path.GetFileName(file)] = File.ReadAllBytes(file);
        _variables = new()
        {
            ["HF_ENDPOINT"] = _hub.Address.AbsoluteUri,
            ["HF_HOME"] = Path.Combine(_folder.Path, "hf"),
            ["HF_HUB_CACHE"] = "",
            ["HF_TOKEN"] = "",
            ["HF_TOKEN_PATH"] = "",
            ["HF_HUB_OFFLINE"] = "",
        };
    }

    private string Snapshot => Path.Combine(_folder.Path, "hf", "hub", "models--org--tiny", "snapshots", FakeHub.Commit);

    public void Dispose()
    {
        _hub.Dispose();
        _files.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_checkpoint_is_pulled_listed_checked_and_removed()
    {
        var (code, output, error) = await RunAsync("model", "pull", "org/tiny");
        Assert.Equal((0, $"org/tiny is in {Snapshot} ({Size()}); use it with --model org/tiny.\n"), (code, output));
        Assert.Matches(@"(?m)^model\.safetensors  \S+ kB  \S+ \S+/s$", error);

        (code, output, error) = await RunAsync("model", "list");
        Assert.Equal((0, ""), (code, error));
        Assert.Matches($@"(?m)^org/tiny +main +{FakeHub.Commit[..8]} +{Size()}  {Snapshot}$", output);
        Assert.Matches(@"(?m)^nano +local +\d+\.\d MB  .*data/nano$", output);

        (code, output, error) = await RunAsync("model", "list", "--json");
        Assert.Equal((0, ""), (code, error));
        using (var json = JsonDocument.Parse(output))
        {
            var own = json.RootElement.EnumerateArray().Single(item => item.GetProperty("id").GetString() == "org/tiny");
            Assert.Equal((FakeHub.Commit, "main", true), (own.GetProperty("commit").GetString(), own.GetProperty("revision").GetString(), own.GetProperty("whole").GetBoolean()));
            Assert.Equal(Snapshot, own.GetProperty("folder").GetString());
            Assert.Contains(json.RootElement.EnumerateArray(), item => item.GetProperty("id").GetString() == "nano");
        }

        (code, output, error) = await RunAsync("model", "check", "org/tiny");
        Assert.Equal((0, ""), (code, error));
        Assert.All(output.TrimEnd().Split('\n'), line => Assert.StartsWith("ok   ", line, StringComparison.Ordinal));
        Assert.Contains("no NaN, no infinity", output, StringComparison.Ordinal);

        (code, output, error) = await RunAsync("model", "remove", "org/tiny");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("Removed ", output, StringComparison.Ordinal);
        (code, output, error) = await RunAsync("model", "list");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("holds no GPT-2; model pull gpt2 fetches one.", output, StringComparison.Ordinal);
        AssertFails(await RunAsync("model", "remove", "org/tiny"), "org/tiny is not in ");
    }

    [Fact]
    public async Task What_is_wrong_with_a_checkpoint_is_a_line_each_and_exit_code_1()
    {
        File.Delete(_files.File("merges.txt"));
        _files.Tensors["transformer.h.0.ln_1.bias"].fill_(float.NaN);
        _files.Save();
        var (code, output, error) = await RunAsync("model", "check", _files.Folder);
        Assert.Equal((1, ""), (code, error));
        Assert.Matches(@"(?m)^bad  tokenizer   .*merges\.txt: cannot be read", output);
        Assert.Matches(@"(?m)^bad  values      .*NaN or infinity in transformer\.h\.0\.ln_1\.bias; fetch it again\.$", output);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);

        (code, output, _) = await RunAsync("model", "check", _files.Folder, "--json");
        Assert.Equal(1, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal(["tokenizer", "values"], json.RootElement.EnumerateArray().Where(item => !item.GetProperty("ok").GetBoolean()).Select(item => item.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("pull"), InlineData("run")]
    public async Task A_repository_that_does_not_exist_is_one_sentence(string verb)
    {
        _hub.Alter = (_, _) => new(404) { Headers = { ["X-Error-Code"] = "RepoNotFound" } };
        AssertFails(await FetchAsync(verb), "There is no org/tiny on 127.0.0.1");
    }

    [Theory]
    [InlineData("pull"), InlineData("run")]
    public async Task A_repository_that_is_no_GPT2_is_told_by_its_fields(string verb)
    {
        _hub.Files["config.json"] = """{"model_type": "llama", "hidden_size": 8}"""u8.ToArray();
        AssertFails(await FetchAsync(verb), "org/tiny is no GPT-2: in its config.json model_type is llama, not gpt2; it has hidden_size instead of n_embd");
    }

    [Theory]
    [InlineData("pull"), InlineData("run")]
    public async Task Without_a_network_and_with_nothing_cached_it_says_what_to_do(string verb)
    {
        _variables["HF_HUB_OFFLINE"] = "1";
        AssertFails(await FetchAsync(verb), "org/tiny is not in ");
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task A_checkpoint_that_is_nowhere_is_one_sentence() =>
        AssertFails(await RunAsync("model", "check", "no-such-model"), "There is no checkpoint no-such-model: ");

    [Fact]
    public async Task The_saved_token_goes_to_the_hub_alone()
    {
        _folder.Write("hf/token", "hf_saved\n");
        using var store = new FakeHub();
        store.Files["model.safetensors"] = _hub.Files["model.safetensors"];
        _hub.Alter = (request, reply) => request.File != "model.safetensors" ? reply : new(302)
        {
            Headers = { ["Location"] = $"{store.Address}store/model.safetensors", ["X-Repo-Commit"] = FakeHub.Commit, ["X-Linked-Etag"] = reply.Headers["ETag"], ["X-Linked-Size"] = $"{store.Files["model.safetensors"].Length}" },
        };
        Assert.Equal(0, (await RunAsync("model", "pull", "org/tiny")).Code);
        Assert.All(_hub.Requests, request => Assert.Equal("Bearer hf_saved", request.Token));
        Assert.NotEmpty(store.Requests);
        Assert.All(store.Requests, request => Assert.Null(request.Token));
    }

    [Fact]
    public async Task Run_fetches_the_checkpoint_that_it_is_given_once_and_records_its_hash()
    {
        Assert.Equal((0, ""), await FetchAndForgetProgressAsync());
        using (var results = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder.Path, "out", "results.json"))))
        {
            Assert.Equal("260", results.RootElement.GetProperty("notebooks")[0].GetProperty("cells")[0].GetProperty("text").GetString());
            Assert.Contains(CheckpointWeights.Hash(_files.Folder), results.RootElement.GetRawText(), StringComparison.Ordinal);
        }
        _hub.Requests.Clear();
        Assert.Equal((0, ""), await FetchAndForgetProgressAsync());
        Assert.Empty(_hub.Requests);
    }

    [Fact]
    public async Task Ctrl_C_ends_a_download_with_exit_code_130_and_the_next_one_goes_on()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no SIGINT to send.");
        var hanging = new TaskCompletionSource();
        _hub.Alter = (request, reply) =>
        {
            if (request is not { Method: "GET", File: "model.safetensors" }) return reply;
            hanging.TrySetResult();
            return reply with { Cut = 9_000, Hang = true };
        };
        using var process = RunnerProcess.Start(_folder.Path, _variables, "model", "pull", "org/tiny");
        await hanging.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        var (code, output, error) = await RunnerProcess.FinishAsync(process);
        Assert.Equal((130, ""), (code, output));
        Assert.EndsWith("Stopped; what has come is kept, the same command goes on from there.\n", error, StringComparison.Ordinal);
        _hub.Alter = (_, reply) => reply;
        Assert.Equal(0, (await RunAsync("model", "pull", "org/tiny")).Code);
        Assert.Equal(_hub.Files["model.safetensors"], File.ReadAllBytes(Path.Combine(Snapshot, "model.safetensors")));
    }

    private Task<(int Code, string Out, string Error)> RunAsync(params string[] arguments) => RunnerProcess.RunAsync(_folder, _variables, arguments);

    private Task<(int Code, string Out, string Error)> FetchAsync(string verb)
    {
        _folder.Write("one.dib", "#!csharp\nWorkbook.Gpt2.Checkpoint.Load(Workbook.Parameters.Model).Config.VocabularySize\n");
        return verb == "pull" ? RunAsync("model", "pull", "org/tiny") : RunAsync("./one.dib", "--model", "org/tiny", "--out", "out");
    }

    private async Task<(int Code, string Error)> FetchAndForgetProgressAsync()
    {
        var (code, _, error) = await FetchAsync("run");
        return (code, WithoutProgress(error));
    }

    // A line a file, such as "config.json  41 B  2.8 kB/s".
    private static string WithoutProgress(string error) => string.Concat(error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.EndsWith("/s", StringComparison.Ordinal)).Select(line => line + "\n"));

    private string Size() => $"{_hub.Files.Values.Sum(content => content.Length) / 1e3:0.0} kB";

    private void AssertFails((int Code, string Out, string Error) answer, string sentence)
    {
        Assert.Equal((1, ""), (answer.Code, answer.Out));
        var error = WithoutProgress(answer.Error);
        Assert.StartsWith(sentence, error, StringComparison.Ordinal);
        Assert.EndsWith(".\n", error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.TrimEnd());
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "out")));
    }
}
