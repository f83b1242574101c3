using Workbook.Charts;

namespace Workbook.Claims.Exercises;

/// <summary>An exercise whose answer is a function: it is compared with the library's on simple inputs and on random ones.</summary>
/// <typeparam name="T">What the function takes.</typeparam>
public sealed class FunctionExercise<T> : Exercise
{
    private const int Draws = 200;
    private readonly Func<T, double[]> answer;
    private readonly Func<T, string> show;
    private readonly IReadOnlyList<T> simple;
    private readonly Func<Random, T> draw;
    private readonly IReadOnlyList<(Func<T, double[]> Formula, string Hint)> mistakes;

    /// <summary>Makes the exercise.</summary>
    /// <param name="id">Chapter and number.</param>
    /// <param name="answer">The right function.</param>
    /// <param name="show">An input as a reader would write it down.</param>
    /// <param name="simple">Inputs to try first, the simplest first.</param>
    /// <param name="draw">A random input.</param>
    /// <param name="mistakes">Functions that students write by mistake, each with its hint.</param>
    internal FunctionExercise(
        string id, Func<T, double[]> answer, Func<T, string> show, IReadOnlyList<T> simple, Func<Random, T> draw, IReadOnlyList<(Func<T, double[]> Formula, string Hint)> mistakes)
        : base(id) =>
        (this.answer, this.show, this.simple, this.draw, this.mistakes) = (answer, show, simple, draw, mistakes);

    /// <summary>Judges a function that gives one number.</summary>
    /// <param name="solution">The student's function.</param>
    /// <param name="seed">The seed of the random inputs.</param>
    public ExerciseResult Check(Func<T, double> solution, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(solution);
        return Check(x => [solution(x)], seed);
    }

    /// <summary>Judges a function that gives several numbers, such as the weights of a row.</summary>
    /// <inheritdoc cref="Check(Func{T, double}, int)"/>
    public ExerciseResult Check(Func<T, double[]> solution, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(solution);
        var random = new Random(seed);
        T[] inputs = [.. simple, .. Enumerable.Range(0, Draws).Select(_ => draw(random))];
        string? first = null;
        var right = 0;
        foreach (var x in inputs)
        {
            double[] given;
            try
            {
                given = solution(x);
            }
            catch (NotImplementedException)
            {
                return Open();
            }
            // A student's function may throw anything, and the student is told.
#pragma warning disable CA1031
            catch (Exception problem)
            {
                return Wrong($"For {show(x)} it throws {Told(problem)}");
            }
#pragma warning restore CA1031

            if (Fault(given, answer(x)) is not { } fault)
                right++;
            else
                first ??= $"For {show(x)} it gives {fault}.";
        }

        return first is null
            ? Solved($"It agrees with the library on {inputs.Length} inputs.")
            : Wrong($"{first} It is right on {right} of {inputs.Length} inputs.{Hint(solution, inputs)}");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ExerciseResult> OfKnownMistakes() => [.. mistakes.Select(m => Check(m.Formula))];

    /// <summary>How answers are judged that are a thousandth off, or right on the simple inputs alone.</summary>
    internal IReadOnlyList<ExerciseResult> OfNearMisses() =>
    [
        Check(x => (double[])[.. answer(x).Select(v => 1.001 * v)]),
        Check(x => (double[])[.. answer(x).Select(v => v + 1e-3)]),
        Check(x => simple.Contains(x) ? answer(x) : (double[])[.. answer(x).Select(v => 1.01 * v + 1e-6)]),
    ];

    private string Hint(Func<T, double[]> solution, T[] inputs) =>
        mistakes.FirstOrDefault(m => inputs.All(x => Fault(solution(x), m.Formula(x)) is null)) is { Hint: { } hint } ? $" {hint}" : "";

    // What is wrong with an answer, without the right one; null when nothing is.
    private static string? Fault(double[]? given, double[] right)
    {
        if (given is null)
            return "nothing";
        if (given.Length != right.Length)
            return $"{given.Length} numbers, not {right.Length}";
        for (var i = 0; i < right.Length; i++)
        {
            if (!(Math.Abs(given[i] - right[i]) <= 1e-6 * Math.Abs(right[i]) + 1e-9))
                return right.Length == 1 ? NumberText.Show(given[i]) : $"{NumberText.Show(given[i])} as number {i + 1}";
        }

        return null;
    }
}
