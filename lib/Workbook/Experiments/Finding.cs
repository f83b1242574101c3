using Workbook.Experiments.Statistics;

namespace Workbook.Experiments;

/// <summary>A statistic that an experiment concludes with.</summary>
/// <param name="Name">A stable short name in camel case, such as <c>dilutingShare</c>.</param>
/// <param name="Words">What it is, with its unit.</param>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end of its 95 % interval; NaN where no interval can be given.</param>
/// <param name="High">Upper end.</param>
/// <param name="Count">How many observations stand behind it.</param>
/// <param name="Method">How the interval was made, such as <c>bootstrap over texts and heads</c>.</param>
public sealed record Finding(string Name, string Words, double Value, double Low, double High, int Count, string Method)
{
    /// <summary>A finding from a statistic.</summary>
    /// <param name="name">A stable short name.</param>
    /// <param name="words">What it is, with its unit.</param>
    /// <param name="statistic">The estimate with its interval.</param>
    /// <param name="method">How the interval was made.</param>
    public static Finding Of(string name, string words, Statistic statistic, string method)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return new(name, words, statistic.Value, statistic.Low, statistic.High, statistic.Count, method);
    }
}
