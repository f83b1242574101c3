using System.Numerics;

namespace Workbook.Normalizers;

/// <summary>Parameters of normalizers, refused by name when they are out of range.</summary>
internal static class Parameter
{
    public static double Finite(double value, string name) =>
        double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"The {name} must be finite.");

    public static double Positive(double value, string name) =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"The {name} must be positive and finite.");

    public static double Share(double value, string name) =>
        value is > 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"The {name} must be above 0 and at most 1.");

    public static double Above(double value, double limit, string name) =>
        value > limit && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"The {name} must be finite and above {limit}.");

    public static T AtLeast<T>(T value, T least, string name)
        where T : INumber<T> =>
        value >= least && T.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"The {name} must be finite and at least {least}.");
}
