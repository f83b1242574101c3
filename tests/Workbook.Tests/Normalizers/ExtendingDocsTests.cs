using Workbook.Normalizers;
using Xunit;

namespace Workbook.Tests.Normalizers;

/// <summary>What docs/extending.md shows is what the laws run over.</summary>
public class ExtendingDocsTests
{
    [Fact]
    public void The_documented_normalizer_is_the_tested_one()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Workbook.sln")))
            root = root.Parent ?? throw new DirectoryNotFoundException("No folder above the tests has Workbook.sln.");
        var page = File.ReadAllText(Path.Combine(root.FullName, "docs", "extending.md"));
        foreach (var file in new[] { "Softplus.cs", "LinearBiasAttention.cs" })
        {
            var code = File.ReadAllText(Path.Combine(root.FullName, "tests", "Workbook.Tests", "Normalizers", file));
            var shown = code.Replace("using Workbook.Normalizers;\n", "").Replace("namespace Workbook.Tests.Normalizers;", "namespace Workbook.Normalizers;");
            Assert.Contains("```csharp\n" + shown + "```", page);
        }
    }

    [Fact]
    public void A_catalogue_of_another_assembly_finds_it_without_registration()
    {
        Assert.Equal(["softplus"], NormalizerCatalogue.From(typeof(Softplus).Assembly).Select(n => n.Name));
        Assert.Contains("softplus", Subjects.Labels.Select(row => row.Data));
        Assert.Equal(["linear bias"], NormalizerCatalogue.VariantsFrom(typeof(Softplus).Assembly).Select(v => v.Name));
        Assert.Contains(AttentionVariantTests.Labels, row => row.Data.StartsWith("linear bias", StringComparison.Ordinal));
    }
}
