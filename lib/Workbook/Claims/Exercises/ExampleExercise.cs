namespace Workbook.Claims.Exercises;

/// <summary>An exercise whose answer is a thing with a property, such as a row that breaks a bound: any that has it is right.</summary>
/// <typeparam name="T">What is looked for.</typeparam>
public sealed class ExampleExercise<T> : Exercise
{
    private readonly Func<T, (string? Fault, string Finding)> judge;
    private readonly IReadOnlyList<T> mistakes;

    /// <summary>Makes the exercise.</summary>
    /// <param name="id">Chapter and number.</param>
    /// <param name="judge">Says what an example lacks, in a sentence, or null with a sentence about what it shows.</param>
    /// <param name="mistakes">Examples that students give by mistake.</param>
    internal ExampleExercise(string id, Func<T, (string? Fault, string Finding)> judge, params T[] mistakes)
        : base(id) =>
        (this.judge, this.mistakes) = (judge, mistakes);

    /// <summary>Judges an example.</summary>
    /// <param name="example">Gives the student's example.</param>
    public ExerciseResult Check(Func<T> example)
    {
        ArgumentNullException.ThrowIfNull(example);
        try
        {
            var (fault, finding) = judge(example() ?? throw new InvalidOperationException("There is no example."));
            return fault is null ? Solved(finding) : Wrong(fault);
        }
        catch (NotImplementedException)
        {
            return Open();
        }
        // A student's example may be out of any range, and the student is told.
#pragma warning disable CA1031
        catch (Exception problem)
        {
            return Wrong($"It cannot be judged: {Told(problem)}");
        }
#pragma warning restore CA1031
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ExerciseResult> OfKnownMistakes() => [.. mistakes.Select(m => Check(() => m))];
}
