namespace Workbook.Claims.Exercises;

/// <summary>A task at the end of a chapter whose answer a machine can judge without giving it away.</summary>
/// <param name="id">Chapter and number, such as <c>1.2</c>.</param>
public abstract class Exercise(string id)
{
    /// <summary>Chapter and number, such as <c>1.2</c>.</summary>
    public string Id { get; } = id;

    /// <summary>What the exercise says to each mistake that it recognizes: each must be told apart from the right answer.</summary>
    public abstract IReadOnlyList<ExerciseResult> OfKnownMistakes();

    /// <summary>A function of one number as its answer.</summary>
    internal static FunctionExercise<T> Function<T>(
        string id, Func<T, double> answer, Func<T, string> show, IReadOnlyList<T> simple, Func<Random, T> draw, params (Func<T, double> Formula, string Hint)[] mistakes) =>
        new(id, x => [answer(x)], show, simple, draw, [.. mistakes.Select(m => ((Func<T, double[]>)(x => [m.Formula(x)]), m.Hint))]);

    /// <summary>The result for an answer that is still the placeholder.</summary>
    private protected ExerciseResult Open() =>
        new(Id, ExerciseState.NotSolved, "Put your answer in the place of the exception and run the cell again.");

    private protected ExerciseResult Wrong(string message) => new(Id, ExerciseState.Wrong, message);

    private protected ExerciseResult Solved(string message) => new(Id, ExerciseState.Solved, message);

    // Enough of a foreign exception to find the mistake by.
    private protected static string Told(Exception problem) => $"{problem.GetType().Name}: {problem.Message.ReplaceLineEndings(" ")}";
}
