using System.Globalization;

namespace Workbook.Charts;

/// <summary>Numbers as a reader wants them: few digits, no needless zeros, powers of ten written out.</summary>
public static class NumberText
{
    /// <summary>A number to <paramref name="digits"/> significant digits: <c>0.0123</c>, <c>1,024</c>, <c>3.2×10⁻⁷</c>.</summary>
    public static string Show(double value, int digits = 4)
    {
        if (double.IsNaN(value))
        {
            return "–";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? "∞" : "−∞";
        }

        var rounded = Round(value, digits);
        var size = Math.Abs(rounded);
        if (size != 0 && (size < 1e-4 || size >= 1e7))
        {
            var exponent = (int)Math.Floor(Math.Log10(size));
            var mantissa = Round(rounded / Math.Pow(10, exponent), digits);
            var sign = mantissa < 0 ? "−" : "";
            var text = Math.Abs(mantissa).ToString("0.##########", CultureInfo.InvariantCulture);
            return text == "1" ? $"{sign}10{Superscript(exponent)}" : $"{sign}{text}×10{Superscript(exponent)}";
        }

        var plain = size.ToString(size >= 10_000 ? "#,##0.##########" : "0.##############", CultureInfo.InvariantCulture);
        return rounded < 0 ? $"−{plain}" : plain;
    }

    /// <summary>
    /// Any cell of a table as text; <paramref name="format"/> is a .NET format string, <c>s6</c> for six significant digits, or null for four.
    /// </summary>
    public static string Show(object? value, string? format) => value switch
    {
        null => "",
        double or float when format is ['s', >= '1' and <= '9'] => Show(Convert.ToDouble(value, CultureInfo.InvariantCulture), format[1] - '0'),
        string text => text,
        bool yes => yes ? "yes" : "no",
        double or float or decimal when format is null => Show(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        double number when !double.IsFinite(number) => Show(number),
        float number when !float.IsFinite(number) => Show(number),
        IFormattable number when format is null && IsWhole(value) => number.ToString("#,##0", CultureInfo.InvariantCulture).Replace('-', '−'),
        IFormattable formattable => IsNumber(value) ? formattable.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−') : formattable.ToString(format, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>The nearest double with at most <paramref name="digits"/> significant digits; keeps the page small.</summary>
    public static double Round(double value, int digits)
    {
        if (value == 0 || !double.IsFinite(value))
        {
            return value;
        }

        var text = value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture);
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>A whole number in superscript digits: <c>⁻⁷</c>.</summary>
    public static string Superscript(int exponent) => string.Concat(
        exponent.ToString(CultureInfo.InvariantCulture).Select(c => c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[c - '0']));

    /// <summary>An estimate with its interval on one line: as many decimals as the interval's width gives meaning to.</summary>
    public static string Interval(double value, double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || !double.IsFinite(value))
            return Show(value, 3);
        var width = high - low;
        var decimals = width > 0 ? 1 - (int)Math.Floor(Math.Log10(width)) : 2;
        // Four significant digits are enough, however narrow the interval.
        var largest = Math.Max(Math.Abs(low), Math.Abs(high));
        if (largest > 0)
            decimals = Math.Min(decimals, 3 - (int)Math.Floor(Math.Log10(largest)));
        if (decimals is < 0 or > 6)
            return $"{Grouped(value)} ({Grouped(low)} to {Grouped(high)})".Replace(' ', '\u00a0');
        // A number that is not zero is never written as zero: its side of zero may be what matters.
        string Text(double number) => number != 0 && Math.Round(number, decimals) == 0 ? Show(number, 1) : number.ToString($"#,##0.{new string('0', decimals)}", CultureInfo.InvariantCulture).Replace('-', '−');
        return $"{Text(value)} ({Text(low)} to {Text(high)})".Replace(' ', '\u00a0');
    }

    private static string Grouped(double number) => Math.Abs(number) is >= 1000 and < 1e7
        ? Round(number, 3).ToString("#,##0", CultureInfo.InvariantCulture).Replace('-', '−')
        : Show(number, 3);

    internal static bool IsNumber(object? value) => value is double or float or decimal || IsWhole(value);

    private static bool IsWhole(object? value) => value is int or long or short or byte or uint or ulong or ushort or sbyte;
}
