using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Workbook.Experiments;

/// <summary>A folder of finished pieces, each under the hash of all that it depends on. A piece that was damaged counts as not there.</summary>
/// <param name="folder">The folder; it is made when first needed.</param>
public sealed class PieceStore(string folder)
{
    private const string Magic = "workbook-piece 1";

    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>A kept piece.</summary>
    /// <param name="key">All that it depends on.</param>
    /// <returns>The piece, or null and the reason: what changed, or that the kept one is damaged.</returns>
    public (ExperimentPiece? Piece, string Why) Find(PieceKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var path = PathOf(key);
        if (!File.Exists(path))
            return (null, WhyMissing(key));
        try
        {
            var piece = PieceFile.Read(File.ReadAllBytes(path), Magic);
            return (piece, "nothing it depends on has changed");
        }
        catch (Exception error) when (error is InvalidDataException or IOException or JsonException or ArgumentException or EndOfStreamException)
        {
            return (null, $"the kept piece is damaged ({error.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Keeps a piece. It is written beside its place and renamed, so that no reader sees half of it.</summary>
    /// <param name="key">All that it depends on.</param>
    /// <param name="piece">The piece.</param>
    /// <exception cref="WorkbookException">The folder can't be written.</exception>
    public void Keep(PieceKey key, ExperimentPiece piece)
    {
        ArgumentNullException.ThrowIfNull(key);
        AtomicFile.Write(PathOf(key), PieceFile.Bytes(key, piece, Magic), "set WORKBOOK_CACHE to another folder or use --no-cache");
    }

    private string PathOf(PieceKey key) => Path.Combine(folder, key.Parts["piece"], $"{key.Hash}.piece");

    // The nearest kept piece says what changed: the same text and layer first, then the fewest other differences.
    private string WhyMissing(PieceKey key)
    {
        var place = Path.Combine(folder, key.Parts["piece"]);
        if (!Directory.Exists(place))
            return "it was never measured";
        var nearest = new DirectoryInfo(place).EnumerateFiles("*.piece").OrderByDescending(file => file.LastWriteTimeUtc).Take(2000)
            .Select(file => PieceFile.TryReadKey(file.FullName, Magic))
            .Where(parts => parts is not null && parts.GetValueOrDefault("text") == key.Parts["text"] && parts.GetValueOrDefault("layer") == key.Parts["layer"]
                && parts.GetValueOrDefault("model") == key.Parts["model"])
            .Select(parts => key.Differences(parts!))
            .MinBy(differences => differences.Count);
        return nearest is null ? "it was never measured" : string.Join("; ", nearest);
    }
}
