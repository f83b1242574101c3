using TorchSharp;
using Workbook.Normalizers;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Normalizers;

/// <summary>Attention variants against their definitions in loops, autograd, what they declare, and extreme inputs.</summary>
public class AttentionVariantTests
{
    private static readonly IReadOnlyDictionary<string, IAttentionVariant> ByLabel = NormalizerCatalogue.Variants
        .Concat(NormalizerCatalogue.VariantsFrom(typeof(AttentionVariantTests).Assembly))
        .Concat([new DotProductAttention(new Workbook.Normalizers.Sparsemax()), new DotProductAttention(new StickBreaking()), new DifferentialAttention(3), new QkNormAttention(16), new SoftplusReweightedAttention(3, 0.5)])
        .Select((v, i) => (Label: i < NormalizerCatalogue.Variants.Count ? v.Name : $"{v.Name} #{i}", v)).ToDictionary(s => s.Label, s => s.v);

    public static TheoryData<string> Labels => [.. ByLabel.Keys];

    public static TheoryData<string, string> Parameters =>
    [
        .. NormalizerCatalogue.Variants.SelectMany(v => v.GetType().GetConstructors().Single().GetParameters().Where(p => p.ParameterType != typeof(INormalizer)).Select(p => (v.Name, p.Name!))),
    ];

    [Fact]
    public void The_catalogue_finds_every_variant_by_its_interface()
    {
        Assert.Superset(new HashSet<string> { "differential", "gated", "selective", "forgetting", "qk-norm", "linear attention", "dot-product" }, NormalizerCatalogue.Variants.Select(v => v.Name).ToHashSet());
        Assert.All(NormalizerCatalogue.Variants, v => Assert.Matches(@"^\d{4}\.\d{4,5}$", v.Properties.ArXiv!));
        Assert.Equal(512, Assert.IsType<QkNormAttention>(NormalizerCatalogue.FindVariant("QK norm:trainingLength=512")).TrainingLength);
        Assert.Equal(1.3, Assert.IsType<Entmax>(Assert.IsType<DotProductAttention>(NormalizerCatalogue.FindVariant("dot-product:normalizer=entmax:alpha=1.3")).Normalizer).Alpha);
        Assert.Contains("near it are selective", Assert.Throws<ArgumentException>(() => NormalizerCatalogue.FindVariant("selectiv")).Message);
    }

    [Theory, MemberData(nameof(Labels))]
    public void Weights_and_outputs_equal_the_definition(string label)
    {
        var variant = ByLabel[label];
        foreach (var (length, seed, gates, causal) in new[] { (1, 1, true, true), (2, 2, true, true), (7, 3, true, true), (7, 4, false, true), (6, 5, true, false) })
        {
            using var scope = NewDisposeScope();
            var inputs = Scene.Of(variant, length, seed, gates) with { Causal = causal };
            var given = inputs.Gates is null || variant.Properties.Gates == GateShape.Element ? null : Scene.Arrays(inputs.Gates.view(Scene.Heads, -1, 1)).Select(h => h.Select(g => g[0]).ToArray()).ToArray();
            var expected = tensor(SlowVariants.Weights(variant, Scene.Arrays(inputs.Queries), Scene.Arrays(inputs.Keys), given, causal).SelectMany(h => h.SelectMany(r => r)).ToArray(), Scene.Heads, length, length);
            Assert.True(Scene.Gap(expected, variant.Weights(inputs)) < 1e-10, $"weights, L = {length}, {seed}");

            var mixed = expected.matmul(inputs.Values);
            var outputs = variant switch
            {
                GatedAttention when inputs.Gates is not null => mixed / (1 + (-inputs.Gates).exp()),
                DifferentialAttention v => mixed * (1 - (0.8 - 0.6 * Math.Exp(-0.3 * v.Depth))) / (mixed.pow(2).sum(-1, keepdim: true) / mixed.shape[^1] + 1e-5).sqrt(),
                _ => mixed,
            };
            Assert.True(Scene.Gap(outputs, variant.Outputs(inputs)) < 1e-9, $"outputs, L = {length}, {seed}");
            Assert.Equal(variant.Properties.MixesValuesOnly || (variant is GatedAttention && inputs.Gates is null), Scene.Gap(mixed, variant.Outputs(inputs)) < 1e-9);
        }
    }

