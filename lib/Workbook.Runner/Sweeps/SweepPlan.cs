using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Workbook.Experiments;
using Workbook.Training;

namespace Workbook.Runner.Sweeps;

/// <summary>What a sweep runs: every experiment on every model, text and seed, each over all lengths.</summary>
/// <remarks>Read from JSON in camel case; docs/sweeps.md describes the form. An unknown key is refused.</remarks>
internal sealed record SweepPlan
{
    /// <summary>The version of the form that this code reads.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The version of the form.</summary>
    public required int Version { get; init; }

    /// <summary>Names of experiments.</summary>
    public required IReadOnlyList<string> Experiments { get; init; }

    /// <summary>Checkpoints: ids, or folders (from the plan's own folder when relative).</summary>
    public IReadOnlyList<string> Models { get; init; } = ["nano"];

    /// <summary>Texts: names of the corpus, or files (from the plan's own folder when relative); the whole corpus when none is given.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Context lengths L, ascending; the last is the length of the one causal pass.</summary>
    public required IReadOnlyList<int> Lengths { get; init; }

    /// <summary>Seeds of the random draws and of the generated stories.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];

    /// <summary>Selection sizes N; every one at the greatest length and a grid below it when none is given.</summary>
    public IReadOnlyList<int> Sizes { get; init; } = [];

    /// <summary>Temperatures T; the experiments' own when none is given.</summary>
    public IReadOnlyList<double> Temperatures { get; init; } = [];

    /// <summary>Lengths of a perturbation; the experiments' own when none is given.</summary>
    public IReadOnlyList<double> Epsilons { get; init; } = [];

    /// <summary>Random selections a query for the true expectation.</summary>
    public int Draws { get; init; } = 1;

    /// <summary>The fixed radius of separability; the experiments' own when none is given.</summary>
    public double? Radius { get; init; }

    /// <summary>SHA-256 of what the plan says, whatever its spaces and order of keys: pieces of one plan have the same.</summary>
    [JsonIgnore]
    public string Hash { get; private init; } = "";

    /// <summary>The folder that relative paths start from.</summary>
    [JsonIgnore]
    public string Folder { get; private init; } = "";

    /// <summary>Everything there is to run, in an order that is the same for every shard.</summary>
    [JsonIgnore]
    public IReadOnlyList<SweepItem> Items { get; private init; } = [];

    /// <summary>Reads a plan and checks it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="WorkbookException">It can't be read.</exception>
    /// <exception cref="UsageException">It says something that can't be run; the key is named.</exception>
    public static SweepPlan Read(string path)
    {
        SweepPlan plan;
        try
        {
            plan = JsonSerializer.Deserialize<SweepPlan>(File.ReadAllBytes(path), Form) ?? throw new UsageException($"The plan {path} is empty.");
        }
        catch (JsonException error)
        {
            throw new UsageException($"The plan {path} can't be used: {Reason(error)}; docs/sweeps.md describes its keys.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"The plan {path} can't be read ({error.Message.TrimEnd('.')}).", error);
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        plan = plan with { Folder = folder, Texts = plan.Texts.Count > 0 ? plan.Texts : Corpus.Names };
        plan.Check(path);
        return plan with { Hash = plan.HashOf(), Items = [.. plan.AllItems()] };
    }

    /// <summary>How an item's experiment is run.</summary>
    public ExperimentOptions Options(SweepItem item)
    {
        var usual = new ExperimentOptions();
        return usual with
        {
            Lengths = Lengths,
            Seed = item.Seed,
            Sizes = Sizes,
            Temperatures = Temperatures.Count > 0 ? Temperatures : usual.Temperatures,
            Epsilons = Epsilons.Count > 0 ? Epsilons : usual.Epsilons,
            Draws = Draws,
            Radius = Radius ?? usual.Radius,
        };
    }

    /// <summary>A text or model as the library takes it: a name as it is, a relative path from the plan's folder.</summary>
    public string Located(string nameOrPath) =>
        Path.Combine(Folder, nameOrPath) is var path && (File.Exists(path) || Directory.Exists(path)) ? path : nameOrPath;

    private IEnumerable<SweepItem> AllItems()
    {
        var index = 0;
        // One model after another, so that a shard loads each once in a row.
        foreach (var model in Models)
            foreach (var experiment in Experiments)
                foreach (var text in Texts)
                    foreach (var seed in Seeds)
                        yield return new(index++, experiment, model, text, seed);
    }

    // The plan's own words; what files hold stands in each piece, and a merge refuses pieces that differ in it.
    private string HashOf() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Form))));

    private void Check(string path)
    {
        void Refuse(string what) => throw new UsageException($"The plan {path} can't be used: {what}.");
        void Distinct<T>(string key, IReadOnlyList<T> values)
        {
            if (values.Count == 0)
                Refuse($"\"{key}\" is empty");
            if (values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1) is { } twice)
                Refuse($"\"{key}\" names {twice.Key} twice");
        }

        if (Version != CurrentVersion)
            Refuse($"\"version\" is {Version}, this workbook reads {CurrentVersion}");
        Distinct("experiments", Experiments);
        Distinct("models", Models);
        Distinct("texts", Texts.Select(Path.GetFileNameWithoutExtension).ToArray());
        Distinct("seeds", Seeds);
        try
        {
            foreach (var name in Experiments)
                _ = ExperimentCatalogue.Find(name);
            Options(new(0, Experiments[0], Models[0], Texts[0], Seeds[0])).Check(int.MaxValue, Texts[0]);
        }
        catch (UsageException problem)
        {
            // The options are named as on the command line; here they are keys.
            Refuse(problem.Message.Replace("--", "", StringComparison.Ordinal).TrimEnd('.'));
        }
    }

    private static string Reason(JsonException error)
    {
        var message = error.Message;
        var end = message.IndexOf(". Path:", StringComparison.Ordinal);
        message = end > 0 ? message[..end] : message.TrimEnd('.');
        if (message.StartsWith("The JSON property '", StringComparison.Ordinal) && message.Contains("could not be mapped", StringComparison.Ordinal))
            message = $"\"{message.Split('\'')[1]}\" is no key of a plan";
        else if (message.Contains("missing required properties", StringComparison.Ordinal))
            message = $"it lacks {message[(message.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim().Replace('\'', '"')}";
        return error.LineNumber is { } line ? $"{message} (line {line + 1})" : message;
    }
}
