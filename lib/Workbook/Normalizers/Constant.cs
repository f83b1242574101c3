using System.Collections.Concurrent;
using TorchSharp;

namespace Workbook.Normalizers;

/// <summary>Scalars that live as long as the process.</summary>
/// <remarks>TorchSharp reads a scalar's handle and may let go of the scalar before the native call ends; a collection that another
/// thread starts in that gap frees it. A kept scalar cannot be freed.</remarks>
internal static class Constant
{
    private static readonly ConcurrentDictionary<double, Scalar> Kept = new();

    public static Scalar Zero { get; } = Of(0);

    public static Scalar One { get; } = Of(1);

    public static Scalar Of(double value) => Kept.GetOrAdd(value, v => v.ToScalar());
}
