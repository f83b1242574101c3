using Workbook.Gpt2;
using Workbook.Gpt2.Hub;
using Xunit;

namespace Workbook.Tests.Gpt2.Hub;

public sealed class HubCacheTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private HubCache Cache => new(new() { CacheFolder = folder.Path });

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("gpt2", "openai-community/gpt2", "main")]
    [InlineData("gpt2-xl@v1", "openai-community/gpt2-xl", "v1")]
    [InlineData("distilgpt2", "distilbert/distilgpt2", "main")]
    [InlineData("org/na.me@refs/pr/1", "org/na.me", "refs/pr/1")]
    public void Ids_are_read(string text, string repository, string revision)
    {
        var id = HubId.Parse(text);
        Assert.Equal((repository, revision, text), (id.Repository, id.Revision, id.ToString()));
    }

    [Theory]
    [InlineData("nano")]
    [InlineData("a/b/c")]
    [InlineData("../etc")]
    [InlineData("org/..")]
    [InlineData("org/a--b")]
    [InlineData("gpt2@")]
    [InlineData("gpt2@../../x")]
    [InlineData("gpt2@/x")]
    [InlineData("org/name\n")]
    [InlineData("")]
    public void What_is_no_id_is_refused(string text)
    {
        Assert.False(HubId.TryParse(text, out _));
        Assert.Throws<WorkbookException>(() => HubId.Parse(text));
    }

    [Fact]
    public void The_environment_gives_the_settings()
    {
        static HubSettings From(params (string Name, string Value)[] variables) =>
            HubSettings.FromEnvironment(name => variables.FirstOrDefault(v => v.Name == name).Value);
        Assert.Equal(new Uri("https://huggingface.co"), From().Endpoint);
        Assert.EndsWith("/.cache/huggingface/hub", From().CacheFolder.Replace('\\', '/'));
        Assert.Equal(Path.GetFullPath("/a/hub"), From(("HF_HOME", "/a")).CacheFolder);
        Assert.Equal(Path.GetFullPath("/b"), From(("HF_HOME", "/a"), ("HF_HUB_CACHE", "/b")).CacheFolder);
        Assert.Equal(("t", true), (From(("HF_TOKEN", " t\n")).Token, From(("HF_HUB_OFFLINE", "yes")).Offline));
        Assert.Equal((null, false), (From(("HF_TOKEN_PATH", "/nowhere")).Token, From(("HF_HUB_OFFLINE", "0")).Offline));
        Assert.Contains("HF_TOKEN", Assert.Throws<WorkbookException>(() => From(("HF_TOKEN", "a\nb"))).Message);
        Assert.Contains("HF_ENDPOINT", Assert.Throws<WorkbookException>(() => From(("HF_ENDPOINT", "huggingface.co"))).Message);
    }

    [Fact]
    public void The_token_that_the_login_command_has_saved_is_used()
    {
        HubSettings From(params (string Name, string Value)[] variables) =>
            HubSettings.FromEnvironment(name => variables.Append(("HF_HOME", folder.Path)).FirstOrDefault(v => v.Item1 == name).Item2);
        Assert.Null(From().Token);
        folder.Write("token", "hf_saved\n");
        folder.Write("elsewhere", "hf_elsewhere");
        Assert.Equal("hf_saved", From().Token);
        Assert.Equal("hf_given", From(("HF_TOKEN", "hf_given")).Token);
        Assert.Equal("hf_elsewhere", From(("HF_TOKEN_PATH", folder.File("elsewhere"))).Token);
        Assert.Null(From(("HF_TOKEN_PATH", folder.File("absent"))).Token);
        Assert.Null(From(("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")).Token);
        Assert.Equal("hf_given", From(("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"), ("HF_TOKEN", "hf_given")).Token);
        folder.Write("token", "two\nlines");
        Assert.StartsWith(folder.File("token") + " holds a character", Assert.Throws<WorkbookException>(() => From()).Message);
    }

    [Fact]
    public void A_checkpoint_that_python_downloaded_loads_by_any_of_its_names()
    {
        using var files = new RandomCheckpoint();
        Store(files, "models--gpt2");
        foreach (var name in new[] { "gpt2", "openai-community/gpt2" })
        {
            using var checkpoint = Load(name);
            Assert.Equal((name, RandomCheckpoint.Config), (checkpoint.Id, checkpoint.Config));
        }
        Assert.Equal(["main"], Assert.Single(Cache.List()).Revisions);
        Assert.Contains("run model pull gpt2@v9.", Assert.Throws<WorkbookException>(() => Load("gpt2@v9")).Message);
        Assert.Contains("run model pull org/other.", Assert.Throws<WorkbookException>(() => Load("org/other")).Message);
    }

    [Theory, InlineData("vocab.json"), InlineData("model.safetensors")]
    public void A_snapshot_that_lacks_a_file_is_not_used(string name)
    {
        using var files = new RandomCheckpoint();
        File.Delete(Store(files, "models--gpt2")[name]);
        Assert.Contains("run model pull gpt2.", Assert.Throws<WorkbookException>(() => Load("gpt2")).Message);
        Assert.False(Assert.Single(Cache.List()).Whole);
    }

    [Fact]
    public void Removing_takes_the_repository_and_nothing_else()
    {
        using var files = new RandomCheckpoint();
        Store(files, "models--gpt2");
        Store(files, "models--org--other");
        Assert.Single(Cache.Remove(HubId.Parse("openai-community/gpt2")));
        Assert.Empty(Cache.Remove(HubId.Parse("gpt2")));
        Assert.Equal("org/other", Assert.Single(Cache.List()).Name);
    }

    private Checkpoint Load(string id)
    {
        var before = Environment.GetEnvironmentVariable("HF_HUB_CACHE");
        Environment.SetEnvironmentVariable("HF_HUB_CACHE", folder.Path);
        try
        {
            return Checkpoint.Load(id);
        }
        finally
        {
            Environment.SetEnvironmentVariable("HF_HUB_CACHE", before);
        }
    }

    // The layout by hand: blobs, relative links, a reference. Gives each file's blob.
    private Dictionary<string, string> Store(RandomCheckpoint files, string repository)
    {
        var (top, blobs) = (folder.File(repository), new Dictionary<string, string>());
        var snapshot = Path.Combine(top, "snapshots", FakeHub.Commit);
        foreach (var path in new[] { snapshot, Path.Combine(top, "blobs"), Path.Combine(top, "refs") }) Directory.CreateDirectory(path);
        foreach (var name in new[] { "config.json", "vocab.json", "merges.txt", "model.safetensors" })
        {
            var content = File.ReadAllBytes(files.File(name));
            var tag = FakeHub.Tag(name, content);
            File.WriteAllBytes(blobs[name] = Path.Combine(top, "blobs", tag), content);
            File.CreateSymbolicLink(Path.Combine(snapshot, name), Path.Combine("..", "..", "blobs", tag));
        }
        File.WriteAllText(Path.Combine(top, "refs", "main"), FakeHub.Commit);
        return blobs;
    }
}