    [Theory, MemberData(nameof(Labels))]
    public void Autograd_equals_finite_differences_in_queries_keys_values_and_gates(string label)
    {
        var variant = ByLabel[label];
        using var scope = NewDisposeScope();
        var inputs = Scene.Of(variant, 5, 11);
        var weight = randn(Scene.Heads, 5, 5, dtype: ScalarType.Float64, generator: new Generator(12));
        double At(AttentionInputs x) => (variant.Outputs(x) * weight).sum().item<double>();
        var followed = inputs.Map(part => part.detach().clone().requires_grad_(true));
        (variant.Outputs(followed) * weight).sum().backward();
        Func<AttentionInputs, Tensor?>[] parts = [x => x.Queries, x => x.Keys, x => x.Values, x => x.Gates];
        foreach (var part in parts.Where(p => p(inputs) is not null))
        {
            var direction = randn(part(inputs)!.shape, dtype: ScalarType.Float64, generator: new Generator(13));
            const double Step = 1e-6;
            AttentionInputs Moved(double by) => inputs.Map(p => p.Equals(part(inputs)!) ? p + direction * by : p);
            var expected = (At(Moved(Step)) - At(Moved(-Step))) / (2 * Step);
            var gradient = part(followed)!.grad is { } g ? (g * direction).sum().item<double>() : 0;
            Assert.Equal(expected, gradient, 1e-6 * (1 + Math.Abs(expected)));
        }
    }

    [Theory, MemberData(nameof(Labels))]
    public void Nothing_leaks_from_later_tokens_and_batches_are_independent(string label)
    {
        var variant = ByLabel[label];
        using var scope = NewDisposeScope();
        var (one, two) = (Scene.Of(variant, 6, 21), Scene.Of(variant, 6, 22));
        var batch = new AttentionInputs(stack([one.Queries, two.Queries]), stack([one.Keys, two.Keys]), stack([one.Values, two.Values]))
        {
            Gates = one.Gates is null ? null : stack([one.Gates, two.Gates!]),
        };
        var before = scope.DisposablesCount;
        var (weights, outputs) = (variant.Weights(batch), variant.Outputs(batch));
        Assert.Equal(before + 2, scope.DisposablesCount);
        Assert.True(Scene.Gap(weights[1], variant.Weights(two)) < 1e-14);
        Assert.True(Scene.Gap(outputs[1], variant.Outputs(two)) < 1e-13);

        // The first four tokens alone: their rows are those of the long text.
        var first = one.Map(part => part.dim() == 1 ? part : part.narrow(1, 0, 4));
        Assert.True(Scene.Gap(variant.Outputs(first), variant.Outputs(one).narrow(1, 0, 4)) < 1e-12);
        Assert.Equal(0, variant.Weights(one).triu(1).abs().max().item<double>());
    }

    [Theory, MemberData(nameof(Labels))]
    public void The_last_queries_alone_have_the_rows_that_they_have_among_all(string label)
    {
        var variant = ByLabel[label];
        using var scope = NewDisposeScope();
        var whole = Scene.Of(variant, 6, 23);
        var last = whole with { Queries = whole.Queries.narrow(1, 4, 2) };
        if (!variant.Properties.QueriesIndependent)
        {
            Assert.Contains("6 keys need 6 queries, not 2", Assert.Throws<ArgumentException>(() => variant.Weights(last)).Message);
            return;
        }

        Assert.True(Scene.Gap(variant.Weights(whole).narrow(1, 4, 2), variant.Weights(last)) < 1e-14);
        Assert.True(Scene.Gap(variant.Outputs(whole).narrow(1, 4, 2), variant.Outputs(last)) < 1e-13);
        Assert.True(Scene.Gap(variant.Outputs(last), variant.Outputs(last, variant.Weights(last))) < 1e-14);
    }

