using System.Security.Cryptography;
using Workbook.Experiments.Pieces;
using Xunit;

namespace Workbook.Tests.Experiments;

/// <summary>The code that kept pieces belong to: its sources by name and content, and no folder.</summary>
public sealed class CodeVersionTests
{
    private static readonly string[] Two = ["A/B.cs 12AB", "C.cs 34CD"];

    [Fact]
    public void Neither_the_order_of_the_sources_nor_the_system_s_separator_changes_the_version()
    {
        Assert.Equal(CodeVersion.Of(Two), CodeVersion.Of(Two.Reverse()));
        Assert.Equal(CodeVersion.Of(Two), CodeVersion.Of(["C.cs 34CD", "A\\B.cs 12AB"]));
    }

    [Theory]
    [InlineData("A/B.cs 12AC", "C.cs 34CD")]
    [InlineData("A/D.cs 12AB", "C.cs 34CD")]
    [InlineData("A/B.cs 12AB")]
    [InlineData("A/B.cs 12AB", "C.cs 34CD", "D.cs 56EF")]
    public void Any_other_source_gives_another_version(params string[] sources) => Assert.NotEqual(CodeVersion.Of(Two), CodeVersion.Of(sources));

    [Fact]
    public void The_build_lists_every_source_of_the_library_with_the_hash_of_its_content_and_no_folder_of_this_machine()
    {
        using var reader = new StreamReader(typeof(CodeVersion).Assembly.GetManifestResourceStream("sources.txt")!);
        var listed = reader.ReadToEnd().Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(line => line.Replace('\\', '/')).ToArray();
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Workbook.sln")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Workbook.sln lies in no folder above the tests.");
        var library = Path.Combine(root, "lib", "Workbook");
        var files = Directory.GetFiles(library, "*.cs", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(library, path).Replace('\\', '/'))
            .Where(path => !path.StartsWith("obj/", StringComparison.Ordinal) && !path.StartsWith("bin/", StringComparison.Ordinal))
            .Concat(["Workbook.csproj", "../../Directory.Build.props", "../../Directory.Packages.props"]);
        Assert.Equal(files.Select(file => $"{file} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(library, file))))}").Order(StringComparer.Ordinal), listed.Select(Upper).Order(StringComparer.Ordinal));
        Assert.Equal(CodeVersion.Of(listed), CodeVersion.Current);

        static string Upper(string line) => line.Split(' ') is [var path, var hash] ? $"{path} {hash.ToUpperInvariant()}" : line;
    }
}
