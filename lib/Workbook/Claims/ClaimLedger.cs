using Workbook.Charts;

namespace Workbook.Claims;

/// <summary>All claims of the library, found by their interfaces.</summary>
public static class ClaimLedger
{
    private static readonly Lazy<IReadOnlyList<IClaim>> Found = new(() =>
        [.. Instances<IClaimFamily>().SelectMany(family => family.Claims).Concat(Instances<IClaim>())
            .OrderBy(claim => claim.Claim.Id, StringComparer.Ordinal)]);

    /// <summary>Every claim, by id.</summary>
    public static IReadOnlyList<IClaim> All => Found.Value;

    /// <summary>The claim of an id.</summary>
    /// <param name="id">Such as <c>sensitivity.published</c>.</param>
    /// <exception cref="WorkbookException">There is no such claim; the near ones are named.</exception>
    public static IClaim Find(string id) =>
        All.FirstOrDefault(c => c.Claim.Id == id)
        ?? throw new WorkbookException($"There is no claim '{id}'; near it are {string.Join(", ", Near(id))}.");

    /// <summary>The ids most like a wrong one, the nearest first.</summary>
    /// <param name="id">A wrong id.</param>
    public static IReadOnlyList<string> Near(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return Near(id, All.Select(c => c.Claim.Id));
    }

    /// <summary>The names most like a wrong one, the nearest first, at most five.</summary>
    /// <param name="name">A wrong name.</param>
    /// <param name="known">The right ones.</param>
    public static IReadOnlyList<string> Near(string name, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(name);
        return [.. known.OrderBy(right => Distance(name, right)).Take(5)];
    }

    /// <summary>Attacks one claim.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="options">How hard to search.</param>
    public static Verdict Check(string id, SearchOptions? options = null) => ClaimSearch.Run(Find(id), options);

    /// <summary>Attacks several claims and lists the verdicts.</summary>
    /// <param name="ids">Their ids; none means all.</param>
    public static Table Table(params string[] ids) => Verdict.Table(
        "Claims and what the search found",
        [.. (ids.Length == 0 ? All.Select(c => c.Claim.Id) : ids).Select(id => Check(id))]);

    private static IEnumerable<T> Instances<T>() => typeof(IClaim).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(T)) && type.GetConstructors().Any(c => c.GetParameters().Length == 0))
        .Select(type => (T)Activator.CreateInstance(type)!);

    // Levenshtein's distance; a known id that contains the wrong one counts as near.
    private static double Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return b.Contains(a, StringComparison.OrdinalIgnoreCase) ? row[^1] / 100.0 : row[^1];
    }
}
