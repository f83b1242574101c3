using Workbook.Gpt2;

namespace Workbook.Training;

/// <summary>Makes the rows of training and held-out batches from seeds: the same seed, the same row.</summary>
/// <param name="tokenizer">Gives the ids of a story.</param>
public sealed class TrainingText(Gpt2Tokenizer tokenizer)
{
    /// <summary>A row of stories, each after an end-of-text token, or of one random segment repeated.</summary>
    /// <param name="random">Source of every choice.</param>
    /// <param name="context">Inputs of the row.</param>
    /// <param name="repeats">Probability of a row of repeats.</param>
    public TrainingRow Row(Random random, int context, double repeats) =>
        random.NextDouble() < repeats ? Repeats(random, context) : Stories(random, context);

    /// <summary>Documents of the generator, one after another, each after an end-of-text token.</summary>
    /// <param name="seed">Chooses the text.</param>
    /// <param name="tokens">Length of the stream.</param>
    /// <param name="context">Longest document.</param>
    public int[] Stream(int seed, int tokens, int context)
    {
        var random = new Random(seed);
        var ids = new List<int>(tokens + context);
        while (ids.Count < tokens) ids.AddRange(Stories(random, context).Ids.Take(context));
        return [.. ids.Take(tokens)];
    }

    private TrainingRow Stories(Random random, int context)
    {
        var ids = new List<int>(context + 64);
        var answers = new List<int>();
        while (ids.Count <= context)
        {
            ids.Add(tokenizer.EndOfText);
            var room = context + 1 - ids.Count;
            var story = StoryGenerator.Next(random, new StoryOptions
            {
                Words = Math.Max(24, random.Next(2) == 0 ? room : random.Next(context / 2, context + 1)),
                FactsPerKind = random.Next(3, 9),
                Filler = 0.8 * random.NextDouble(),
                Asking = 0.3 + 0.4 * random.NextDouble(),
            });
            var start = ids.Count;
            var tokens = tokenizer.Encode(story.Text);
            foreach (var token in tokens) ids.Add(token.Id);
            foreach (var question in story.Questions)
            {
                var index = start + TokenAt(tokens, question.AnswerStart);
                if (index <= context) answers.Add(index);
            }
        }

        return new TrainingRow([.. ids.Take(context + 1)], answers, context + 1);
    }

    private TrainingRow Repeats(Random random, int context)
    {
        // Lengths from a few tokens to half the row, so that the distance of a copy can't be learnt by heart.
        var length = random.Next(8, Math.Max(9, Math.Min(context / 2, 256)));
        var segment = Enumerable.Range(0, length).Select(_ => random.Next(tokenizer.VocabularySize - 1)).ToArray();
        var ids = new int[context + 1];
        ids[0] = tokenizer.EndOfText;
        for (var i = 1; i < ids.Length; i++) ids[i] = segment[(i - 1) % length];
        // The first token of the second copy can't be foreseen.
        return new TrainingRow(ids, [], Math.Min(length + 2, context + 1));
    }

    /// <summary>Index of the token that holds a character.</summary>
    /// <param name="tokens">Tokens of a text, in order.</param>
    /// <param name="character">Offset into the text.</param>
    public static int TokenAt(IReadOnlyList<TokenSpan> tokens, int character)
    {
        for (var i = 0; i < tokens.Count; i++)
        {
            if (character < tokens[i].Start + tokens[i].Length) return i;
        }

        throw new ArgumentOutOfRangeException(nameof(character), $"character {character} is past the text's end");
    }
}
