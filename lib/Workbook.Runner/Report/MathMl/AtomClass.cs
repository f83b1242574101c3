namespace Workbook.Runner.Report.MathMl;

/// <summary>What a piece of a formula is to its neighbours: it decides the space between them, as in TeX.</summary>
internal enum AtomClass
{
    Ordinary,

    /// <summary>A named function such as <c>\ln</c>.</summary>
    Function,

    /// <summary>A large operator such as <c>\sum</c>.</summary>
    Large,
    Binary,
    Relation,
    Open,
    Close,
    Punctuation,

    /// <summary>Space that the author set.</summary>
    Space,
}
