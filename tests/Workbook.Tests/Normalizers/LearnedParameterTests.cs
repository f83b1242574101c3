using TorchSharp;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Normalizers;

/// <summary>Parameters that a definition learns: autograd follows them, and each head may have its own.</summary>
public class LearnedParameterTests
{
    public static TheoryData<string, string> Learned =>
        [.. NormalizerCatalogue.All.OfType<ILearnedNormalizer>().SelectMany(f => f.Learned.Keys.Select(name => (f.Name, name)))];

    [Theory, MemberData(nameof(Learned))]
    public void The_gradient_of_a_parameter_equals_finite_differences_of_normalizers_made_with_it(string normalizer, string parameter)
    {
        var f = (ILearnedNormalizer)NormalizerCatalogue.Find(normalizer);
        var start = f.Learned[parameter];
        var moved = false;
        foreach (var l in Subjects.GaussianRows(15, 9, 2))
        {
            using var scope = NewDisposeScope();
            var w = tensor(l.Select((_, i) => Math.Sin(1 + 3 * i)).ToArray());
            var value = tensor(new[] { start }).requires_grad_(true);
            (f.Weights(tensor(l), new Dictionary<string, Tensor> { [parameter] = value }) * w).sum().backward();
            const double Step = 1e-6;
            double At(double p) => (NormalizerCatalogue.Find($"{normalizer}:{parameter}={p:R}").Weights(tensor(l)) * w).sum().item<double>();
            var expected = (At(start + Step) - At(start - Step)) / (2 * Step);
            Assert.Equal(expected, value.grad!.item<double>(), 1e-7 * (1 + Math.Abs(expected)));
            moved |= expected != 0;
        }

        Assert.True(moved);
    }

    [Theory, MemberData(nameof(Learned))]
    public void Each_head_may_have_its_own_value(string normalizer, string parameter)
    {
        var f = (ILearnedNormalizer)NormalizerCatalogue.Find(normalizer);
        using var scope = NewDisposeScope();
        var logits = tensor(Subjects.GaussianRows(6, 7, 7).SelectMany(l => l).ToArray(), 2, 3, 7);
        double[] values = [f.Learned[parameter] + 0.25, f.Learned[parameter] + 0.75];
        var weights = f.Weights(logits, new Dictionary<string, Tensor> { [parameter] = tensor(values, 2, 1, 1) });
        for (var head = 0; head < 2; head++)
        {
            var expected = NormalizerCatalogue.Find($"{normalizer}:{parameter}={values[head]:R}").Weights(logits[head]);
            Assert.True((weights[head] - expected).abs().max().item<double>() < 1e-12);
        }
    }

    [Fact]
    public void A_parameter_that_is_not_learned_is_refused_with_those_that_are()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() =>
            new ScalableSoftmax().Weights(zeros(2), new Dictionary<string, Tensor> { ["slope"] = ones(1) }));
        Assert.Equal("learned", error.ParamName);
        Assert.Contains("'slope'; it learns scale, bias", error.Message);
    }
}
