using TorchSharp;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Normalizers;

/// <summary>What a caller may get wrong: names, parameters in text, and logits.</summary>
public class NormalizerInputTests
{
    [Theory]
    [InlineData("entmax:alpha=1.3", "entmax:alpha=1.3,temperature=1")]
    [InlineData("Top-K-softmax : k=3", "top-k softmax:k=3")]
    [InlineData("scalable_softmax:bias=1, scale=0.2", "scalable softmax:scale=0.2,bias=1")]
    [InlineData("softpick", "softpick:epsilon=1E-08")]
    [InlineData("linear", "linear")]
    public void A_text_names_a_normalizer_with_its_parameters_and_is_given_back(string text, string whole)
    {
        var f = NormalizerCatalogue.Find(text);
        Assert.Equal(whole, NormalizerCatalogue.Text(f));
        Assert.Equal(whole, NormalizerCatalogue.Text(NormalizerCatalogue.Find(whole)));
    }

    [Fact]
    public void The_parameters_in_a_text_reach_the_weights() =>
        Assert.Equal(Subjects.Weights(new Entmax(1.3, 2), [0, 0.5, 1]), Subjects.Weights(NormalizerCatalogue.Find("entmax:temperature=2,alpha=1.3"), [0, 0.5, 1]));

    [Theory]
    [InlineData("sparsemx", "near it are sparsemax")]
    [InlineData("soft pick", "softpick")]
    [InlineData("elastic", "elastic softmax")]
    [InlineData("zzz", "there are adaptive-scalable entmax, adaptive-temperature softmax")]
    public void A_name_that_does_not_exist_is_answered_with_the_near_ones(string text, string hint)
    {
        var error = Assert.Throws<ArgumentException>(() => NormalizerCatalogue.Find(text));
        Assert.Equal("text", error.ParamName);
        Assert.Contains(hint, error.Message);
    }

    [Fact]
    public void Parameters_in_text_are_refused_by_name()
    {
        Assert.Contains("it has alpha, temperature", Assert.Throws<ArgumentException>(() => NormalizerCatalogue.Find("entmax:beta=1")).Message);
        Assert.Contains("it has none", Assert.Throws<ArgumentException>(() => NormalizerCatalogue.Find("linear:k=1")).Message);
        var text = Assert.Throws<ArgumentException>(() => NormalizerCatalogue.Find("entmax:alpha=x"));
        Assert.Equal("alpha", text.ParamName);
        Assert.Contains("a number such as 1.5, not 'x'", text.Message);
        Assert.Equal("k", Assert.Throws<ArgumentException>(() => NormalizerCatalogue.Find("top-k-softmax:k=1.5")).ParamName);
        var range = Assert.Throws<ArgumentOutOfRangeException>(() => NormalizerCatalogue.Find("entmax:alpha=0.5"));
        Assert.Equal("alpha", range.ParamName);
        Assert.Contains("at least 1", range.Message);
        Assert.Contains("above 1", Assert.Throws<ArgumentOutOfRangeException>(() => NormalizerCatalogue.Find("normmax:alpha=1")).Message);
    }

    [Theory, MemberData(nameof(Subjects.Labels), MemberType = typeof(Subjects))]
    public void Logits_with_NaN_or_infinity_are_refused_with_the_row(string label)
    {
        var f = Subjects.Of(label);
        using var scope = NewDisposeScope();
        foreach (var wrong in new[] { double.NaN, double.PositiveInfinity })
        {
            foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32, ScalarType.BFloat16 })
            {
                var logits = zeros(2, 3, 4, dtype: type);
                logits[1, 2, 3] = wrong;
                logits[1, 1, 0] = wrong;
                Action[] calls = [() => f.Weights(logits), () => f.JacobianVectorProduct(logits, ones(4)), () => f.JacobianNorm(logits), () => f.Weights(logits.detach().clone().requires_grad_(true))];
                foreach (var call in calls)
                {
                    var error = Assert.Throws<ArgumentException>(call);
                    Assert.Equal("logits", error.ParamName);
                    Assert.Contains("Row [1, 1] of the logits", error.Message);
                }
            }
        }

        Assert.Contains("floating point", Assert.Throws<ArgumentException>(() => f.Weights(zeros(3, dtype: ScalarType.Int64))).Message);
        Assert.Contains("not a single number", Assert.Throws<ArgumentException>(() => f.Weights(zeros([]))).Message);
    }
}
