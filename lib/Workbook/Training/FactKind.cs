namespace Workbook.Training;

/// <summary>A kind of fact that a story states and later asks for: who lives where, what lies where, and so on.</summary>
/// <param name="Name">A short name, such as <c>home</c>.</param>
/// <param name="Entities">What a fact of this kind can be about.</param>
/// <param name="Values">What it can say; a story uses each value at most once a kind.</param>
/// <param name="Statement">The sentence that states it, with {0} for the entity and {1} for the value.</param>
/// <param name="Question">The question, with {0} for the entity; the answer repeats <paramref name="Statement"/>.</param>
public sealed record FactKind(
    string Name,
    IReadOnlyList<string> Entities,
    IReadOnlyList<string> Values,
    string Statement,
    string Question)
{
    /// <summary>All kinds, in a fixed order.</summary>
    public static IReadOnlyList<FactKind> All { get; } =
    [
        new("home", StoryWords.People, StoryWords.Cities, "{0} lives in {1}.", "Where does {0} live?"),
        new("place", StoryWords.Objects, StoryWords.Rooms, "The {0} is in the {1}.", "Where is the {0}?"),
        new("food", StoryWords.People, StoryWords.Foods, "{0} likes {1} most.", "What does {0} like most?"),
        new("job", StoryWords.People, StoryWords.Jobs, "{0} works as a {1}.", "What is the job of {0}?"),
        new("pet", StoryWords.People, StoryWords.Animals, "{0} keeps a {1}.", "Which animal does {0} keep?"),
        new("colour", StoryWords.People, StoryWords.Colours, "{0} always wears {1}.", "Which colour does {0} wear?"),
    ];
}