    [Theory, MemberData(nameof(Labels))]
    public void What_is_declared_holds_and_what_is_not_is_broken_somewhere(string label)
    {
        var variant = ByLabel[label];
        var p = variant.Properties;
        void Law(string name, bool declared, Func<AttentionInputs, bool> law)
        {
            using var scope = NewDisposeScope();
            var scenes = Enumerable.Range(31, 12).Select(seed => Scene.Of(variant, 7, seed)).ToArray();
            Assert.True(declared ? scenes.All(law) : !scenes.Append(scenes[0].Map(part => part * 0)).All(law), name);
        }

        bool Same(Tensor a, Tensor b) => Scene.Gap(a, b) < 1e-9;
        Law("sum within", true, x => variant.Weights(x with { Gates = null }).sum(-1) is var sum && sum.min().item<double>() >= p.RowSum.Least - 1e-9 && sum.max().item<double>() <= p.RowSum.Most + 1e-9);
        Law("sum", p.SumsToOne, x => Same(variant.Weights(x).sum(-1), ones(Scene.Heads, 7)));
        Law("sign", p.Nonnegative, x => variant.Weights(x).min().item<double>() >= 0);
        Law("zeros", !p.ExactZeros, x => (variant.Weights(x) == 0).sum().item<long>() == Scene.Heads * 21);
        Law("key shift", p.KeyShiftInvariant, x => Same(variant.Weights(x), variant.Weights(x with { Keys = x.Keys + tensor(new[] { 0.7, -1, 0.4, 2 }) })));
        Law("scale", p.ScaleInvariant, x => Same(variant.Weights(x), variant.Weights(x with { Queries = x.Queries * 3, Keys = x.Keys * 0.5 })));
        Law("queries", p.QueriesIndependent, x =>
        {
            var changed = x.Queries.clone();
            changed[.., 2] *= -2;
            return Same(variant.Weights(x)[.., 3..], variant.Weights(x with { Queries = changed })[.., 3..]);
        });
        Law("heads", p.HeadsIndependent, x =>
        {
            var changed = x.Queries.clone();
            changed[0] *= -2;
            return Same(variant.Weights(x)[1..], variant.Weights(x with { Queries = changed })[1..]);
        });
        Law("order", p.PermutationEquivariant, x =>
        {
            var order = tensor(new long[] { 3, 1, 6, 0, 2, 5, 4 });
            var free = x with { Causal = false };
            var moved = free.Map(part => part.dim() == 1 ? part : part.index_select(1, order));
            return Same(variant.Weights(free).index_select(1, order).index_select(2, order), variant.Weights(moved));
        });
        Law("gates", p.Gates == GateShape.None, x => Same(variant.Outputs(x), variant.Outputs(x with { Gates = null })));
    }

    [Theory, MemberData(nameof(Labels))]
    public void Extreme_inputs_of_every_type_give_no_NaN_and_a_query_that_sees_nothing_gets_zeros(string label)
    {
        var variant = ByLabel[label];
        using var scope = NewDisposeScope();
        var masked = zeros(7, 7, dtype: ScalarType.Bool);
        masked[2] = true;
        masked[4, 1] = true;
        foreach (var type in new[] { ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64 })
        {
            foreach (var scale in new[] { 0, 1e-3, 1, 100, 1e4 })
            {
                var inputs = (Scene.Of(variant, 7, 41).Map(part => (part.sign() * scale).to_type(type).detach().requires_grad_(true))) with { Masked = masked };
                var (weights, outputs) = (variant.Weights(inputs), variant.Outputs(inputs));
                Assert.Equal((type, type), (weights.dtype, outputs.dtype));
                Assert.False(weights.isnan().any().item<bool>() || outputs.isnan().any().item<bool>(), $"{type}, {scale}");
                Assert.Equal(0, weights[.., 2].to_type(ScalarType.Float64).abs().sum().item<double>());
                Assert.Equal(0, weights[.., 4, 1].to_type(ScalarType.Float64).abs().sum().item<double>());
                outputs.to_type(ScalarType.Float64).sum().backward();
                Assert.False(inputs.Queries.grad!.isnan().any().item<bool>(), $"gradient, {type}, {scale}");
            }
        }
    }

