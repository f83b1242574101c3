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
    public async Task A_shard_that_is_killed_in_mid_work_is_run_again_and_the_joined_files_are_those_of_the_whole_run()
    {
        Write("many.json", """{ "version": 1, "experiments": ["dilution", "distance", "critical-n", "separability", "head-atlas"], "texts": ["a.txt", "b.txt"], "lengths": [8, 16], "seeds": [1, 2] }""");
        await Expect(0, "sweep", "many.json", "--out", "whole");
        await Expect(0, "sweep", "merge", "many.json", "--out", "whole");
        Directory.Delete(At("cache"), recursive: true);

        // A busy machine may let the shard finish before it is killed; then once more.
        for (var attempt = 0; attempt < 5 && !await KilledAsync(); attempt++)
            Directory.Delete(At("parts"), recursive: true);
        foreach (var shard in new[] { "4/4", "1/4", "3/4" })
            await Expect(0, "sweep", "many.json", "--out", "parts", "--shard", shard);
        Assert.Contains("of 20 items are missing", (await Expect(1, "sweep", "merge", "many.json", "--out", "parts")).Error, StringComparison.Ordinal);
        var (again, kept) = await Expect(0, "sweep", "many.json", "--out", "parts", "--shard", "2/4");
        Assert.Contains("kept from an earlier run", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("5 of them run now", again, StringComparison.Ordinal);
        await Expect(0, "sweep", "merge", "many.json", "--out", "parts");

        string[] files = [.. Directory.GetFiles(At("whole/merged"), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.Equal(files.Select(file => file.Replace("whole", "parts", StringComparison.Ordinal)), Directory.GetFiles(At("parts/merged"), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal));
        foreach (var file in files)
            Assert.True(File.ReadAllBytes(file).AsSpan().SequenceEqual(File.ReadAllBytes(file.Replace("whole", "parts", StringComparison.Ordinal))), file);
    }

    [Fact]
    public async Task A_piece_in_the_place_of_another_or_from_another_sweep_is_refused_and_what_was_joined_before_stands()
    {
        await Expect(0, "sweep", "plan.json", "--out", "s");
        await Expect(0, "sweep", "merge", "plan.json", "--out", "s");
        var joined = File.ReadAllBytes(At("s/merged/dilution/rows.parquet"));
        Write("other.json", Plan.Replace("[1, 2]", "[1, 3]", StringComparison.Ordinal));
        await Expect(0, "sweep", "other.json", "--out", "t", "--shard", "3/4");

        foreach (var (from, named) in new[] { ("t/pieces/00002", "00002 belongs to another plan (dilution, nano, b.txt, seed 1)"), ("s/pieces/00001", "00002 holds item 1 (dilution, nano, a.txt, seed 2), not dilution, nano, b.txt, seed 1") })
        {
            Directory.Delete(At("s/pieces/00002"), recursive: true);
            Directory.CreateDirectory(At("s/pieces/00002"));
            foreach (var file in Directory.GetFiles(At(from)))
                File.Copy(file, Path.Combine(At("s/pieces/00002"), Path.GetFileName(file)));
            var (_, error) = await Expect(1, "sweep", "merge", "plan.json", "--out", "s");
            Assert.Contains(named, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }

        Assert.Equal(joined, File.ReadAllBytes(At("s/merged/dilution/rows.parquet")));
        Assert.Equal(["merged", "pieces"], Directory.GetFileSystemEntries(At("s")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_plan_with_an_unknown_key_runs_nothing_and_a_disk_that_is_full_is_told_in_one_sentence()
    {
        Write("odd.json", Plan.Replace("\"seeds\"", "\"sedes\"", StringComparison.Ordinal));
        var (_, odd) = await Expect(2, "sweep", "odd.json", "--out", "s");
        Assert.Contains("\"sedes\" is no key of a plan", Assert.Single(odd.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("s")));

        // What stands for a full disk: a folder that is in the way of the third item's table.
        Directory.CreateDirectory(At("s/pieces/00002/bins.parquet"));
        var (_, full) = await Expect(1, "sweep", "plan.json", "--out", "s");
        Assert.Contains("00002/bins.parquet can't be written", full.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.True(File.Exists(At("s/pieces/00001/item.json")));
        Assert.False(File.Exists(At("s/pieces/00002/item.json")));
        Assert.Empty(Directory.GetFiles(At("s"), "*.part", SearchOption.AllDirectories));

        Directory.Delete(At("s/pieces/00002/bins.parquet"));
        await Expect(0, "sweep", "plan.json", "--out", "s");
        // The same for the join: nothing half-written stays.
        Directory.CreateDirectory(At("s/merged/dilution/drift.parquet"));
        var (_, join) = await Expect(1, "sweep", "merge", "plan.json", "--out", "s");
        Assert.Contains("can't be written", Assert.Single(join.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Equal(["merged", "pieces"], Directory.GetFileSystemEntries(At("s")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(2, "The text b.txt has ", "\"lengths\": [8, 60]", "s")]
    [InlineData(2, "\"lengths\" asks for 2000, nano reads at most 1024 tokens.", "\"lengths\": [8, 2000]", "s")]
    [InlineData(1, "can't be written", "\"lengths\": [8, 16]", "/proc/s")]
    public async Task What_could_only_fail_later_is_told_before_the_first_item(int code, string says, string lengths, string folder)
    {
        // Long enough for the first text alone.
        Write("a.txt", string.Concat(Enumerable.Repeat("Anna lives in Oslo. ", 20)));
        Write("long.json", Plan.Replace("\"lengths\": [8, 16]", lengths, StringComparison.Ordinal));
        var (_, error) = await Expect(code, "sweep", "long.json", "--out", folder);
        Assert.Contains(says, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("s/pieces/00000")));
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
        foreach (var (key, named) in new[] { ("code", "two versions of the library's code"), ("modelHash", "two weights of nano"), ("device", "two devices") })
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

    // The shard's items are 1, 5, 9, 13 and 17: it is killed when the first is done and the second begun, or about to.
    private async Task<bool> KilledAsync()
    {
        using var killed = Start("sweep", "many.json", "--out", "parts", "--shard", "2/4");
        while (!File.Exists(At("parts/pieces/00001/item.json")))
        {
            Assert.False(killed.HasExited);
            await Task.Delay(2, TestContext.Current.CancellationToken);
        }

        killed.Kill();
        await killed.WaitForExitAsync(TestContext.Current.CancellationToken);
        return killed.ExitCode != 0 && !File.Exists(At("parts/pieces/00017/item.json"));
    }

    private System.Diagnostics.Process Start(params string[] arguments) =>
        RunnerProcess.Start(_folder.Path, new Dictionary<string, string> { ["WORKBOOK_CACHE"] = At("cache") }, arguments);

    private async Task<(string Out, string Error)> Expect(int code, params string[] arguments)
    {
        using var process = Start(arguments);
        var (got, output, error) = await RunnerProcess.FinishAsync(process);
        Assert.True(got == code, $"exit code {got}: {output}{error}");
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        return (output, error);
    }

    private string At(string name) => Path.Combine(_folder.Path, name);

    private void Write(string name, string text) => File.WriteAllText(At(name), text);
}
