namespace Workbook.Training;

/// <summary>The words that generated stories are made of. Each is one lower-case or capitalised English word, used in one sense only.</summary>
internal static class StoryWords
{
    internal static readonly string[] People = Split("""
        Anna Ben Clara David Emma Felix Grace Henry Iris Jonas Kate Leo Maria Noah Olga Peter Rosa Simon Tessa Victor
        Wanda Adam Bella Conrad Diana Edgar Flora George Hanna Igor Julia Karl Lydia Martin Nora Oscar Paula Quentin Ruth Stefan
        Tom Ursula Vera Walter Yvonne Alice Boris Celia Daniel Elena Frank Greta Hugo Irene Jacob Klara Lukas Mona Nadia Otto
        Philip Rita Samuel Thea
        """);

    internal static readonly string[] Cities = Split("""
        Paris Oslo Rome Vienna Lisbon Dublin Prague Berlin Madrid Athens Warsaw Geneva Cairo Delhi Tokyo Lima Quito Boston Denver Dallas
        Milan Turin Naples Porto Sofia Riga Tallinn Helsinki Bergen Malmo Krakow Munich Bremen Lyon Nantes Seville Bilbao Basel Zurich Perth
        """);

    internal static readonly string[] Colours = Split("""
        red blue green yellow purple orange brown black white grey pink silver golden violet crimson scarlet turquoise beige
        """);

    internal static readonly string[] Garments = Split("""
        coat hat scarf shirt jacket dress cloak belt vest sweater
        """);

    internal static readonly string[] Objects = Split("""
        lamp key book clock letter map ring mirror basket hammer bottle candle violin drum needle ladder bucket blanket pencil compass
        lantern trumpet whistle kettle teapot saddle anchor rope shovel helmet wallet camera ticket button feather marble puppet statue crown pillow
        """);

    internal static readonly string[] Rooms = Split("""
        kitchen garden attic cellar library garage bedroom hall stable tower barn chapel shed pantry office studio workshop balcony bakery museum
        market harbour school castle temple factory theatre station hospital forest
        """);

    internal static readonly string[] Foods = Split("""
        bread cheese soup rice honey butter fish cake plums pears grapes beans carrots noodles pancakes olives cherries mushrooms potatoes tomatoes
        walnuts almonds berries pumpkin spinach cabbage lentils porridge chocolate lemons
        """);

    internal static readonly string[] Jobs = Split("""
        baker teacher farmer doctor sailor painter singer lawyer tailor miller gardener carpenter plumber pilot dentist waiter butcher driver nurse writer
        miner poet judge soldier fisher dancer banker barber cook guard
        """);

    internal static readonly string[] Animals = Split("""
        cat dog horse goat rabbit parrot pony turtle hamster donkey sheep duck goose pig lizard snake frog canary ferret falcon
        pigeon beetle hedgehog mouse squirrel raven swan camel zebra monkey
        """);

    internal static readonly string[] Adjectives = Split("""
        old small large quiet bright heavy narrow broken pretty strange dusty warm cold hidden famous simple wooden round soft sharp
        lovely clean empty curious gentle rusty shiny hollow sturdy crooked
        """);

    internal static readonly string[] Weather = Split("""
        cloudy sunny windy foggy rainy snowy stormy mild clear damp chilly humid calm dry frosty
        """);

    internal static readonly string[] Times = Split("""
        morning evening afternoon night winter summer spring autumn week month
        """);

    internal static readonly string[] PastVerbs = Split("""
        walked hurried wandered marched rushed travelled returned climbed strolled sailed
        """);

    internal static readonly string[] Feelings = Split("""
        happy tired hungry nervous proud angry sleepy cheerful lonely worried grateful jealous patient hopeful surprised relieved bored excited thirsty brave
        """);

    internal static readonly string[] Doings = Split("""
        singing reading laughing waiting dreaming talking sleeping dancing drawing cooking fishing digging writing counting whistling resting painting sewing knitting weeping
        """);

    internal static readonly string[] Handlings = Split("""
        found carried cleaned repaired dropped borrowed noticed sold bought painted hid washed lifted examined admired
        """);

    internal static readonly string[] Relatives = Split("""
        brother sister uncle aunt cousin neighbour friend mother father grandmother grandfather daughter
        """);

    internal static readonly string[] Numbers = Split("""
        two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
        """);

    /// <summary>Every list, for the tokenizer's training text.</summary>
    internal static IEnumerable<string> All =>
        new[]
        {
            People, Cities, Colours, Garments, Objects, Rooms, Foods, Jobs, Animals, Adjectives, Weather, Times,
            PastVerbs, Feelings, Doings, Handlings, Relatives, Numbers,
        }.SelectMany(list => list);

    private static string[] Split(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
