using TorchSharp;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Normalizers;

/// <summary>Every normalizer of the catalogue and the example of the docs with default parameters, and some with others: the subjects of the laws.</summary>
internal static class Subjects
{
    private static readonly INormalizer[] Others =
    [
        new Softmax(0.3), new ScalableSoftmax(0.2, 1), new SinkSoftmax(-1.5), new TopKSoftmax(2), new ThresholdSoftmax(0.4),
        new SoftcapSoftmax(25), new Sparsemax(2.5), new Entmax(1), new Entmax(1.2), new Entmax(1.7, 0.5), new Entmax(2), new Entmax(3),
        new AdaptiveScalableEntmax(1, -0.5), new AdaptiveScalableEntmax(1, 0), new Normmax(2, 3), new Normmax(1.5), new Normmax(3), new Sigmoid(4), new Relu(0), new SquaredRelu(0.5),
        new Softpick(0.1), new ElasticSoftmax(0), new ElasticSoftmax(0.5),
        new ThresholdRelative(-0.5), new SoftplusReweighted(3), new SoftplusReweighted(2, 0),
        new SoftplusReweighted(2, 0.5), new SoftplusReweighted(3, 1.5), new Softpick(5), new Entmax(2.5), new Entmax(1.9, 2), new Normmax(1.8, 0.5), new ElasticSoftmax(-3), new TopKSoftmax(1), new Relu(2),
        new SoftplusReweighted(1, 0.5), new SoftplusReweighted(1, 0.9), new SoftplusReweighted(1.05, 0.97), new SoftplusReweighted(1.5, 0.8),
    ];

    private static readonly IReadOnlyDictionary<string, INormalizer> ByLabel =
        NormalizerCatalogue.All.Concat(NormalizerCatalogue.From(typeof(Subjects).Assembly)).Select(n => (n.Name, n)).Concat(Others.Select((n, i) => ($"{n.Name} #{i + 1}", n)))
            .ToDictionary(s => s.Item1, s => s.n);

    public static TheoryData<string> Labels => [.. ByLabel.Keys];

    public static INormalizer Of(string label) => ByLabel[label];

    /// <summary>Seeded Gaussian rows, away from ties and kinks with certainty one.</summary>
    public static IEnumerable<double[]> GaussianRows(int count, int longest = 12, int shortest = 1)
    {
        var random = new Random(7);
        for (var i = 0; i < count; i++)
        {
            var scale = Math.Pow(10, random.NextDouble() * 1.4 - 0.7);
            yield return [.. Enumerable.Range(0, random.Next(shortest, longest + 1)).Select(_ => scale * Workbook.Selection.GaussianDraw.Next(random))];
        }
    }

    public static double[] Weights(INormalizer f, double[] logits)
    {
        using var scope = NewDisposeScope();
        return f.Weights(tensor(logits, ScalarType.Float64)).data<double>().ToArray();
    }

    public static double[] Product(INormalizer f, double[] logits, double[] direction)
    {
        using var scope = NewDisposeScope();
        return f.JacobianVectorProduct(tensor(logits, ScalarType.Float64), tensor(direction, ScalarType.Float64)).data<double>().ToArray();
    }

    /// <summary>J, [L, L], one product for each column, all in one call.</summary>
    public static double[][] Jacobian(INormalizer f, double[] logits)
    {
        using var scope = NewDisposeScope();
        var l = tensor(logits, ScalarType.Float64).unsqueeze(0).expand(logits.Length, logits.Length);
        var columns = f.JacobianVectorProduct(l, eye(logits.Length, dtype: ScalarType.Float64)).contiguous().data<double>().ToArray();
        return [.. columns.Chunk(logits.Length)];
    }

    public static double Gap(IEnumerable<double> a, IEnumerable<double> b) => a.Zip(b, (x, y) => Math.Abs(x - y)).DefaultIfEmpty(0).Max();
}
