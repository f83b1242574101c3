using System.Diagnostics;
using System.Text.RegularExpressions;
using Workbook.Runner.Tests.Session;
using Xunit;

namespace Workbook.Runner.Tests;

/// <summary>What docs/extending.md asks a reader to save is saved in a copy of the checkout, which is then built and used: nothing else is registered.</summary>
public sealed partial class ExtendingTests : IDisposable
{
    private const string Probe = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp","items":[{"name":"csharp","languageName":"csharp"}]}}

        #!csharp

        #!import workbook.csx

        #!csharp

        string.Join("; ", NormalizerCatalogue.All.Select(n => n.Name).Concat(NormalizerCatalogue.Variants.Select(v => v.Name)))

        #!csharp

        var rows = NormalizerComparison.OnRow([1.0, 0.5, -1], [.. NormalizerCatalogue.All, .. AttentionRow.All]);
        Table.Of("weights", rows, ("in the table", r => $"row of {r.Name}"), ("sum", r => r.Sum))

        #!csharp

        var points = NormalizerComparison.OverLength([4, 8], rows: 2, normalizers: [.. NormalizerCatalogue.All, .. AttentionRow.All]);
        var figure = NormalizerFigures.InformativeShare(points).Json;
        string.Join("; ", new[] { "softplus", "linear bias" }.Where(name => figure.Contains($"\"{name}\"")).Select(name => $"chart of {name}"))

        #!csharp

        var folder = Path.GetFullPath("trained");
        var model = new Gpt2Config { Layers = 1, Heads = 2, Width = 16, ContextLength = 128, Normalizer = "linear bias" };
        new Trainer(new TrainingOptions { Model = model, Merges = 300, TokensPerStep = 128, CardQuestions = 4, CardTrigramTokens = 20_000, BFloat16Products = false, Stages = [new("stories", 64, 0, 128)] }, folder).Run();
        string.Join("; ", Checkpoint.Load(folder).Model.named_parameters().Select(p => p.name).Where(name => name.Contains("slope")))
        """;

    private readonly TemporaryFolder _copy = new();

    public void Dispose() => _copy.Dispose();

    [Fact]
    public async Task What_the_page_adds_turns_up_in_catalogue_tables_charts_claims_training_and_the_command_line_by_itself()
    {
        CopyCheckout();
        var page = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "docs", "extending.md"), TestContext.Current.CancellationToken);
        var blocks = SavedBlock().Matches(page);
        Assert.Equal(3, blocks.Count);
        foreach (Match block in blocks)
            _copy.Write(block.Groups["path"].Value, block.Groups["code"].Value);
        await Run(0, "build", "-c", "Release", "--nologo", "lib/Workbook.Runner");

        var help = await Runner(0, "train", "--help");
        Assert.All(new[] { "softplus", "linear bias" }, name => Assert.Contains(name, Words(help), StringComparison.Ordinal));
        Assert.Contains("near it are linear bias", await Runner(2, "train", "--normalizer", "linear-bia"), StringComparison.Ordinal);
        await Runner(0, "verify", "--update", "--claim", "weights.mean");
        var verified = await Runner(0, "verify", "--quick", "--claim", "weights.mean", "normalizer.softplus", "variant.linear-bias.sum", "variant.linear-bias.norm");
        Assert.All(new[] { "weights.mean", "normalizer.softplus", "variant.linear-bias.sum", "variant.linear-bias.norm" }, id => Assert.Contains($"{id} ", verified, StringComparison.Ordinal));

        _copy.Write("notebooks/probe.dib", Probe);
        await Runner(0, "notebooks/probe.dib", "--out", "report");
        var report = await File.ReadAllTextAsync(Path.Combine(_copy.Path, "report", "probe.html"), TestContext.Current.CancellationToken);
        Assert.All(new[] { "softplus; ", "linear bias; ", "row of softplus", "row of linear bias", "chart of softplus; chart of linear bias", "h.0.attn.slope" }, text => Assert.Contains(text, report, StringComparison.Ordinal));
    }

    private void CopyCheckout()
    {
        foreach (var file in Directory.GetFiles(Checkout.Root))
            File.Copy(file, Path.Combine(_copy.Path, Path.GetFileName(file)));
        string[] built = ["bin", "obj"];
        foreach (var folder in new[] { "lib", "data/expected", "notebooks" })
        {
            foreach (var file in Directory.GetFiles(Path.Combine(Checkout.Root, folder), "*", SearchOption.AllDirectories))
            {
                var name = Path.GetRelativePath(Checkout.Root, file);
                if (name.Split(Path.DirectorySeparatorChar).Intersect(built).Any())
                    continue;
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_copy.Path, name))!);
                File.Copy(file, Path.Combine(_copy.Path, name));
            }
        }
    }

    // Help breaks its lines where the terminal ends.
    private static string Words(string text) => WhiteSpace().Replace(text, " ");

    private Task<string> Runner(int code, params string[] arguments) =>
        Run(code, [Path.Combine(_copy.Path, "lib", "Workbook.Runner", "bin", "Release", "net10.0", "Workbook.Runner.dll"), .. arguments]);

    private async Task<string> Run(int code, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = _copy.Path, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };

        // A build server that outlives the test would hold its folder.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var said = await output + await error;
        Assert.True(process.ExitCode == code, $"{string.Join(' ', arguments)}: {process.ExitCode}\n{said}");
        return said;
    }

    [GeneratedRegex(@"[Ss]ave this as\s+`(?<path>lib/[^`]+)`:\s+```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex SavedBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
