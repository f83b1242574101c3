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
        ancient elegant modest costly ordinary delicate rough smooth slender enormous tiny wrinkled polished faded spotless muddy
        precious clumsy graceful solid fragile transparent crowded remote splendid shabby tidy useless valuable slippery sticky
        gloomy magnificent peculiar humble
        """);

    internal static readonly string[] Weather = Split("""
        cloudy sunny windy foggy rainy snowy stormy mild clear damp chilly humid calm dry frosty
        rainless misty breezy hazy drizzly thundery sultry gusty
        """);

    internal static readonly string[] Times = Split("""
        morning evening afternoon night winter summer spring autumn week month
        """);

    internal static readonly string[] PastVerbs = Split("""
        walked hurried wandered marched rushed travelled returned climbed strolled sailed
        galloped staggered paddled skated limped trudged raced crept drifted stumbled cycled crawled ambled sneaked jogged
        """);

    internal static readonly string[] Feelings = Split("""
        happy tired hungry nervous proud angry sleepy cheerful lonely worried grateful jealous patient hopeful surprised relieved bored excited thirsty brave
        anxious delighted furious ashamed content confused weary eager restless homesick merry puzzled amused frightened disappointed
        """);

    internal static readonly string[] Doings = Split("""
        singing reading laughing waiting dreaming talking sleeping dancing drawing cooking fishing digging writing counting whistling resting painting sewing knitting weeping
        whispering arguing juggling rowing swimming gossiping bargaining studying praying shouting stretching wrestling humming yawning sketching packing
        unpacking rehearsing celebrating gambling
        """);

    internal static readonly string[] Handlings = Split("""
        found carried cleaned repaired dropped borrowed noticed sold bought painted hid washed lifted examined admired
        inspected mended decorated wrapped unwrapped hammered measured weighed photographed described stole displayed collected scratched covered labelled
        lent shook
        """);

    internal static readonly string[] Relatives = Split("""
        brother sister uncle aunt cousin neighbour friend mother father grandmother grandfather daughter
        nephew niece stepson godmother landlord apprentice stranger visitor widow teammate
        """);

    internal static readonly string[] Numbers = Split("""
        two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty
        sixteen seventeen eighteen nineteen sixty seventy eighty ninety
        """);

    internal static readonly string[] Adverbs = Split("""
        slowly quickly suddenly carefully silently bravely loudly proudly often seldom rarely finally gladly patiently politely secretly
        openly honestly cautiously clumsily neatly eventually immediately reluctantly cheerfully thoughtfully rapidly steadily briefly constantly
        """);

    internal static readonly string[] Landmarks = Split("""
        river bridge hill meadow field orchard canal lake island valley cliff cave waterfall fountain crossroads lighthouse
        quarry pond swamp beach desert mountain hedge tunnel avenue ruins
        palace cottage
        """);

    internal static readonly string[] Materials = Split("""
        iron copper leather silk cotton wool velvet linen ivory amber crystal clay bamboo oak cedar
        bronze steel glass wax straw canvas paper
        """);

    internal static readonly string[] Goods = Split("""
        spoon fork plate bowl jug barrel cupboard curtain carpet chimney
        umbrella magazine telescope telephone piano
        bicycle carriage wagon sailboat fireplace
        necklace slipper sandal apron raincoat
        """);

    internal static readonly string[] Occasions = Split("""
        secret promise rumour quarrel adventure mystery legend accident invention journey holiday wedding funeral birthday
        festival parade rehearsal ceremony lecture lesson riddle puzzle melody speech
        argument experiment conversation
        """);

    internal static readonly string[] Groceries = Split("""
        vinegar pepper cinnamon mustard ginger garlic saffron nutmeg vanilla syrup marmalade custard gravy cider biscuits
        dumplings sausages pickles raspberries strawberries apricots peaches chestnuts oysters
        """);

    /// <summary>Every list, for the tokenizer's training text.</summary>
    internal static IEnumerable<string> All =>
        new[]
        {
            People, Cities, Colours, Objects, Rooms, Foods, Jobs, Animals, Adjectives, Weather, Times,
            PastVerbs, Feelings, Doings, Handlings, Relatives, Numbers, Adverbs, Landmarks, Materials, Goods, Occasions, Groceries,
        }.SelectMany(list => list);

    private static string[] Split(string words) =>
        words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
