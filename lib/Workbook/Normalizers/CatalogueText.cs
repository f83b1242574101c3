using System.Globalization;
using System.Reflection;

namespace Workbook.Normalizers;

/// <summary>Subjects found by their interface, and made from a name with parameters in text.</summary>
internal static class CatalogueText
{
    private const int MostNear = 4;

    /// <summary>Public classes of an assembly whose constructor needs no argument, made so, by name.</summary>
    public static IReadOnlyList<T> Subjects<T>(Assembly assembly, Func<T, string> name)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return
        [
            .. assembly.GetTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false, IsPublic: true } && type.IsAssignableTo(typeof(T)))
                .SelectMany(type => type.GetConstructors().Where(c => c.GetParameters().All(p => p.HasDefaultValue)).Take(1))
                .Select(c => (T)c.Invoke([.. c.GetParameters().Select(p => p.DefaultValue)]))
                .OrderBy(name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The subject that a text such as <c>entmax:alpha=1.3</c> names.</summary>
    public static T Find<T>(string kind, IReadOnlyList<T> all, Func<T, string> name, string text)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var wanted = Plain(colon < 0 ? text : text[..colon]);
        var found = all.FirstOrDefault(subject => Plain(name(subject)) == wanted);
        if (found is null)
            throw new ArgumentException($"There is no {kind} '{text}'; {Hint(wanted, [.. all.Select(name)])}.", nameof(text));
        return colon < 0 ? found : With(found, name(found), text[(colon + 1)..]);
    }

    /// <summary>The text of a subject with every parameter.</summary>
    public static string Of(string name, object subject)
    {
        var given = Constructor(subject.GetType()).GetParameters().Where(p => Kept(subject, p) is not null)
            .Select(p => $"{p.Name}={Convert.ToString(Kept(subject, p), CultureInfo.InvariantCulture)}").ToArray();
        return given.Length == 0 ? name : $"{name}:{string.Join(',', given)}";
    }

    private static T With<T>(T subject, string name, string settings)
        where T : notnull
    {
        var parameters = Constructor(subject.GetType()).GetParameters();
        var values = parameters.Select(p => p.DefaultValue).ToArray();
        string? rest = settings;
        while (rest is not null)
        {
            var setting = rest.Split(',', 2, StringSplitOptions.TrimEntries);
            var parts = setting[0].Split('=', 2, StringSplitOptions.TrimEntries);
            var place = Array.FindIndex(parameters, p => string.Equals(p.Name, parts[0], StringComparison.OrdinalIgnoreCase));
            if (place < 0)
                throw new ArgumentException($"{name} has no parameter '{parts[0]}'; {Known(parameters)}.", nameof(settings));

            // A normalizer has parameters of its own, with commas: it takes the rest of the text.
            var whole = parameters[place].ParameterType == typeof(INormalizer);
            values[place] = Parsed(name, parameters[place], parts.Length < 2 ? "" : whole ? rest[(rest.IndexOf('=', StringComparison.Ordinal) + 1)..] : parts[1]);
            rest = whole ? null : setting.ElementAtOrDefault(1);
        }

        try
        {
            return (T)Constructor(subject.GetType()).Invoke(values);
        }
        catch (TargetInvocationException error) when (error.InnerException is ArgumentException)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(error.InnerException).Throw();
            throw;
        }
    }

    private static object Parsed(string name, ParameterInfo parameter, string text)
    {
        if (parameter.ParameterType == typeof(INormalizer))
            return NormalizerCatalogue.Find(text);
        if (parameter.ParameterType == typeof(int))
        {
            return int.TryParse(text, CultureInfo.InvariantCulture, out var whole)
                ? whole
                : throw new ArgumentException($"The {parameter.Name} of {name} must be a whole number such as {parameter.DefaultValue}, not '{text}'.", parameter.Name);
        }

        return double.TryParse(text, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ArgumentException($"The {parameter.Name} of {name} must be a number such as {Convert.ToString(parameter.DefaultValue, CultureInfo.InvariantCulture)}, not '{text}'.", parameter.Name);
    }

    private static string Known(ParameterInfo[] parameters) =>
        parameters.Length == 0 ? "it has none" : $"it has {string.Join(", ", parameters.Select(p => p.Name))}";

    private static string Hint(string wanted, string[] names)
    {
        // Near: some letters off, or sharing a word of three letters and more.
        var words = wanted.Split('-').Where(w => w.Length >= 3).ToArray();
        var near = names
            .Select(n => (Name: n, Plain: Plain(n)))
            .Select(n => (n.Name, Off: Distance(wanted, n.Plain), Shares: words.Any(w => n.Plain.Contains(w, StringComparison.Ordinal))))
            .Where(n => n.Off <= Math.Max(2, wanted.Length / 3) || n.Shares)
            .OrderBy(n => n.Off).Take(MostNear).Select(n => n.Name).ToArray();
        return near.Length > 0 ? $"near it are {string.Join(", ", near)}" : $"there are {string.Join(", ", names)}";
    }

    private static string Plain(string name) => name.Trim().ToLowerInvariant().Replace(' ', '-').Replace('_', '-');

    private static object? Kept(object subject, ParameterInfo parameter) =>
        subject.GetType().GetProperty(char.ToUpperInvariant(parameter.Name![0]) + parameter.Name[1..])?.GetValue(subject);

    private static ConstructorInfo Constructor(Type type) =>
        type.GetConstructors().FirstOrDefault(c => c.GetParameters().All(p => p.HasDefaultValue)) ?? type.GetConstructors()[0];

    // Letters to put in, leave out or change (Levenshtein).
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
