using System.Diagnostics;
using System.Text.Json;
using Workbook.Torch;
using Xunit;

namespace Workbook.Tests.Torch;

/// <summary>Which packages the project asks for, as the build evaluates it: nothing is restored.</summary>
public sealed class TorchPackageTests
{
    [Fact]
    public async Task By_default_the_CPU_package_is_downloaded_and_the_lock_file_is_the_committed_one()
    {
        var build = await EvaluateAsync();
        Assert.Equal($"libtorch-cpu-{NativeLibraries.RuntimeIdentifier}", Assert.Single(build.Downloads));
        Assert.DoesNotContain(build.References, r => r.Contains("cuda", StringComparison.Ordinal));
        Assert.Equal("", build.LockFile);
    }

    [Fact]
    public async Task With_Torch_cuda_the_CUDA_package_takes_its_place_with_a_lock_file_of_its_own()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "There is no CUDA on macOS.");
        var build = await EvaluateAsync("-p:Torch=cuda");
        Assert.Empty(build.Downloads);
        Assert.Contains(OperatingSystem.IsWindows() ? "TorchSharp-cuda-windows" : "TorchSharp-cuda-linux", build.References);
        Assert.Contains("TorchSharp", build.References);
        Assert.Equal("packages.cuda.lock.json", build.LockFile);
    }

    private static async Task<Evaluation> EvaluateAsync(params string[] properties)
    {
        var stop = TestContext.Current.CancellationToken;
        var project = Path.Combine(Workbook.Tests.Gpt2.Reference.Root, "lib", "Workbook", "Workbook.csproj");
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-nologo", .. properties, "-getItem:PackageDownload", "-getItem:PackageReference", "-getProperty:NuGetLockFilePath", "-getProperty:LibtorchPackage"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var text = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        Assert.Equal(0, process.ExitCode);
        using var json = JsonDocument.Parse(text);
        var items = json.RootElement.GetProperty("Items");
        string[] Names(string kind) => [.. items.GetProperty(kind).EnumerateArray().Select(i => i.GetProperty("Identity").GetString()!)];
        return new(Names("PackageDownload"), Names("PackageReference"), json.RootElement.GetProperty("Properties").GetProperty("NuGetLockFilePath").GetString()!);
    }

    private sealed record Evaluation(string[] Downloads, string[] References, string LockFile);
}
