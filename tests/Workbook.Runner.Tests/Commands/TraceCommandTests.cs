using System.Text.Json;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests.Commands;

/// <summary>The verb <c>trace</c> and the option <c>--trace</c>, as processes.</summary>
public sealed class TraceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_exported_trace_runs_the_first_look_with_distances_and_without_new_questions()
    {
        var (code, output, error) = await RunnerProcess.RunAsync(
            _folder, "trace", "export", "--model", Path.Combine(Checkout.Root, "data", "nano"), "--text", "The cat sat on the mat.", "--out", "cat.safetensors", "--parts", "values,weights", "--json");
        Assert.Equal((0, ""), (code, error));
        using var told = JsonDocument.Parse(output);
        Assert.Equal(("cat.safetensors", "nano"), (told.RootElement.GetProperty("file").GetString(), told.RootElement.GetProperty("model").GetString()));
        Assert.Equal(new FileInfo(Path.Combine(_folder.Path, "cat.safetensors")).Length, told.RootElement.GetProperty("bytes").GetInt64());

        var text = await FirstLookAsync("cat.safetensors", "--set", "informative=2");
        Assert.Contains("A trace of nano", text, StringComparison.Ordinal);
        Assert.Contains("Cumulative distance D_N over the selection size N", text, StringComparison.Ordinal);
        Assert.DoesNotContain("need the value vectors", text, StringComparison.Ordinal);
        Assert.Contains("at position 2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_without_values_says_which_figures_need_them()
    {
        var text = await FirstLookAsync(Path.Combine(Checkout.Root, "tests", "Workbook.Tests", "Gpt2", "Data", "trace.safetensors"));
        Assert.Contains("A trace of formula weights", text, StringComparison.Ordinal);
        Assert.Equal(2, text.Split("need the value vectors, which this trace lacks").Length - 1);
        Assert.Equal(3, text.Split("needs answers to new questions").Length - 1);
    }

    [Fact]
    public async Task A_file_that_is_no_trace_and_options_out_of_place_are_told_in_one_sentence()
    {
        _folder.Write("no.safetensors", "hello, this is no trace");
        _folder.Write("one.dib", "#!csharp\n1\n");
        var trace = Path.Combine(Checkout.Root, "tests", "Workbook.Tests", "Gpt2", "Data", "trace.safetensors");
        foreach (var (expected, words, arguments) in new (int, string, string[])[]
        {
            (1, "no safetensors file", ["./one.dib", "--trace", "no.safetensors"]),
            (1, "cannot be opened", ["./one.dib", "--trace", "absent.safetensors"]),
            (2, "no notebook of this run reads a trace", ["./one.dib", "--trace", trace, "--out", "out"]),
            (2, "Use --trace instead of --set trace.", ["./one.dib", "--set", "trace=x"]),
            (2, "There is no number type \"int3\"", ["./one.dib", "--dtype", "int3"]),
            (2, "holds no \"keys\"", ["trace", "export", "--text", "a", "--out", "x", "--parts", "keys"]),
            (2, "--text TEXT or by --file FILE", ["trace", "export", "--out", "x"]),
            (1, "The text is empty", ["trace", "export", "--model", Path.Combine(Checkout.Root, "data", "nano"), "--text", "", "--out", "x"]),
        })
        {
            var (code, _, error) = await RunnerProcess.RunAsync(_folder, arguments);
            Assert.Equal(expected, code);
            Assert.Contains(words, Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        }
        Assert.False(File.Exists(Path.Combine(_folder.Path, "x")));
    }

    // What the cells of chapter 7 showed, joined.
    private async Task<string> FirstLookAsync(string trace, params string[] more)
    {
        var (code, _, error) = await RunnerProcess.RunAsync(_folder, [Path.Combine(Checkout.Notebooks, "07-gpt2-first-look.dib"), "--trace", trace, "--out", "out", .. more]);
        Assert.Equal((0, ""), (code, error));
        using var results = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "out", "results.json"), TestContext.Current.CancellationToken));
        var notebook = results.RootElement.GetProperty("notebooks")[0];
        Assert.StartsWith("sha256:", notebook.GetProperty("parameters").GetProperty("trace").GetString(), StringComparison.Ordinal);
        return string.Join('\n', notebook.GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("text").GetString()));
    }
}
