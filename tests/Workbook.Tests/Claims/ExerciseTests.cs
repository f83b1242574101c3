using System.Reflection;
using Workbook.Claims.Exercises;
using Xunit;

namespace Workbook.Tests.Claims;

public class ExerciseTests
{
    public static TheoryData<string> Ids => [.. All.Keys];

    private static readonly Dictionary<string, Exercise> All = typeof(Exercise).Assembly.GetExportedTypes()
        .Where(t => t.Namespace == typeof(Exercise).Namespace)
        .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Static))
        .Where(p => p.PropertyType.IsAssignableTo(typeof(Exercise)))
        .Select(p => (Exercise)p.GetValue(null)!)
        .ToDictionary(e => e.Id);

    [Fact]
    public void Every_chapter_of_theory_has_three_exercises_and_all_are_numbered_from_one()
    {
        Assert.All(All.Keys.GroupBy(id => int.Parse(id.Split('.')[0])), chapter =>
        {
            Assert.Equal(Enumerable.Range(1, chapter.Count()).Select(k => $"{chapter.Key}.{k}"), chapter.Order());
            Assert.True(chapter.Key > 6 || chapter.Count() == 3);
        });
    }

    [Theory, MemberData(nameof(Ids))]
    public void A_known_mistake_is_told_from_the_answer(string id)
    {
        var results = All[id].OfKnownMistakes();
        Assert.NotEmpty(results);
        Assert.All(results, r => Assert.Equal((id, ExerciseState.Wrong), (r.Id, r.State)));
        // No two mistakes are told the same.
        Assert.Equal(results.Select(r => r.Message).Distinct(), results.Select(r => r.Message));
    }

    [Fact]
    public void An_answer_that_is_nearly_right_is_wrong()
    {
        IReadOnlyList<ExerciseResult>[] misses = [.. All.Values.Select(e => e.GetType().GetMethod("OfNearMisses", BindingFlags.Instance | BindingFlags.NonPublic)).Zip(All.Values, (m, e) => (IReadOnlyList<ExerciseResult>?)m?.Invoke(e, null)).OfType<IReadOnlyList<ExerciseResult>>()];
        Assert.True(misses.Length >= 12);
        Assert.All(misses.SelectMany(m => m), r => Assert.True(r.State == ExerciseState.Wrong, r.ToText()));
    }

    [Fact]
    public void A_placeholder_is_not_solved_and_no_failure()
    {
        Assert.Equal(ExerciseState.NotSolved, VanishingExercises.SharedGap.Check((Func<(int, double, int, double), double>)(_ => throw new NotImplementedException())).State);
        Assert.Equal(ExerciseState.NotSolved, VanishingExercises.LeastWeight.Check(() => throw new NotImplementedException()).State);
    }

    [Fact]
    public void A_wrong_function_is_told_the_input_and_its_own_value_but_not_the_answer()
    {
        var result = SensitivityExercises.EvenShare.Check(x => 7.25 + x.Sharers);
        Assert.Equal("For k = 2, T = 1 it gives 9.25. It is right on 0 of 204 inputs.", result.Message);
        Assert.DoesNotContain("0.5", result.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_is_off_by_little_or_on_some_inputs_alone_is_wrong()
    {
        Assert.Equal(ExerciseState.Solved, SensitivityExercises.Swap.Check(Swap).State);
        Assert.Equal(ExerciseState.Wrong, SensitivityExercises.Swap.Check(x => 1.0001 * Swap(x)).State);
        Assert.Equal(ExerciseState.Wrong, SensitivityExercises.Swap.Check(x => x.Gap > 4.9 ? 0 : Swap(x)).State);
        Assert.Equal(ExerciseState.Wrong, SensitivityExercises.Swap.Check(_ => double.NaN).State);

        static double Swap((double Gap, double Temperature) x) => Math.Sqrt(2) * Math.Tanh(x.Gap / (2 * x.Temperature));
    }

    [Fact]
    public void A_known_mistake_gets_its_hint()
    {
        var result = SensitivityExercises.Swap.Check(x => Math.Tanh(x.Gap / (2 * x.Temperature)));
        Assert.EndsWith("both move.", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_of_the_students_is_told_with_its_input()
    {
        var result = VanishingExercises.SharedGap.Check(x => x.Length / (x.Leaders - 1));
        Assert.Equal((ExerciseState.Wrong, "For k = 1, p = 0.5, L = 11, T = 1 it throws DivideByZeroException: Attempted to divide by zero."), (result.State, result.Message));
        Assert.Contains("cannot be judged", VanishingExercises.LeastWeight.Check(() => null!).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_example_that_has_the_property_is_right()
    {
        Assert.Equal(ExerciseState.Solved, VanishingExercises.LeastWeight.Check(() => [1, 1, -1, 1]).State);
        Assert.Equal(ExerciseState.Solved, VanishingExercises.LeastWeight.Check(() => [-1, 1, 1, 1]).State);
        Assert.Contains("workbook-solved\" id=\"exercise-1-2\"", VanishingExercises.LeastWeight.Check(() => [-1, 1, 1, 1]).ToHtml(), StringComparison.Ordinal);
    }
}
