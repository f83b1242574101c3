using System.Text.Json;
using System.Text.Json.Serialization;
using Workbook.Experiments.Pieces;

namespace Workbook.Runner.Commands;

/// <summary>The file of expected findings.</summary>
/// <param name="Format">Always <see cref="FormatName"/>.</param>
/// <param name="Version">The form's version; 1 had a single set of figures.</param>
/// <param name="Model">The checkpoint's id.</param>
/// <param name="ModelHash">SHA-256 of its weights.</param>
/// <param name="Tiers">The figures of each tier.</param>
internal sealed record ExpectedFindings(string Format, int Version, string Model, string ModelHash, IReadOnlyList<ExpectedTier> Tiers)
{
    public const string FormatName = "workbook-expected-findings";

    public const int FormVersion = 2;

    /// <summary>Reads a file.</summary>
    /// <exception cref="WorkbookException">It is not there, cut short, or of another form.</exception>
    public static ExpectedFindings Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var file = JsonSerializer.Deserialize(stream, ExpectedFindingsJson.Default.ExpectedFindings);
            if (file is not { Format: FormatName, Version: FormVersion })
                throw new JsonException($"its format is not {FormatName} {FormVersion}");
            if (file.Tiers.Any(tier => tier is null || tier.Findings.Any(f => f is null) || tier.Plan.Runs.Any(r => r is null) || tier.Plan.Seeds.Count == 0))
                throw new JsonException("an entry is null, or a plan has no seed");
            if (file.Tiers.SelectMany(tier => tier.Findings.Select(f => (tier.Tier, f.Name))).CountBy(f => f).FirstOrDefault(f => f.Value > 1) is { Value: > 1 } twice)
                throw new JsonException($"{twice.Key.Name} stands twice in tier {twice.Key.Tier}");
            foreach (var (tier, finding) in file.Tiers.SelectMany(tier => tier.Findings.Select(f => (tier.Tier, f))))
            {
                if (finding.Value is { } value && !(double.IsFinite(value) && finding.Tolerance > 0 && finding.OtherSeeds >= finding.Tolerance && double.IsFinite(finding.OtherSeeds)))
                    throw new JsonException($"{finding.Name} in tier {tier} has no finite value with positive tolerances, the other seeds' at least the committed one's");
            }

            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new WorkbookException($"The expected findings in {WorkbookRoot.Display(path)} can't be read ({error.Message.TrimEnd('.')}); restore the file, or name another with --expected-findings.", error);
        }
    }

    /// <summary>Writes the figures of one tier; those of other tiers stay when they are of the same weights.</summary>
    /// <returns>The tiers that were dropped.</returns>
    public static IReadOnlyList<string> Write(string path, string model, string modelHash, ExpectedTier tier)
    {
        var old = File.Exists(path) ? Read(path) : null;
        var same = old?.ModelHash == modelHash;
        var tiers = (same ? old!.Tiers : []).Where(t => t.Tier != tier.Tier).Append(tier).OrderBy(t => Enum.Parse<VerifyTier>(t.Tier, ignoreCase: true));
        var whole = new ExpectedFindings(FormatName, FormVersion, model, modelHash, [.. tiers]);
        AtomicFile.Write(path, [.. JsonSerializer.SerializeToUtf8Bytes(whole, ExpectedFindingsJson.Default.ExpectedFindings), (byte)'\n'], "name another file with --expected-findings");
        return same || old is null ? [] : [.. old.Tiers.Select(t => t.Tier).Where(name => name != tier.Tier)];
    }

    /// <summary>The figures of a tier.</summary>
    /// <exception cref="WorkbookException">The file has none.</exception>
    public ExpectedTier Of(VerifyTier tier, string path) => Tiers.FirstOrDefault(t => t.Tier == ExpectedTier.Name(tier))
        ?? throw new WorkbookException($"{WorkbookRoot.Display(path)} has no figures of the {ExpectedTier.Name(tier)} tier; write them with verify --only findings{ExpectedTier.Flag(tier)} --update.");
}

/// <summary>How <see cref="ExpectedFindings"/> is written as JSON.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ExpectedFindings))]
internal sealed partial class ExpectedFindingsJson : JsonSerializerContext;