    [Theory, MemberData(nameof(Parameters))]
    public void A_parameter_changes_the_outputs_and_is_refused_out_of_range(string name, string parameter)
    {
        var variant = NormalizerCatalogue.FindVariant(name);
        var usual = variant.GetType().GetConstructors().Single().GetParameters().Single(p => p.Name == parameter);
        var other = NormalizerCatalogue.FindVariant($"{name}:{parameter}={(usual.ParameterType == typeof(int) ? (int)usual.DefaultValue! + 3 : (double)usual.DefaultValue! * 0.5 + 0.2)}");
        using var scope = NewDisposeScope();
        var inputs = Scene.Of(variant, 6, 51, gates: false);
        Assert.True(Scene.Gap(variant.Outputs(inputs), other.Outputs(inputs)) > 1e-6);
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => NormalizerCatalogue.FindVariant($"{name}:{parameter}=-1"));
        Assert.Equal(parameter, error.ParamName);
    }

    [Fact]
    public void Open_gates_are_dot_product_attention_and_lambda_comes_from_its_vectors()
    {
        using var scope = NewDisposeScope();
        var forgetting = new ForgettingAttention();
        var inputs = Scene.Of(forgetting, 6, 61);
        var plain = new DotProductAttention().Outputs(inputs with { Gates = null });
        Assert.True(Scene.Gap(plain, forgetting.Outputs(inputs with { Gates = full_like(inputs.Gates!, 60) })) < 1e-12);
        Assert.True(Scene.Gap(plain, new GatedAttention().Outputs(inputs with { Gates = full([Scene.Heads, 6, 5], 60.0, dtype: ScalarType.Float64) })) < 1e-12);
        var (a, b) = (tensor(new[] { 0.5, 1 }), tensor(new[] { 1.0, 0.2 }));
        Assert.Equal(Math.Exp(0.7) - 1 + 0.8 - 0.6 * Math.Exp(-0.6), new DifferentialAttention(2).Lambda(a, b, a * 0, b).item<double>(), 1e-12);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused_by_name()
    {
        using var scope = NewDisposeScope();
        var variant = new ForgettingAttention();
        var good = Scene.Of(variant, 4, 71);
        void Refused(string part, string says, AttentionInputs inputs, IAttentionVariant? by = null)
        {
            var error = Assert.Throws<ArgumentException>(() => (by ?? variant).Outputs(inputs));
            Assert.Equal(part, error.ParamName);
            Assert.Contains(says, error.Message);
        }

        Refused("Keys", "must be [3, 4, 4]", good with { Keys = good.Keys[.., ..3] });
        Refused("Values", "one for each key", good with { Values = good.Values[.., ..3] });
        Refused("Gates", "must be [3, 4]", good with { Gates = good.Gates![.., ..3] });
        Refused("Gates", "no gates", good, new SelectiveAttention());
        Refused("Queries", "must be [..., heads, L, d]", good with { Queries = good.Queries[0] });
        var broken = good.Values.clone();
        broken[1, 2, 0] = double.NaN;
        Refused("Values", "Row [1, 2] of the Values", good with { Values = broken });
        Refused("inputs", "odd", (good with { Gates = null }).Map(p => p[.., .., ..3]), new DifferentialAttention());
    }
}
