using Workbook.Charts;

namespace Workbook.Claims;

/// <summary>All claims of the library, found by their interface.</summary>
public static class ClaimLedger
{
    private static readonly Lazy<IReadOnlyList<IClaim>> Found = new(() =>
        [.. typeof(IClaim).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IClaim)))
            .Select(type => (IClaim)Activator.CreateInstance(type, nonPublic: true)!)
            .OrderBy(claim => claim.Claim.Id, StringComparer.Ordinal)]);

    /// <summary>Every claim, by id.</summary>
    public static IReadOnlyList<IClaim> All => Found.Value;

    /// <summary>The claim of an id.</summary>
    /// <param name="id">Such as <c>sensitivity.published</c>.</param>
    /// <exception cref="WorkbookException">There is no such claim.</exception>
    public static IClaim Find(string id) =>
        All.FirstOrDefault(c => c.Claim.Id == id)
        ?? throw new WorkbookException($"There is no claim '{id}'; the ledger has {string.Join(", ", All.Select(c => c.Claim.Id))}.");

    /// <summary>Attacks one claim.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="options">How hard to search.</param>
    public static Verdict Check(string id, SearchOptions? options = null) => ClaimSearch.Run(Find(id), options);

    /// <summary>Attacks several claims and lists the verdicts.</summary>
    /// <param name="ids">Their ids; none means all.</param>
    public static Table Table(params string[] ids) => Verdict.Table(
        "Claims and what the search found",
        [.. (ids.Length == 0 ? All.Select(c => c.Claim.Id) : ids).Select(id => Check(id))]);
}
