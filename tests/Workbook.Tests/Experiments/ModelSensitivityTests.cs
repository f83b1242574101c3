using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Statistics;
using TorchSharp;
using Workbook.Bounds;
using Workbook.Experiments;
using Workbook.Experiments.Rows;
using Workbook.Gpt2;
using Workbook.Normalizers;
using Workbook.Selection;
using Xunit;
using static TorchSharp.torch;

namespace Workbook.Tests.Experiments;

public sealed class ModelSensitivityTests : IDisposable
{
    private static readonly ExperimentOptions Options = ModelRun.Options with { Temperatures = [0.1, 1, 4], Epsilons = [0.01, 2] };

    private readonly ModelRun model = new();

    public void Dispose() => model.Dispose();

    [Fact]
    public void The_norms_are_the_singular_values_of_each_rows_Jacobian()
    {
        var jacobians = model.Result(new ModelSensitivity(), Options).RowsOf<HeadJacobianRow>();
        var logits = model.Logits(ModelRun.Text(), 1, 0, 40);
        foreach (var row in jacobians.Where(r => r is { Layer: 1, Head: 0 }))
        {
            var norms = logits.Skip(1).Select(l => Matrix<double>.Build.DenseOfArray(SoftmaxJacobian.Matrix(StableSoftmax.Weights(l, row.Temperature), row.Temperature)).L2Norm()).ToArray();
            Assert.Equal(39, row.Count);
            Assert.Equal(norms.Max(), row.Max, 1e-9);
            Assert.Equal(norms.Median(), row.Median, 1e-9);
            Assert.Equal(norms.Quantile(0.9), row.Q90, 1e-9);
            Assert.Equal(norms.Quantile(0.1), row.Q10, 1e-9);
            Assert.Equal(norms.Count(n => n >= 0.9 / (2 * row.Temperature)) / 39.0, row.NearBound, 1e-12);
            Assert.Equal(norms.Count(n => n > Math.Min(1 / (4 * row.Temperature), Math.Sqrt(2))) / 39.0, row.AbovePublished, 1e-12);
        }
    }

    [Fact]
    public void Shares_of_rows_are_counted_over_all_rows_and_resampled_over_texts_and_heads()
    {
        var result = model.Result(new ModelSensitivity(), Options, ModelRun.Text(1), ModelRun.Text(2));
        var rows = result.RowsOf<HeadJacobianRow>();
        var near = rows.Where(r => r.Temperature == 0.1).ToArray();
        Assert.Equal(near.Sum(r => r.NearBound * r.Count) / near.Sum(r => r.Count), result.Find("nearBound0.1").Value, 1e-12);
        Assert.Equal(rows.Sum(r => r.AbovePublished * r.Count) / rows.Sum(r => r.Count), result.Find("abovePublished").Value, 1e-12);
        foreach (var finding in new[] { result.Find("nearBound0.1"), result.Find("abovePublished") })
        {
            Assert.Equal("bootstrap over 2 texts and 4 heads", finding.Method);
            Assert.True(finding.Low < finding.Value && finding.Value < finding.High);
        }

        Assert.Equal(rows.Max(r => r.Max * r.Temperature), result.Find("greatestTimesT").Value);
        Assert.Equal("bootstrap over 2 texts", result.Find("bestTemperature").Method);
        Assert.Equal("no interval: one text", model.Result(new ModelSensitivity(), Options).Find("bestTemperature").Method);
    }

    [Fact]
    public void The_worst_temperature_stands_beside_the_law_of_the_effective_gap()
    {
        var options = Options with { Temperatures = Lengths.Logarithmic(0.05, 20, 25) };
        var result = model.Result(new ModelSensitivity(), options, ModelRun.Text(1), ModelRun.Text(2));
        var row = result.RowsOf<HeadWorstRow>().Single(r => r is { Text: "t1", Layer: 1, Head: 0 });
        var rows = model.Logits(ModelRun.Text(), 1, 0, 40).Skip(2).Select(l =>
        {
            var others = l.Where((_, i) => i != Array.IndexOf(l, l.Max())).Average(v => Math.Exp(v - l.Max()));
            return (Gap: -Math.Log(others), Length: l.Length, Worst: options.Temperatures.MaxBy(t => Matrix<double>.Build.DenseOfArray(SoftmaxJacobian.Matrix(StableSoftmax.Weights(l, t), t)).L2Norm()));
        }).Where(r => r.Gap > 0).ToArray();
        Assert.Equal(rows.Length, row.Count);
        Assert.Equal(rows.Average(r => Math.Log(r.Gap / Math.Log(r.Length - 1))), row.LogLaw, 1e-9);
        Assert.Equal(rows.Average(r => Math.Log(r.Worst)), row.LogWorst, 1e-9);
        Assert.Equal(result.RowsOf<HeadWorstRow>().Average(r => r.LogWorst - r.LogLaw), result.Find("worstTemperatureOffset").Value, 1e-12);
    }

