using System.Security.Cryptography;
using System.Text;

namespace Workbook.Experiments.Pieces;

/// <summary>All that a piece depends on, by name: a kept piece is the right one when every part is the same.</summary>
/// <param name="Parts">The parts, such as <c>modelHash</c>, <c>textHash</c>, <c>layer</c>, <c>Lengths</c>, <c>code</c>.</param>
public sealed record PieceKey(IReadOnlyDictionary<string, string> Parts)
{
    /// <summary>SHA-256 of the parts: the name under which the piece is kept.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key}={part.Value}")))));

    /// <summary>The key of a piece.</summary>
    /// <param name="experiment">What is measured.</param>
    /// <param name="options">How.</param>
    /// <param name="origin">By which model.</param>
    /// <param name="text">On which text.</param>
    /// <param name="layer">At which layer; −1 for the whole text.</param>
    public static PieceKey Of(IExperiment experiment, ExperimentOptions options, ExperimentOrigin origin, ExperimentText text, int layer)
    {
        var parts = new Dictionary<string, string>
        {
            ["piece"] = experiment.PieceName,
            ["model"] = origin.Model,
            ["modelHash"] = origin.ModelHash,
            ["device"] = origin.Device,
            ["text"] = text.Name,
            ["textHash"] = text.Hash,
            ["layer"] = layer.ToString(),
            ["code"] = CodeVersion.Current,
        };
        foreach (var name in experiment.Settings)
            parts[name] = options.Setting(name);
        return new(parts);
    }

    /// <summary>How this key differs from another, such as <c>Lengths was "32 64", is "32 128"</c>.</summary>
    /// <param name="other">The key of a kept piece.</param>
    public IReadOnlyList<string> Differences(IReadOnlyDictionary<string, string> other) =>
        [.. Parts.Keys.Union(other.Keys).Order(StringComparer.Ordinal)
            .Where(name => Parts.GetValueOrDefault(name) != other.GetValueOrDefault(name))
            .Select(name => $"{name} was {Short(other.GetValueOrDefault(name))}, is {Short(Parts.GetValueOrDefault(name))}")];

    private static string Short(string? value) => value is null ? "not known" : value.Length > 40 ? $"\"{value[..12]}…\"" : $"\"{value}\"";
}
