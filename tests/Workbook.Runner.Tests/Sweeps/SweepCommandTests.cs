using Parquet;
using Parquet.Schema;
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

    [Fact]
    public async Task Shards_run_in_any_order_join_to_the_tables_of_the_whole_run()
    {
        await Expect(0, "sweep", "plan.json", "--out", "whole");
        await Expect(0, "sweep", "merge", "plan.json", "--out", "whole");
        // Nothing measured by the whole run is to be reused.
        Directory.Delete(At("cache"), recursive: true);
        foreach (var shard in new[] { "3/3", "1/3" })
            await Expect(0, "sweep", "plan.json", "--out", "parts", "--shard", shard);
        var (_, gap) = await Expect(1, "sweep", "merge", "plan.json", "--out", "parts");
        Assert.Contains("1 of 4 items are missing, the first is number 1 (dilution, nano, a.txt, seed 2)", gap, StringComparison.Ordinal);
        Assert.False(Directory.Exists(At("parts/merged")));
        await Expect(0, "sweep", "plan.json", "--out", "parts", "--shard", "2/3");
        await Expect(0, "sweep", "merge", "plan.json", "--out", "parts");

        var files = Directory.GetFiles(At("whole/merged"), "*.parquet", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var file in files)
            await SameAsync(file, file.Replace("whole", "parts", StringComparison.Ordinal));
        Assert.Equal(["model", "seed", "text", "layer"], (await ColumnsAsync(At("whole/merged/dilution/rows.parquet"))).Take(4));
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

    // A sum over a short array may differ in its last digit with the place of the array in memory; all else is the same.
    private static async Task SameAsync(string first, string second)
    {
        await using var one = await ParquetReader.CreateAsync(first);
        await using var other = await ParquetReader.CreateAsync(second);
        Assert.Equal(one.CustomMetadata, other.CustomMetadata);
        Assert.Equal(one.Schema.GetDataFields().Select(field => field.Name), other.Schema.GetDataFields().Select(field => field.Name));
        Assert.Equal(one.RowGroupCount, other.RowGroupCount);
        for (var g = 0; g < one.RowGroupCount; g++)
        {
            using var a = one.OpenRowGroupReader(g);
            using var b = other.OpenRowGroupReader(g);
            Assert.Equal(a.RowCount, b.RowCount);
            foreach (var field in one.Schema.GetDataFields())
            {
                var (left, right) = (await ValuesAsync(a, field), await ValuesAsync(b, field));
                for (var i = 0; i < left.Length; i++)
                {
                    if (left[i] is double x && right[i] is double y)
                        Assert.Equal(x, y, 1e-12 * Math.Max(1, Math.Abs(x)));
                    else
                        Assert.Equal(left[i], right[i]);
                }
            }
        }
    }

    private static async Task<object?[]> ValuesAsync(ParquetRowGroupReader group, DataField field)
    {
        var count = (int)group.RowCount;
        if (field.ClrType == typeof(double))
        {
            var numbers = new double?[count];
            await group.ReadAsync<double>(field, numbers);
            return [.. numbers.Cast<object?>()];
        }

        if (field.ClrType == typeof(int))
        {
            var numbers = new int[count];
            await group.ReadAsync<int>(field, numbers);
            return [.. numbers.Cast<object?>()];
        }

        if (field.ClrType == typeof(bool))
        {
            var truths = new bool[count];
            await group.ReadAsync<bool>(field, truths);
            return [.. truths.Cast<object?>()];
        }

        var texts = new string?[count];
        await group.ReadAsync(field, texts);
        return texts;
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
