using System.Text;

namespace Workbook.Runner.Report.MathMl;

/// <summary>Letters of the mathematical alphabets: <c>\mathbb{R}</c> is ℝ. Some stand outside their block, for historical reasons.</summary>
internal static class Alphabets
{
    private static readonly Dictionary<string, (int Capitals, int Small, int Digits, string From, string To)> Known = new()
    {
        ["mathbb"] = (0x1D538, 0x1D552, 0x1D7D8, "CHNPQRZ", "ℂℍℕℙℚℝℤ"),
        ["mathcal"] = (0x1D49C, 0x1D4B6, 0, "BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ"),
        ["mathscr"] = (0x1D49C, 0x1D4B6, 0, "BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ"),
        ["mathfrak"] = (0x1D504, 0x1D51E, 0, "CHIRZ", "ℭℌℑℜℨ"),
        ["mathbf"] = (0x1D400, 0x1D41A, 0x1D7CE, "", ""),
        ["boldsymbol"] = (0x1D468, 0x1D482, 0x1D7CE, "", ""),
        ["mathsf"] = (0x1D5A0, 0x1D5BA, 0x1D7E2, "", ""),
        ["mathtt"] = (0x1D670, 0x1D68A, 0x1D7F6, "", ""),
    };

    // Bold Greek: where each alphabet's capital and small alpha stand.
    private static readonly Dictionary<string, (int Capitals, int Small)> Greek = new()
    {
        ["mathbf"] = (0x1D6A8, 0x1D6C2),
        ["boldsymbol"] = (0x1D71C, 0x1D736),
    };

    public static bool Has(string name) => Known.ContainsKey(name);

    /// <summary>The letter in that alphabet; the letter itself where the alphabet has none.</summary>
    public static string Letter(string alphabet, string letter)
    {
        var (capitals, small, digits, from, to) = Known[alphabet];
        var character = letter[0];
        if (letter.Length == 1 && from.Contains(character))
        {
            return to[from.IndexOf(character)].ToString();
        }

        return character switch
        {
            _ when letter.Length > 1 => letter,
            >= 'A' and <= 'Z' => new Rune(capitals + character - 'A').ToString(),
            >= 'a' and <= 'z' => new Rune(small + character - 'a').ToString(),
            >= '0' and <= '9' when digits != 0 => new Rune(digits + character - '0').ToString(),
            >= 'Α' and <= 'Ω' when Greek.TryGetValue(alphabet, out var greek) => new Rune(greek.Capitals + character - 'Α').ToString(),
            >= 'α' and <= 'ω' when Greek.TryGetValue(alphabet, out var greek) => new Rune(greek.Small + character - 'α').ToString(),
            _ => letter,
        };
    }
}
