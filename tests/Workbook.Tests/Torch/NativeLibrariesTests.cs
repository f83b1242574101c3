using Workbook.Torch;
using Xunit;

namespace Workbook.Tests.Torch;

public sealed class NativeLibrariesTests : IDisposable
{
    private static readonly string Natives = Path.Combine("runtimes", NativeLibraries.RuntimeIdentifier, "native");
    private readonly TemporaryFolder folder = new();

    private string Beside => Path.Combine(folder.Path, "bin");

    private string Packages => Path.Combine(folder.Path, "packages");

    private string LibtorchPackage => Path.Combine(Packages, $"libtorch-cpu-{NativeLibraries.RuntimeIdentifier}", NativeLibraries.LibtorchVersion, Natives);

    private string TorchSharpPackage => Path.Combine(Packages, "torchsharp", NativeLibraries.TorchSharpVersion, Natives);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_natives_are_found_in_the_package_folder()
    {
        Put(LibtorchPackage, "torch_cpu");
        Put(TorchSharpPackage, "LibTorchSharp");
        Assert.Equal(new NativeLibraries(LibtorchPackage, Path.Combine(TorchSharpPackage, NativeLibraries.FileName("LibTorchSharp"))), Find());
    }

    [Fact]
    public void Natives_beside_the_assembly_come_first()
    {
        Put(LibtorchPackage, "torch_cpu");
        Put(Beside, "torch_cpu");
        Put(Path.Combine(Beside, Natives), "LibTorchSharp");
        Assert.Equal(new NativeLibraries(Beside, Path.Combine(Beside, Natives, NativeLibraries.FileName("LibTorchSharp"))), Find());
    }

    [Fact]
    public void A_libtorch_that_the_user_names_is_the_only_one_looked_at()
    {
        Put(LibtorchPackage, "torch_cpu");
        Put(TorchSharpPackage, "LibTorchSharp");
        var installed = Path.Combine(folder.Path, "libtorch");
        var failure = Assert.Throws<WorkbookException>(() => Find(installed));
        Assert.Contains(installed, failure.Message);
        Assert.DoesNotContain(Packages, failure.Message);

        Put(Path.Combine(installed, "lib"), "torch_cpu");
        Assert.Equal(Path.Combine(installed, "lib"), Find(installed).LibtorchFolder);
    }

    [Fact]
    public void A_missing_libtorch_gives_one_sentence_with_what_where_and_what_to_do()
    {
        Put(TorchSharpPackage, "LibTorchSharp");
        var message = Assert.Throws<WorkbookException>(() => Find()).Message;
        Assert.Contains(NativeLibraries.FileName("torch_cpu"), message);
        Assert.Contains(Beside, message);
        Assert.Contains(LibtorchPackage, message);
        Assert.Contains("dotnet restore", message);
        Assert.Contains(NativeLibraries.LibtorchVariable, message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_missing_TorchSharp_native_is_named_with_its_package()
    {
        Put(LibtorchPackage, "torch_cpu");
        var message = Assert.Throws<WorkbookException>(() => Find()).Message;
        Assert.Contains(NativeLibraries.FileName("LibTorchSharp"), message);
        Assert.Contains($"TorchSharp {NativeLibraries.TorchSharpVersion}", message);
    }

    private static void Put(string folder, string name)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, NativeLibraries.FileName(name)), []);
    }

    private NativeLibraries Find(string? installed = null) => NativeLibraries.Find(Beside, [Packages], installed);
}
