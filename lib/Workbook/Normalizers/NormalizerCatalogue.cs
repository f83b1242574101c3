using System.Reflection;

namespace Workbook.Normalizers;

/// <summary>All normalizers of the library, each with its default parameters, and all attention variants, found by their interfaces.</summary>
public static class NormalizerCatalogue
{
    private static readonly Lazy<IReadOnlyList<INormalizer>> Found = new(() => From(typeof(INormalizer).Assembly));

    private static readonly Lazy<IReadOnlyList<IAttentionVariant>> FoundVariants = new(() => VariantsFrom(typeof(IAttentionVariant).Assembly));

    /// <summary>Every normalizer, by name.</summary>
    public static IReadOnlyList<INormalizer> All => Found.Value;

    /// <summary>The normalizers of any assembly, by name: public classes whose constructor needs no argument.</summary>
    /// <param name="assembly">Where to look.</param>
    public static IReadOnlyList<INormalizer> From(Assembly assembly) => CatalogueText.Subjects<INormalizer>(assembly, n => n.Name);

    /// <summary>The normalizer that a text names, such as <c>sparsemax</c>, <c>entmax:alpha=1.3</c> or <c>top-k-softmax:k=4</c>.</summary>
    /// <param name="text">A name, case aside and with a space or hyphen between words; then, after a colon, parameters as name=value with commas between them. What is left out keeps its default.</param>
    /// <exception cref="ArgumentException">There is no such normalizer (the message has the near ones) or parameter.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter, named, is out of its range.</exception>
    public static INormalizer Find(string text) => CatalogueText.Find("normalizer", All, n => n.Name, text);

    /// <summary>Why <see cref="Find"/> refused a text, in the words for a user: without the names of arguments, and without a stop at the end.</summary>
    /// <param name="error">What it threw.</param>
    public static string Reason(ArgumentException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var end = error.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return (end < 0 ? error.Message : error.Message[..end]).TrimEnd('.');
    }

    /// <summary>Every attention variant, by name.</summary>
    public static IReadOnlyList<IAttentionVariant> Variants => FoundVariants.Value;

    /// <summary>The attention variants of any assembly, by name: public classes whose constructor needs no argument.</summary>
    /// <param name="assembly">Where to look.</param>
    public static IReadOnlyList<IAttentionVariant> VariantsFrom(Assembly assembly) => CatalogueText.Subjects<IAttentionVariant>(assembly, v => v.Name);

    /// <summary>The attention variant that a text names, such as <c>qk-norm:trainingLength=512</c>; a text as for <see cref="Find"/>.</summary>
    /// <param name="text">A name, and parameters after a colon.</param>
    /// <exception cref="ArgumentException">There is no such variant (the message has the near ones) or parameter.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter, named, is out of its range.</exception>
    public static IAttentionVariant FindVariant(string text) => CatalogueText.Find("attention variant", Variants, v => v.Name, text);

    /// <summary>The attention that a text names: a variant, or dot-product attention with the normalizer of that name; a text as for <see cref="Find"/>.</summary>
    /// <param name="text">A name, and parameters after a colon.</param>
    /// <exception cref="ArgumentException">There is neither such a normalizer nor such a variant (the message has the near ones), or no such parameter.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter, named, is out of its range.</exception>
    public static IAttentionVariant FindAttention(string text)
    {
        var found = CatalogueText.Find<object>("normalizer", [.. All, .. Variants], n => (n as INormalizer)?.Name ?? ((IAttentionVariant)n).Name, text);
        return found as IAttentionVariant ?? new DotProductAttention((INormalizer)found);
    }

    /// <summary>The text that <see cref="FindAttention"/> turns into this attention, with every parameter; of dot-product attention its normalizer's.</summary>
    /// <param name="variant">Any variant whose constructor's parameters are also its properties.</param>
    public static string Text(IAttentionVariant variant)
    {
        ArgumentNullException.ThrowIfNull(variant);
        return variant is DotProductAttention dot ? Text(dot.Normalizer) : CatalogueText.Of(variant.Name, variant);
    }

    /// <summary>The text that <see cref="Find"/> turns into this normalizer, with every parameter.</summary>
    /// <param name="normalizer">Any normalizer whose constructor's parameters are also its properties.</param>
    public static string Text(INormalizer normalizer)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        return CatalogueText.Of(normalizer.Name, normalizer);
    }
}
