using System.Text;

namespace Workbook.Training;

/// <summary>
/// Writes English-like stories in which facts are stated and asked for later. Facts are drawn afresh for every story,
/// so an answer can only come from the story itself, and the informative token of each question is known.
/// </summary>
public static class StoryGenerator
{
    /// <summary>One story.</summary>
    /// <param name="random">Source of every choice; the same seed gives the same story.</param>
    /// <param name="options">Length, facts and filler.</param>
    public static Story Next(Random random, StoryOptions options) => new Writer(random, options).Write();

    /// <summary>A story with one question whose fact stands a given number of words before its answer.</summary>
    /// <param name="random">Source of every choice.</param>
    /// <param name="distance">Words and punctuation marks from the value stated to the value answered, at least 16.</param>
    /// <param name="choices">Values of the same kind that the story states before the question, k.</param>
    /// <param name="longest">Words and marks of the whole story up to the answer; rivals stand before the fact only while they fit.</param>
    /// <remarks>
    /// The other k - 1 facts of the kind stand at random places before and after the one asked for; filler is in between. The
    /// distance met is <paramref name="distance"/> or a few words less, whatever whole sentences fill.
    /// </remarks>
    public static Story Probe(Random random, int distance, int choices, int longest = 1000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(distance, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(choices, 1);
        return new Writer(random, new StoryOptions { FactsPerKind = choices }).WriteProbe(distance, choices, longest);
    }

    /// <summary>Tokens that a sentence takes when every word and every mark is one token.</summary>
    internal static int Count(string sentence)
    {
        var count = 0;
        var inWord = false;
        foreach (var c in sentence)
        {
            if (char.IsLetterOrDigit(c))
            {
                if (!inWord) count++;
                inWord = true;
            }
            else
            {
                inWord = false;
                if (c != ' ') count++;
            }
        }

        return count;
    }

    private sealed class Writer(Random random, StoryOptions options)
    {
        private readonly StringBuilder text = new();
        private readonly List<StoryQuestion> questions = [];
        private readonly List<Fact> open = [];
        private readonly Dictionary<FactKind, List<string>> stated = [];
        private readonly StoryFiller filler = new(random);
        private int words;

        internal Story Write()
        {
            // Few kinds in a short story, so that a question has rivals of its own kind.
            var kinds = Shuffled(FactKind.All).Take(1 + random.Next(Math.Clamp(options.Words / 48, 1, FactKind.All.Count))).ToList();
            var plans = new Queue<Fact>(Shuffled(kinds.SelectMany(kind => Facts(kind, options.FactsPerKind)).ToList()));
            while (true)
            {
                var roll = random.NextDouble();
                bool fits;
                if (roll < options.Filler || (plans.Count == 0 && open.Count == 0)) fits = Append(filler.Next());
                else if (open.Count > 0 && (plans.Count == 0 || random.NextDouble() < options.Asking)) fits = Ask(random.Next(open.Count));
                else fits = State(plans.Dequeue());
                if (!fits) return new Story(text.ToString(), questions);
            }
        }

        internal Story WriteProbe(int distance, int choices, int longest)
        {
            var kind = FactKind.All[random.Next(FactKind.All.Count)];
            var facts = Facts(kind, choices).ToList();
            var (target, rivals) = (facts[0], facts.Skip(1).ToList());
            var tail = Count(Question(target)) + Count(Statement(target));
            // Between the two values: the rest of the statement, rivals and filler, the question and the answer's own words.
            var room = distance - tail;
            var spare = longest - distance;
            var before = new List<string>();
            var between = new List<string>();
            foreach (var rival in rivals)
            {
                var cost = Count(Statement(rival));
                if (cost <= room && (random.Next(2) == 0 || cost > spare))
                {
                    between.Add(Statement(rival));
                    room -= cost;
                }
                else
                {
                    before.Add(Statement(rival));
                    spare -= cost;
                }

                stated.TryAdd(kind, []);
                stated[kind].Add(rival.Value);
            }

            for (var tries = 0; tries < 200 && room > 0; tries++)
            {
                var sentence = filler.Next();
                if (Count(sentence) > room) continue;
                between.Add(sentence);
                room -= Count(sentence);
            }

            foreach (var sentence in Shuffled(before)) Append(sentence, unlimited: true);
            State(target, unlimited: true);
            foreach (var sentence in Shuffled(between)) Append(sentence, unlimited: true);
            Ask(0, unlimited: true);
            return new Story(text.ToString(), questions);
        }

        private IEnumerable<Fact> Facts(FactKind kind, int most)
        {
            var values = Shuffled(kind.Values);
            return Shuffled(kind.Entities).Take(Math.Min(most, values.Count)).Select((entity, i) => new Fact(kind, entity, values[i]));
        }

        private bool State(Fact fact, bool unlimited = false)
        {
            var start = Position + ValueOffset(fact);
            if (!Append(Statement(fact), unlimited)) return false;
            stated.TryAdd(fact.Kind, []);
            stated[fact.Kind].Add(fact.Value);
            open.Add(fact with { Start = start });
            return true;
        }

        private bool Ask(int index, bool unlimited = false)
        {
            var fact = open[index];
            var question = Question(fact);
            var answer = Position + question.Length + 1 + ValueOffset(fact);
            if (!Append(question + " " + Statement(fact), unlimited)) return false;
            open.RemoveAt(index);
            questions.Add(new StoryQuestion(fact.Kind.Name, fact.Entity, fact.Value, fact.Start, answer, [.. stated[fact.Kind]]));
            return true;
        }

        private int Position => text.Length == 0 ? 0 : text.Length + 1;

        private bool Append(string sentence, bool unlimited = false)
        {
            var more = Count(sentence);
            if (!unlimited && words + more > options.Words) return false;
            if (text.Length > 0) text.Append(' ');
            text.Append(sentence);
            words += more;
            return true;
        }

        private static string Statement(Fact fact) => string.Format(fact.Kind.Statement, fact.Entity, fact.Value);

        private static string Question(Fact fact) => string.Format(fact.Kind.Question, fact.Entity);

        private static int ValueOffset(Fact fact) => string.Format(fact.Kind.Statement, fact.Entity, "\0").IndexOf('\0');

        private List<T> Shuffled<T>(IReadOnlyList<T> items)
        {
            var copy = items.ToArray();
            random.Shuffle(copy);
            return [.. copy];
        }
    }

    private sealed record Fact(FactKind Kind, string Entity, string Value, int Start = 0);
}
