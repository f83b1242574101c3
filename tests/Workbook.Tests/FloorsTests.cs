using Workbook.Torch;
using Xunit;

namespace Workbook.Tests;

public sealed class FloorsTests
{
    private static readonly Floors Library = new(
        typeof(TorchRuntime).Assembly,
        "Workbook$",
        "Workbook.Torch",
        "Workbook.Normalizers",
        "Workbook.Selection",
        "Workbook.Bounds",
        "Workbook.Gpt2.Hub",
        "Workbook.Gpt2$",
        "Workbook.Experiments",
        "Workbook.Training",
        "Workbook.Charts",
        "Workbook.Claims");

    [Fact]
    public void A_namespace_of_the_library_uses_only_itself_and_those_below() =>
        Assert.Empty(Library.UsesOfAHigherFloor());

    [Fact]
    public void Every_namespace_of_the_library_stands_on_a_floor() =>
        Assert.Empty(Library.NamespacesWithoutAFloor());

    [Fact]
    public void The_check_itself_sees_a_use_in_a_method_body()
    {
        // Upside down: SafetensorsReader and others throw the root's exception inside their methods.
        var upsideDown = new Floors(typeof(TorchRuntime).Assembly, "Workbook.Torch", "Workbook$");
        Assert.Contains(upsideDown.UsesOfAHigherFloor(), v => v.Contains(nameof(NativeLibraries)) && v.Contains(nameof(WorkbookException)));
    }
}
