using Workbook.Normalizers;

namespace Workbook.Bounds;

/// <summary>Upper bounds of softmax's sensitivity: of its Jacobian and of finite steps.</summary>
// The paper's Corollary 3; theory section 4.
public static class SensitivityBounds
{
    /// <summary>Corollary 3 (P): min{1/(4T), sqrt 2}. Refuted as stated: two equal logits give 1/(2T). 1/(4T) bounds an entry of J, sqrt 2 a finite ||Δa||_2.</summary>
    /// <param name="temperature">T.</param>
    public static double Published(double temperature) => Math.Min(1 / (4 * StableSoftmax.CheckedTemperature(temperature)), Math.Sqrt(2));

    /// <summary>||J||_2 ≤ ||J||_F ≤ 1/(2T) (S), reached by two equal weights; the best constant in every l_p.</summary>
    /// <param name="temperature">T.</param>
    public static double Sharp(double temperature) => 1 / (2 * StableSoftmax.CheckedTemperature(temperature));

    /// <summary>The largest entry of J: 1/(4T).</summary>
    /// <param name="temperature">T.</param>
    public static double LargestEntry(double temperature) => 1 / (4 * StableSoftmax.CheckedTemperature(temperature));

    /// <summary>The inf→1 norm of J: 1/T.</summary>
    /// <param name="temperature">T.</param>
    public static double InfinityToOne(double temperature) => 1 / StableSoftmax.CheckedTemperature(temperature);

    /// <summary>What a random unit direction can see of J: 1/(2T sqrt L).</summary>
    /// <param name="length">L, at least 1.</param>
    /// <param name="temperature">T.</param>
    public static double RandomDirection(int length, double temperature)
    {
        VanishingBounds.CheckLength(length);
        return Sharp(temperature) / Math.Sqrt(length);
    }

    /// <summary>Lemma 2 mended (S): any normalizer F(l)/ΣF has ||J||_2 ≤ max|g_j|/2, g_j = F'(l_j)/F(l_j).</summary>
    /// <param name="greatestLogDerivative">max |g_j|; 1/T for softmax.</param>
    public static double General(double greatestLogDerivative) => greatestLogDerivative / 2;

    /// <summary>Finite step (S): TV(a(l+e), a(l)) ≤ tanh(osc(e)/(4T)), osc(e) = max e − min e.</summary>
    /// <param name="oscillation">osc(e) ≥ 0.</param>
    /// <param name="temperature">T.</param>
    public static double TotalVariation(double oscillation, double temperature = 1) =>
        Math.Tanh(oscillation / (4 * StableSoftmax.CheckedTemperature(temperature)));

    /// <summary>Finite step (S): ||a(l+e) − a(l)||_2 ≤ sqrt 2 · tanh(||e||_2/(2 sqrt 2 T)).</summary>
    /// <param name="step">||e||_2.</param>
    /// <param name="temperature">T.</param>
    public static double EuclideanStep(double step, double temperature = 1) =>
        Math.Sqrt(2) * Math.Tanh(step / (2 * Math.Sqrt(2) * StableSoftmax.CheckedTemperature(temperature)));

    /// <summary>The output's Jacobian (S): ||∂c/∂l||_2 ≤ diam/(2 sqrt 2 T).</summary>
    /// <param name="diameter">diam = max ||v_i − v_j||.</param>
    /// <param name="temperature">T.</param>
    public static double Output(double diameter, double temperature = 1) =>
        diameter / (2 * Math.Sqrt(2) * StableSoftmax.CheckedTemperature(temperature));

    /// <summary>The output's Jacobian from the row at hand: ||∂c/∂l||_2 ≤ sqrt(a_max ||Cov_a(v)||_2)/T.</summary>
    /// <param name="largestWeight">a_max.</param>
    /// <param name="covarianceNorm">||Cov_a(v)||_2.</param>
    /// <param name="temperature">T.</param>
    public static double OutputFromRow(double largestWeight, double covarianceNorm, double temperature = 1) =>
        Math.Sqrt(largestWeight * covarianceNorm) / StableSoftmax.CheckedTemperature(temperature);

    /// <summary>A small step of every logit (S): ||dc|| ≤ diam ||dl||_inf/(2T).</summary>
    /// <param name="diameter">diam.</param>
    /// <param name="largestStep">||dl||_inf.</param>
    /// <param name="temperature">T.</param>
    public static double OutputDifferential(double diameter, double largestStep, double temperature = 1) =>
        diameter * largestStep / (2 * StableSoftmax.CheckedTemperature(temperature));

    /// <summary>A finite step (S): ||c(l+e) − c(l)|| ≤ diam · tanh(osc(e)/(4T)).</summary>
    /// <param name="diameter">diam.</param>
    /// <param name="oscillation">osc(e).</param>
    /// <param name="temperature">T.</param>
    public static double OutputStep(double diameter, double oscillation, double temperature = 1) => diameter * TotalVariation(oscillation, temperature);
}
