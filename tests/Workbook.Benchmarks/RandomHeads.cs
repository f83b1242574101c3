using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Benchmarks;

/// <summary>Heads with Gaussian logits (σ = 1.5) and Gaussian vectors, seeded.</summary>
internal static class RandomHeads
{
    public static HeadRows Draw(int heads, int length, int width)
    {
        var weights = new float[heads * length * length];
        var vectors = new float[heads * length * width];
        var random = new Random(1);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] = (float)GaussianDraw.Next(random);
        for (var row = 0; row < heads * length; row++)
        {
            var logits = GaussianDraw.Logits(row % length + 1, 1.5, row).Select(l => (float)l).ToArray();
            StableSoftmax.Weights(logits, weights.AsSpan(row * length, logits.Length));
        }

        return new HeadRows(heads, length, width, weights, vectors);
    }
}
