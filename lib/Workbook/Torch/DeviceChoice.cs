using TorchSharp;

namespace Workbook.Torch;

/// <summary>The device that a user asks for by name. The CPU is the default everywhere.</summary>
public static class DeviceChoice
{
    /// <summary>The names that <see cref="Parse"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "cuda", "mps"];

    /// <summary>Turns a name into a device that this machine has. "auto" prefers cuda, then mps, then the CPU.</summary>
    /// <param name="name">One of <see cref="Names"/>, in any case; null or empty means cpu.</param>
    /// <exception cref="UsageException">The name is none of these.</exception>
    /// <exception cref="WorkbookException">The machine or this libtorch has no such device.</exception>
    public static torch.Device Parse(string? name)
    {
        var wanted = string.IsNullOrWhiteSpace(name) ? "cpu" : name.Trim().ToLowerInvariant();
        if (!Names.Contains(wanted))
            throw new UsageException($"There is no device \"{name}\": choose one of {string.Join(", ", Names)}.");

        TorchRuntime.Start();
        return wanted switch
        {
            "auto" => torch.cuda_is_available() ? torch.CUDA : torch.mps_is_available() ? torch.MPS : torch.CPU,
            "cuda" => torch.cuda_is_available() ? torch.CUDA : throw Absent("cuda", $"on a machine with an NVIDIA GPU and its driver, build with -p:Torch=cuda or set {NativeLibraries.LibtorchVariable} to the folder of a CUDA build of libtorch {NativeLibraries.LibtorchVersion}; or choose cpu"),
            "mps" => torch.mps_is_available() ? torch.MPS : throw Absent("mps", "it needs macOS on Apple silicon; choose cpu"),
            _ => torch.CPU,
        };
    }

    private static WorkbookException Absent(string device, string advice) =>
        new($"The device {device} is not available with the libtorch in {TorchRuntime.Describe().LibtorchFolder}: {advice}.");
}
