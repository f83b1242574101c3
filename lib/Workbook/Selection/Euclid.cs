namespace Workbook.Selection;

/// <summary>Lengths, distances and sums of small vectors, for formulas written out in a notebook.</summary>
public static class Euclid
{
    /// <summary>||v||.</summary>
    /// <param name="v">A vector, [d].</param>
    public static double Norm(IEnumerable<double> v) => OrderedSums.Norm<double>(v.ToArray());

    /// <summary>||u − v||.</summary>
    /// <param name="u">A vector, [d].</param>
    /// <param name="v">Another, [d].</param>
    public static double Distance(IEnumerable<double> u, IEnumerable<double> v) => OrderedSums.Distance<double>(u.ToArray(), v.ToArray());

    /// <summary>factor · v.</summary>
    /// <param name="factor">A number.</param>
    /// <param name="v">A vector, [d].</param>
    public static double[] Times(double factor, IEnumerable<double> v) => [.. v.Select(c => factor * c)];

    /// <summary>u − v.</summary>
    /// <param name="u">A vector, [d].</param>
    /// <param name="v">Another, [d].</param>
    public static double[] Minus(IEnumerable<double> u, IEnumerable<double> v) => [.. u.Zip(v, (a, b) => a - b)];

    /// <summary>The sum of vectors of one width.</summary>
    /// <param name="vectors">At least one vector, [d] each.</param>
    public static double[] Sum(IEnumerable<double[]> vectors) => vectors.Aggregate((u, v) => [.. u.Zip(v, (a, b) => a + b)]);
}
