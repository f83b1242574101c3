namespace Workbook.Gpt2;

/// <summary>A token and the part of the source text that it covers.</summary>
/// <param name="Id">The token's row in the embedding.</param>
/// <param name="Text">
/// The characters of the source that the token's bytes belong to. A character of several bytes may be cut into several tokens: then each
/// of them covers that whole character, and their spans overlap.
/// </param>
/// <param name="Start">Index of the first such character, in UTF-16 units of the source.</param>
/// <param name="Length">Their number, in UTF-16 units.</param>
public sealed record TokenSpan(int Id, string Text, int Start, int Length)
{
    /// <summary>Index of the first character after the token.</summary>
    public int End => Start + Length;
}
