using Workbook.Torch;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Torch;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void A_tensor_can_be_made_in_any_process_that_uses_the_library()
    {
        TorchRuntime.Start();
        using var numbers = rand(3);
        Assert.Equal([3L], numbers.shape);
    }

    [Fact]
    public void The_report_says_that_the_runtime_is_ready_and_where_it_lies()
    {
        var report = TorchRuntime.Describe();
        Assert.True(report.Ready, report.Problem);
        Assert.Null(report.Problem);
        Assert.Contains(NativeLibraries.LibtorchVersion, report.Backend);
        Assert.True(File.Exists(Path.Combine(report.LibtorchFolder, NativeLibraries.FileName("torch_cpu"))));
        Assert.Equal(OperatingSystem.IsLinux(), report.LibstdcxxVersion.StartsWith("GLIBCXX_3.4", StringComparison.Ordinal));
    }
}
