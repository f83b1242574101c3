namespace Workbook.Claims.Exercises;

/// <summary>How far a student has come with an exercise.</summary>
public enum ExerciseState
{
    /// <summary>The cell still holds the placeholder.</summary>
    NotSolved,

    /// <summary>There is an answer, and it is not right.</summary>
    Wrong,

    /// <summary>The answer is right.</summary>
    Solved,
}
