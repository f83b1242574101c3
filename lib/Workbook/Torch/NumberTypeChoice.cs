using TorchSharp;

namespace Workbook.Torch;

/// <summary>The type of a model's numbers that a user asks for by name. float32 is the default everywhere.</summary>
public static class NumberTypeChoice
{
    /// <summary>The names that <see cref="Parse"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "float32", "bfloat16", "float16"];

    /// <summary>Turns a name into a type. "auto" takes the narrow type that the device multiplies fastest: bfloat16 on cuda, float16 on mps, float32 on the CPU.</summary>
    /// <param name="name">One of <see cref="Names"/>, in any case; null or empty means float32.</param>
    /// <param name="device">The device that the model runs on.</param>
    /// <exception cref="UsageException">The name is none of these.</exception>
    public static torch.ScalarType Parse(string? name, DeviceType device) =>
        (string.IsNullOrWhiteSpace(name) ? "float32" : name.Trim().ToLowerInvariant()) switch
        {
            "auto" => device switch
            {
                DeviceType.CUDA => torch.ScalarType.BFloat16,
                DeviceType.MPS => torch.ScalarType.Float16,
                _ => torch.ScalarType.Float32,
            },
            "float32" => torch.ScalarType.Float32,
            "bfloat16" => torch.ScalarType.BFloat16,
            "float16" => torch.ScalarType.Float16,
            _ => throw new UsageException($"There is no number type \"{name}\": choose one of {string.Join(", ", Names)}."),
        };
}
