using System.Text.RegularExpressions;

namespace Workbook.Training;

/// <summary>
/// The sentences of a story that state no fact. A hero, a thing and a place stay the same for a while, so that the text
/// can be told from its beginning: what an n-gram model can't see.
/// </summary>
internal sealed partial class StoryFiller(Random random)
{
    private static readonly string[] Sentences =
    [
        "In the [time] [hero] [went] to the [place].",
        "[hero] [took] the [adjective] [thing] near the [place].",
        "The weather was [weather] and the [place] was [adjective].",
        "It was a [weather] [time], and [hero] was [feeling].",
        "[hero] met [other] at the [place], and they were [doing] together.",
        "[other] gave [number] [adjective] buttons to [hero].",
        "The [relative] of [hero] was [doing] in the [place] all [time].",
        "After the [time] [other] was [feeling], but [hero] was [feeling].",
        "\"Look at the [thing],\" said [hero] to [other].",
        "[other] asked about the [thing], and [hero] [took] it again.",
        "For [number] days the [relative] of [other] was [feeling].",
        "Nobody in the [place] [took] the [adjective] [thing].",
        "[hero] [went] from the [place] to the [place2] and was [doing] there.",
        "When [hero] was [doing], the [adjective] [thing] was [adjective2] too.",
        "\"I am [feeling],\" said [other], and [went] back to the [place].",
        "There were [number] people [doing] at the [place].",
        "So the [time] passed, and [hero] thought of the [relative] of [other].",
        "[hero] and [other] [went] past the [place] in the [weather] [time].",
        "The [thing] of [hero] looked [adjective] and [adjective2].",
        "At the end of the [time] [hero] [went] home.",
        "[hero] [adverb] [took] the [good] made of [material].",
        "Behind the [landmark] stood the [adjective] [good].",
        "[other] [adverb] [went] across the [landmark].",
        "The [occasion] near the [landmark] was [adjective], so [hero] felt [feeling].",
        "\"Remember the [occasion],\" [other] said [adverb].",
        "For the [occasion] they bought [grocery], [grocery2] and the [material] [good].",
        "[hero] [adverb] told the [relative] about the [occasion] at the [landmark].",
        "There was plenty of [grocery] on the [good], and [other] [took] it [adverb].",
    ];

    private string hero = Pick(random, StoryWords.People);
    private string other = Pick(random, StoryWords.People);
    private string thing = Pick(random, StoryWords.Objects);
    private string place = Pick(random, StoryWords.Rooms);

    internal string Next()
    {
        if (random.Next(8) == 0) hero = Pick(random, StoryWords.People);
        if (random.Next(6) == 0) other = Pick(random, StoryWords.People);
        if (random.Next(6) == 0) thing = Pick(random, StoryWords.Objects);
        if (random.Next(6) == 0) place = Pick(random, StoryWords.Rooms);
        return Slot().Replace(Sentences[random.Next(Sentences.Length)], match => Fill(match.Groups[1].Value));
    }

    private string Fill(string slot) => slot switch
    {
        "hero" => hero,
        "other" => other,
        "thing" => thing,
        "place" => place,
        "place2" => Pick(random, StoryWords.Rooms),
        "time" => Pick(random, StoryWords.Times),
        "went" => Pick(random, StoryWords.PastVerbs),
        "took" => Pick(random, StoryWords.Handlings),
        "adjective" or "adjective2" => Pick(random, StoryWords.Adjectives),
        "weather" => Pick(random, StoryWords.Weather),
        "feeling" => Pick(random, StoryWords.Feelings),
        "doing" => Pick(random, StoryWords.Doings),
        "number" => Pick(random, StoryWords.Numbers),
        "adverb" => Pick(random, StoryWords.Adverbs),
        "landmark" => Pick(random, StoryWords.Landmarks),
        "material" => Pick(random, StoryWords.Materials),
        "good" => Pick(random, StoryWords.Goods),
        "occasion" => Pick(random, StoryWords.Occasions),
        "grocery" or "grocery2" => Pick(random, StoryWords.Groceries),
        "relative" => Pick(random, StoryWords.Relatives),
        _ => throw new ArgumentException($"no slot is called {slot}", nameof(slot)),
    };

    private static string Pick(Random random, string[] list) => list[random.Next(list.Length)];

    [GeneratedRegex(@"\[(\w+)\]")]
    private static partial Regex Slot();
}
