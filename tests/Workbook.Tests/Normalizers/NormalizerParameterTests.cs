using System.Reflection;
using Workbook.Normalizers;
using Xunit;

namespace Workbook.Tests.Normalizers;

/// <summary>Each parameter of each normalizer does something, and refuses what is out of its range.</summary>
public class NormalizerParameterTests
{
    public static TheoryData<string, string> Parameters =>
    [
        .. NormalizerCatalogue.All.SelectMany(n => Constructor(n).GetParameters().Select(p => (n.Name, p.Name!))),
    ];

    [Theory, MemberData(nameof(Parameters))]
    public void A_parameter_changes_the_weights_and_is_kept(string name, string parameter)
    {
        var f = NormalizerCatalogue.Find(name);
        static object Other(ParameterInfo p) => p.DefaultValue is int whole ? (object)(whole == 8 ? 2 : whole / 2) : (double)p.DefaultValue! * 0.5 + 0.3;
        var other = With(f, parameter, Other);
        var property = f.GetType().GetProperty(char.ToUpperInvariant(parameter[0]) + parameter[1..])!;
        Assert.NotEqual(property.GetValue(f), property.GetValue(other));
        Assert.Contains(Subjects.GaussianRows(40).Append([1e-8, 0.5e-8]), l => Subjects.Gap(Subjects.Weights(f, l), Subjects.Weights(other, l)) > 1e-6);
    }

    [Theory, MemberData(nameof(Parameters))]
    public void A_parameter_out_of_range_is_refused_by_name(string name, string parameter)
    {
        var f = NormalizerCatalogue.Find(name);
        var error = Assert.Throws<TargetInvocationException>(() => With(f, parameter, p => p.DefaultValue is int ? (object)0 : double.NaN));
        Assert.Equal(parameter, Assert.IsType<ArgumentOutOfRangeException>(error.InnerException).ParamName);
    }

    [Fact]
    public void Of_equal_logits_top_k_keeps_those_of_lower_index() =>
        Assert.Equal([0, 0.5, 0.5, 0, 0], Subjects.Weights(new TopKSoftmax(2), [-1, 1, 1, 1, 0]));

    [Theory]
    [InlineData(1.5)]
    [InlineData(2)]
    public void The_root_search_agrees_with_the_sorted_forms(double alpha)
    {
        // A hair away from the exact α the search takes over.
        foreach (var l in Subjects.GaussianRows(60, 30))
            Assert.True(Subjects.Gap(Subjects.Weights(new Entmax(alpha), l), Subjects.Weights(new Entmax(alpha + 1e-10), l)) < 1e-8);
    }

    [Fact]
    public void Known_limits_are_softmax()
    {
        INormalizer[] limits = [new ScalableSoftmax(0, 1), new SinkSoftmax(-1e6), new TopKSoftmax(50), new ThresholdSoftmax(1e-300), new SoftcapSoftmax(1e9), new ElasticSoftmax(0), new Entmax(1)];
        foreach (var l in Subjects.GaussianRows(30))
            Assert.All(limits, f => Assert.True(Subjects.Gap(Subjects.Weights(f, l), Subjects.Weights(new Softmax(), l)) < 1e-12, f.Name));
    }

    private static ConstructorInfo Constructor(INormalizer f) => f.GetType().GetConstructors().Single();

    private static INormalizer With(INormalizer f, string parameter, Func<ParameterInfo, object> value) =>
        (INormalizer)Constructor(f).Invoke([.. Constructor(f).GetParameters().Select(p => p.Name == parameter ? value(p) : p.DefaultValue)]);
}
