namespace Workbook.Runner.Report.MathMl;

/// <summary>A piece of a formula.</summary>
internal readonly record struct LatexToken(LatexTokenKind Kind, string Text, int Offset)
{
    public bool IsCommand(string name) => Kind == LatexTokenKind.Command && Text == name;

    public bool IsCharacter(char character) => Kind == LatexTokenKind.Character && Text[0] == character && Text.Length == 1;

    /// <summary>The token as the author wrote it, for messages.</summary>
    public string Shown => Kind switch
    {
        LatexTokenKind.Command => $"\\{Text}",
        LatexTokenKind.End => "the end of the formula",
        _ => Text,
    };
}
