using TorchSharp;
using Workbook.Torch;
using Xunit;

namespace Workbook.Tests.Torch;

public sealed class DeviceChoiceTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData(" CPU ")]
    [InlineData("")]
    [InlineData(null)]
    public void The_cpu_is_there_and_the_default(string? name) =>
        Assert.Equal(DeviceType.CPU, DeviceChoice.Parse(name).type);

    [Fact]
    public void Auto_gives_a_device_that_can_hold_a_tensor()
    {
        using var numbers = torch.zeros(2, device: DeviceChoice.Parse("auto"));
        Assert.Equal(2, numbers.numel());
    }

    [Fact]
    public void An_unknown_name_is_a_usage_error_that_lists_the_names()
    {
        var failure = Assert.Throws<UsageException>(() => DeviceChoice.Parse("gpu"));
        Assert.Contains("\"gpu\"", failure.Message);
        Assert.Contains("auto, cpu, cuda, mps", failure.Message);
    }

    [Fact]
    public void Cuda_is_used_where_it_is_and_refused_in_one_sentence_where_it_is_not()
    {
        if (torch.cuda_is_available())
        {
            Assert.Equal(DeviceType.CUDA, DeviceChoice.Parse("cuda").type);
            return;
        }

        var failure = Assert.Throws<WorkbookException>(() => DeviceChoice.Parse("cuda"));
        Assert.Contains("WORKBOOK_LIBTORCH", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void Mps_is_used_where_it_is_and_refused_where_it_is_not()
    {
        if (torch.mps_is_available())
            Assert.Equal(DeviceType.MPS, DeviceChoice.Parse("mps").type);
        else
            Assert.Contains("macOS", Assert.Throws<WorkbookException>(() => DeviceChoice.Parse("mps")).Message);
    }
}
