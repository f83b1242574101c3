using System.Text.Json;
using Xunit;

namespace Workbook.Tests.Gpt2;

/// <summary>Files that tests compare with: small ones committed beside the tests, and figures of the real GPT-2 beside the checkout.</summary>
internal static class Reference
{
    /// <summary>The checkout's root: the folder of Workbook.sln above the test's own.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The vectors that tests/parity/gpt2_reference.py wrote.</summary>
    public static string Parity => Path.Combine(Root, "tests", "Workbook.Tests", "Gpt2", "Data", "parity.safetensors");

    /// <summary>The vectors that tests/parity/gpt2_formula.py wrote.</summary>
    public static string Formula => Path.Combine(Root, "tests", "Workbook.Tests", "Gpt2", "Data", "formula.safetensors");

    /// <summary>A trace that the same script wrote: logits and weights, no values.</summary>
    public static string Trace => Path.Combine(Root, "tests", "Workbook.Tests", "Gpt2", "Data", "trace.safetensors");

    /// <summary>Prompts run through the real GPT-2, or a skip by name where they are absent.</summary>
    public static IReadOnlyList<Prompt> Gpt2Prompts()
    {
        var folder = Path.GetFullPath(Path.Combine(Root, "..", "shared", "gpt2-reference"));
        if (!File.Exists(Path.Combine(folder, "prompts.json"))) Assert.Skip("No figures of the real GPT-2 in ../shared/gpt2-reference.");
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "prompts.json")));
        return [.. json.RootElement.EnumerateArray().Select(p => new Prompt(
            Path.Combine(folder, p.GetProperty("file").GetString()!),
            p.GetProperty("prompt").GetString()!,
            [.. p.GetProperty("tokenIds").EnumerateArray().Select(id => id.GetInt32())],
            [.. p.GetProperty("tokens").EnumerateArray().Select(t => t.GetString()!)],
            [.. p.GetProperty("top10").EnumerateArray().Select(t => (t.GetProperty("id").GetInt32(), t.GetProperty("logit").GetDouble()))]))];
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Workbook.sln"))) return folder;
        throw new InvalidOperationException("The tests do not run inside a checkout.");
    }

    internal sealed record Prompt(string File, string Text, int[] Ids, string[] Tokens, (int Id, double Logit)[] Best);
}
