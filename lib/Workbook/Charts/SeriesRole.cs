namespace Workbook.Charts;

/// <summary>What a line stands for. A role keeps its colour and dash in every figure of the workbook.</summary>
public enum SeriesRole
{
    /// <summary>One of several things of the same kind: solid, the next Okabe-Ito colour.</summary>
    Plain,

    /// <summary>Something measured: solid blue, with a band where the spread is known.</summary>
    Measured,

    /// <summary>A sharp bound: solid black (white on a dark page).</summary>
    SharpBound,

    /// <summary>A published bound: dashed vermilion.</summary>
    PublishedBound,

    /// <summary>A prediction, made before measuring: dotted green.</summary>
    Prediction,

    /// <summary>The informative token: orange.</summary>
    InformativeToken,

    /// <summary>One of many, such as a single head, drawn thin behind the others; has no label and does not count as a line.</summary>
    Individual,
}
