using System.Reflection;

namespace Workbook.Normalizers;

/// <summary>All normalizers of the library, each with its default parameters, found by their interface.</summary>
public static class NormalizerCatalogue
{
    private static readonly Lazy<IReadOnlyList<INormalizer>> Found = new(() => From(typeof(INormalizer).Assembly));

    /// <summary>Every normalizer, by name.</summary>
    public static IReadOnlyList<INormalizer> All => Found.Value;

    /// <summary>The normalizers of any assembly, by name: public classes whose constructor needs no argument.</summary>
    /// <param name="assembly">Where to look.</param>
    public static IReadOnlyList<INormalizer> From(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return
        [
            .. assembly.GetTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false, IsPublic: true } && type.IsAssignableTo(typeof(INormalizer)))
                .SelectMany(type => type.GetConstructors().Where(c => c.GetParameters().All(p => p.HasDefaultValue)).Take(1))
                .Select(c => (INormalizer)c.Invoke([.. c.GetParameters().Select(p => p.DefaultValue)]))
                .OrderBy(normalizer => normalizer.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The normalizer of a name, with its default parameters.</summary>
    /// <param name="name">Such as <c>sparsemax</c>.</param>
    /// <exception cref="ArgumentException">There is no such normalizer.</exception>
    public static INormalizer Find(string name) =>
        All.FirstOrDefault(n => n.Name == name)
        ?? throw new ArgumentException($"There is no normalizer '{name}'; there are {string.Join(", ", All.Select(n => n.Name))}.", nameof(name));
}