    [Fact]
    public void Loss_and_the_paper_s_estimator_are_read_off_the_rows()
    {
        var options = Options with { Temperatures = [0.02, 0.05, 1, 4] };
        var result = model.Result(new ModelSensitivity(), options, ModelRun.Text(1), ModelRun.Text(2));
        string[] texts = ["t1", "t2"];
        var cold = result.RowsOf<HeadGradientRow>().GroupBy(r => (r.Text, r.Layer, r.Head)).Average(g => Math.Log(g.Single(r => r.Temperature == 0.02).GradientNorm / g.Single(r => r.Temperature == 1).GradientNorm));
        Assert.Equal(cold, result.Find("gradientCold").Value, 1e-9);
        var losses = result.RowsOf<ModelLossRow>();
        Assert.Equal(texts.Average(t => losses.Where(l => l.Text == t).MinBy(l => l.Loss)!.Temperature), result.Find("bestTemperature").Value, 1e-12);
        Assert.Equal(texts.Average(t => losses.Single(l => l.Text == t && l.Temperature == 1).Loss - losses.Where(l => l.Text == t).Min(l => l.Loss)), result.Find("bestTemperatureGain").Value, 1e-12);
        double Most(string text, double temperature) => result.RowsOf<HeadSensitivityRow>().Where(r => r.Text == text && r.Temperature == temperature && r.Epsilon == 0.01).Max(r => r.G);
        var fall = result.Paper.Single(p => p.Reported.Contains("two orders") && p.Reading == "ε = 0.01");
        Assert.Equal(texts.Average(t => Math.Log10(Math.Max(Most(t, 0.02), Most(t, 0.05)) / Math.Max(Most(t, 1), Most(t, 4)))), fall.Measured, 1e-9);
        var slope = result.Paper.Single(p => p.Reported.Contains("grows as 1/T") && p.Reading == "ε = 0.01");
        Assert.Equal(texts.Average(t => Math.Log(Most(t, 0.05) / Most(t, 0.02)) / Math.Log(0.05 / 0.02)), slope.Measured, 1e-9);
    }

    [Fact]
    public void No_step_passes_the_sharp_bound_and_the_adversarial_one_passes_random_ones()
    {
        foreach (var row in model.Result(new ModelSensitivity(), Options).RowsOf<HeadStepRow>())
        {
            Assert.True(row.AdversarialMax <= row.Bound * (1 + 1e-9));
            Assert.True(row.Random < row.Adversarial);
        }
    }

    [Fact]
    public void For_a_small_step_the_worst_direction_moves_weights_by_the_norm_and_no_direction_by_more()
    {
        var random = new Random(6);
        foreach (var logits in new[] { GaussianDraw.Logits(9, 1.5, 1), [1.0, 0.7, 0.5, 0.1, -2.0], [2.0, 2.0, 0.0, -1.0], [0.0, 0.0], [5.0, 4.9999999999, 1.0] })
        {
            var weights = StableSoftmax.Weights(logits);
            var norm = SoftmaxJacobian.SpectralNorm(weights);
            var worst = new double[logits.Length];
            WorstDirection.Fill(weights, norm, worst);
            Assert.Equal(1, Math.Sqrt(worst.Sum(v => v * v)), 1e-9);
            Assert.Equal(norm, Math.Sqrt(SoftmaxJacobian.Apply(weights, worst).Sum(v => v * v)), 1e-6);
        }
    }

    [Fact]
    public void The_papers_g_is_the_mean_of_its_definition()
    {
        // The expectation over directions is known for a small step: ||J||_F/sqrt L in root mean square.
        var row = model.Result(new ModelSensitivity(), Options).RowsOf<HeadSensitivityRow>().First(r => r is { Layer: 0, Head: 0, Temperature: 1, Epsilon: 0.01 });
        var probe = model.Result(new ModelSensitivity(), Options).RowsOf<HeadJacobianRow>().First(r => r is { Layer: 0, Head: 0, Temperature: 1 }).RandomDirection;
        Assert.InRange(row.G / probe, 0.6, 1.1);
    }

    [Fact]
    public void The_losss_gradient_is_that_of_finite_differences()
    {
        var text = ModelRun.Text(tokens: 10);
        var (_, heads) = LossGradients.At(model.Model, text, 10, 0.7);
        // Finite differences of every causal logit of one head, in float32 with a step that its rounding allows.
        const float Step = 0.05f;
        var square = 0.0;
        for (var query = 0; query < 10; query++)
        {
            for (var key = 0; key <= query; key++)
                square += Math.Pow((Loss(text, 0.7, query, key, Step) - Loss(text, 0.7, query, key, -Step)) / (2 * Step), 2);
        }

        var norm = heads.Single(h => h is { Layer: 1, Head: 1 }).GradientNorm;
        Assert.Equal(Math.Sqrt(square), norm, 0.03 * norm);
    }

    [Fact]
    public void The_loss_at_temperature_one_is_the_models_own()
    {
        var text = ModelRun.Text();
        var result = model.Result(new ModelSensitivity(), Options with { Lengths = [8, 40] });
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var ids = tensor([.. text.Ids.Take(40).Select(i => (long)i)], dtype: ScalarType.Int64);
        var own = nn.functional.cross_entropy(model.Model.forward(ids.unsqueeze(0))[0].narrow(0, 0, 39), ids.narrow(0, 1, 39)).item<float>();
        Assert.Equal(own, result.RowsOf<ModelLossRow>().Single(l => l.Temperature == 1).Loss, 1e-4);
    }

    private double Loss(ExperimentText text, double temperature, int query, int key, float step)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var ids = tensor([.. text.Ids.Take(10).Select(i => (long)i)], dtype: ScalarType.Int64).unsqueeze(0);
        var change = zeros(1, ModelRun.Config.Heads, 10, 10);
        change[0, 1, query, key] = step;
        var edit = AttentionEdit.Logits((layer, logits) => layer == 1 ? logits + change : logits).And(AttentionEdit.Temperature(temperature));
        return nn.functional.cross_entropy(model.Model.forward(ids, edit)[0].narrow(0, 0, 9).to_type(ScalarType.Float64), ids[0].narrow(0, 1, 9)).item<double>();
    }
}
