namespace Workbook.Normalizers;

/// <summary>The shape of an attention variant's gates.</summary>
public enum GateShape
{
    /// <summary>No gates.</summary>
    None,

    /// <summary>One number a head, [..., heads].</summary>
    Head,

    /// <summary>One number a token and head, [..., heads, L].</summary>
    Token,

    /// <summary>One number for each entry of a head's output, [..., heads, L, d_v].</summary>
    Element,
}
