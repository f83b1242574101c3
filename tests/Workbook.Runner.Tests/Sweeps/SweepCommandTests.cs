using Parquet;
using Workbook.Runner.Tests.Commands;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Sweeps;

/// <summary>Sweeps of the embedded checkpoint over two short texts, as a user types them.</summary>
public sealed class SweepCommandTests : IDisposable
{
    private const string Plan = """{ "version": 1, "experiments": ["dilution"], "texts": ["a.txt", "b.txt"], "lengths": [8, 16], "seeds": [1, 2] }""";

    private readonly TemporaryFolder _folder = new();

    public SweepCommandTests()
    {
        Write("a.txt", "Anna lives in Oslo. The old lamp is in the kitchen of the house by the river.");
        Write("b.txt", "Ben keeps a cat. Where is the lamp? The lamp is in the garden, said the baker.");
        Write("plan.json", Plan);
    }

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData("dilution"), InlineData("sensitivity")]
    public async Task Shards_run_in_any_order_join_to_the_bytes_of_the_whole_run(string experiment)
    {
        Write("plan.json", Plan.Replace("dilution", experiment, StringComparison.Ordinal));
        await Expect(0, "sweep", "plan.json", "--out", "whole");
        await Expect(0, "sweep", "merge", "plan.json", "--out", "whole");
        // Nothing measured by the whole run is to be reused.
        Directory.Delete(At("cache"), recursive: true);
        foreach (var shard in new[] { "3/3", "1/3" })
            await Expect(0, "sweep", "plan.json", "--out", "parts", "--shard", shard);
        var (_, gap) = await Expect(1, "sweep", "merge", "plan.json", "--out", "parts");
        Assert.Contains($"1 of 4 items are missing, the first is number 1 ({experiment}, nano, a.txt, seed 2)", gap, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("parts/merged")));
        await Expect(0, "sweep", "plan.json", "--out", "parts", "--shard", "2/3");
        await Expect(0, "sweep", "merge", "plan.json", "--out", "parts");

        var files = Directory.GetFiles(At("whole/merged"), "*.parquet", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace("whole", "parts", StringComparison.Ordinal)));
        Assert.Equal(["model", "seed", "text", "layer"], (await ColumnsAsync(At($"whole/merged/{experiment}/rows.parquet"))).Take(4));
    }

    [Fact]
    public async Task A_finished_item_is_kept_a_damaged_one_refused_and_run_again()
    {
        await Expect(0, "sweep", "plan.json", "--out", "s");
        var (_, kept) = await Expect(0, "sweep", "plan.json", "--out", "s");
        Assert.Equal(4, kept.Split("kept from an earlier run").Length - 1);

        var file = At("s/pieces/00002/rows.parquet");
        var good = File.ReadAllBytes(file);
        File.WriteAllBytes(file, good[..^3]);
        Assert.Contains("00002", (await Expect(1, "sweep", "merge", "plan.json", "--out", "s")).Error, StringComparison.Ordinal);
        var (_, again) = await Expect(0, "sweep", "plan.json", "--out", "s");
        Assert.Equal(3, again.Split("kept from an earlier run").Length - 1);
        Assert.Equal(good, File.ReadAllBytes(file));
    }

    [Fact]
    public async Task Pieces_of_different_plans_builds_weights_or_texts_are_not_joined()
    {
        await Expect(0, "sweep", "plan.json", "--out", "s");
        Write("other.json", Plan.Replace("[8, 16]", "[8, 15]", StringComparison.Ordinal));
        Assert.Contains("belongs to another plan", (await Expect(1, "sweep", "merge", "other.json", "--out", "s")).Error, StringComparison.Ordinal);

        var marker = At("s/pieces/00003/item.json");
        var good = File.ReadAllText(marker);
        foreach (var (key, named) in new[] { ("code", "two builds of the library"), ("modelHash", "two weights of nano"), ("device", "two devices") })
        {
            File.WriteAllText(marker, System.Text.RegularExpressions.Regex.Replace(good, $"\"{key}\": \"[^\"]*\"", $"\"{key}\": \"changed\""));
            var (_, error) = await Expect(1, "sweep", "merge", "plan.json", "--out", "s");
            Assert.Contains(named, error, StringComparison.Ordinal);
            Assert.Contains("item 0 and item 3", error, StringComparison.Ordinal);
        }

        File.WriteAllText(marker, good[..20]);
        Assert.Contains("1 of 4 items are missing", (await Expect(1, "sweep", "merge", "plan.json", "--out", "s")).Error, StringComparison.Ordinal);
        File.WriteAllText(marker, good);
        await Expect(0, "sweep", "merge", "plan.json", "--out", "s");
        Directory.CreateDirectory(At("s/pieces/00004"));
        Assert.Contains("pieces of two plans are mixed", (await Expect(1, "sweep", "merge", "plan.json", "--out", "s")).Error, StringComparison.Ordinal);
    }

    private static async Task<IEnumerable<string>> ColumnsAsync(string path)
    {
        await using var reader = await ParquetReader.CreateAsync(path);
        return reader.Schema.GetDataFields().Select(field => field.Name);
    }

    private async Task<(string Out, string Error)> Expect(int code, params string[] arguments)
    {
        using var process = RunnerProcess.Start(_folder.Path, new Dictionary<string, string> { ["WORKBOOK_CACHE"] = At("cache") }, arguments);
        var (got, output, error) = await RunnerProcess.FinishAsync(process);
        Assert.True(got == code, $"exit code {got}: {output}{error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        return (output, error);
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);
}
