using System.Numerics.Tensors;
using Workbook.Bounds;
using Workbook.Normalizers;
using Workbook.Selection;

namespace Workbook.Experiments.Simulations;

/// <summary>Sensitivity of softmax over temperature, length and finite steps.</summary>
// Chapter 04; the paper's Figure 4; theory section 4.
public static class SensitivityExperiment
{
    /// <summary>The sensitivity of one row of logits at each temperature, with the published and the sharp bound.</summary>
    /// <param name="logits">l, [L].</param>
    /// <param name="temperatures">The temperatures T.</param>
    public static IReadOnlyList<TemperaturePoint> OverTemperature(double[] logits, IEnumerable<double> temperatures) =>
        [.. temperatures.Select(t =>
        {
            var weights = StableSoftmax.Weights(logits, t);
            return new TemperaturePoint(t, SoftmaxJacobian.SpectralNorm(weights, t), SoftmaxJacobian.RandomDirectionNorm(weights, t), SensitivityBounds.Published(t), SensitivityBounds.Sharp(t));
        })];

    /// <summary>The greatest sensitivity over temperature of one token g above L−1 equal ones, and where it sits.</summary>
    /// <param name="gap">g, positive.</param>
    /// <param name="length">L, at least 2.</param>
    public static (double Temperature, double Sensitivity) WorstTemperature(double gap, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gap);
        return Lengths.Logarithmic(gap / 100, gap * 10, 4001)
            .Select(t => (t, TemperatureLaws.OneAboveEqual(gap, length, t)))
            .MaxBy(p => p.Item2);
    }

    /// <summary>Finite steps of random rows in random directions and of the worst pair, against the sharp bound.</summary>
    /// <param name="steps">The lengths ||e||_2 of the steps.</param>
    /// <param name="temperature">T.</param>
    /// <param name="rows">Random rows a step.</param>
    /// <param name="seed">The seed of the draws.</param>
    public static IReadOnlyList<StepPoint> FiniteSteps(IEnumerable<double> steps, double temperature = 1, int rows = 200, int seed = 1)
    {
        var random = new Random(seed);
        return [.. steps.Select(step =>
        {
            var largest = Enumerable.Range(0, rows).Max(_ =>
            {
                var logits = GaussianDraw.Logits(random.Next(2, 6), 1, random.Next());
                return Move(logits, Scaled(GaussianDraw.Logits(logits.Length, 1, random.Next()), step), temperature);
            });
            var half = step / Math.Sqrt(2) / 2;
            var swap = Move([-half, half], [2 * half, -2 * half], temperature);
            return new StepPoint(step, largest, swap, SensitivityBounds.EuclideanStep(step, temperature), step * SensitivityBounds.Sharp(temperature));
        })];
    }

    private static double Move(double[] logits, double[] step, double temperature)
    {
        var moved = new double[logits.Length];
        TensorPrimitives.Add<double>(logits, step, moved);
        return OrderedSums.Distance<double>(StableSoftmax.Weights(logits, temperature), StableSoftmax.Weights(moved, temperature));
    }

    private static double[] Scaled(double[] direction, double norm)
    {
        TensorPrimitives.Multiply(direction, norm / OrderedSums.Norm<double>(direction), direction);
        return direction;
    }
}
