using CsCheck;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Tests.Selection;

/// <summary>Random and extreme rows for the laws: ties, equal logits, one token, masks, huge logits, cold and hot temperatures.</summary>
internal static class Cases
{
    private static readonly Gen<double> Logit = Gen.Frequency(
        (6, Gen.Double[-8, 8]),
        (2, Gen.Int[-2, 2].Select(i => (double)i)),
        (1, Gen.OneOf(Gen.Const(1e4), Gen.Const(-1e4), Gen.Const(double.NegativeInfinity))));

    private static readonly Gen<double> Temperature = Gen.OneOf(
        Gen.Const(1.0),
        Gen.Double[-3, 3].Select(e => Math.Pow(10, e)));

    /// <summary>Logits of one row, at least one of them finite.</summary>
    public static Gen<double[]> Logits(int longest) =>
        Gen.Frequency(
            (5, Logit.Array[1, longest]),
            (1, Gen.Select(Gen.Int[1, longest], Logit, (n, l) => Enumerable.Repeat(l, n).ToArray())))
        .Select(l => l.All(double.IsNegativeInfinity) ? new double[l.Length] : l);

    /// <summary>Logits and a temperature.</summary>
    public static Gen<(double[] Logits, double T)> Rows(int longest) => Gen.Select(Logits(longest), Temperature);

    /// <summary>Softmax weights and the vectors they mix: isotropic, clustered around a common mean, all equal, or scaled far apart.</summary>
    public static Gen<(double[] Weights, VectorSet Vectors)> Attention(int longest) =>
        from row in Rows(longest)
        from width in Gen.Int[1, 6]
        from shape in Gen.Int[0, 3]
        from seed in Gen.Int
        select (StableSoftmax.Weights(row.Logits, row.T), Vectors(row.Logits.Length, width, shape, seed));

    private static VectorSet Vectors(int count, int width, int shape, int seed)
    {
        var random = new Random(seed);
        var common = Enumerable.Range(0, width).Select(_ => GaussianDraw.Next(random)).ToArray();
        var values = new double[count * width];
        for (var i = 0; i < count; i++)
        {
            var scale = shape == 3 ? Math.Pow(10, 4 * random.NextDouble() - 2) : 1;
            for (var k = 0; k < width; k++)
            {
                var noise = GaussianDraw.Next(random);
                values[i * width + k] = shape switch
                {
                    0 => noise,
                    1 => common[k] + 0.1 * noise,
                    2 => common[k],
                    _ => scale * noise,
                };
            }
        }

        return new VectorSet(count, width, values);
    }
}
