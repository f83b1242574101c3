using Workbook.Experiments.FirstLooks;

namespace Workbook.Training;

/// <summary>A context to look at, and the question that a generated story asks in it.</summary>
/// <param name="Question">The context.</param>
/// <param name="Asked">The story's question; null for a trace, whose text this project did not write.</param>
public sealed record StoryContext(ContextQuestion Question, StoryQuestion? Asked)
{
    /// <summary>A new story for a model, or the context that a trace has recorded.</summary>
    /// <param name="subject">What is looked at.</param>
    /// <param name="seed">Of the story.</param>
    /// <param name="distance">Tokens, about, between the fact and its answer.</param>
    /// <param name="choices">How many values of the kind the story states.</param>
    public static StoryContext Ask(LookSubject subject, int seed, int distance = 64, int choices = 4)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (subject.Checkpoint is not { } checkpoint)
            return new(subject.Recorded(Parameters.Get("informative", -1) is >= 0 and var token ? token : null), null);
        // Half of the context is left for the other facts and the question itself.
        var story = StoryGenerator.Probe(new Random(seed), Math.Min(distance, checkpoint.Config.ContextLength / 2), choices);
        var asked = story.Questions[0];
        return new(ContextQuestion.FromText(checkpoint.Tokenizer, story.Text, asked.FactStart, asked.AnswerStart), asked);
    }
}
