using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Workbook.Experiments.Pieces;

/// <summary>A folder of finished pieces, each under the hash of all that it depends on. A piece that was damaged counts as not there.</summary>
public sealed class PieceStore : IDisposable
{
    private const string Magic = "workbook-piece 2";

    private readonly RunFolder? temporary;
    private readonly HashSet<string> own = [];

    /// <summary>Pieces that stay for later runs.</summary>
    /// <param name="folder">The folder; it is made when first needed.</param>
    public PieceStore(string folder) => Folder = folder;

    private PieceStore(RunFolder folder) => (Folder, temporary) = (folder.Path, folder);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>Pieces of one run alone, which are on the disk to spare memory; nothing of them is left after <see cref="Dispose"/>.</summary>
    /// <exception cref="WorkbookException">The folder of temporary files can't be written.</exception>
    public static PieceStore Temporary() => new(new RunFolder());

    /// <summary>Removes the temporary pieces of runs that were killed; those of a run that lives are left alone.</summary>
    public static void SweepUp() => RunFolder.SweepUp();

    /// <summary>A kept piece.</summary>
    /// <param name="key">All that it depends on.</param>
    /// <returns>The piece, or null and the reason: what changed, or that the kept one is damaged.</returns>
    public (ExperimentPiece? Piece, string Why) Find(PieceKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var path = PathOf(key);
        if (!File.Exists(path))
            return (null, temporary is not null ? "no pieces are kept" : WhyMissing(key));
        try
        {
            return (PieceFile.Read(File.ReadAllBytes(path), Magic), "nothing it depends on has changed");
        }
        catch (Exception error) when (error is InvalidDataException or IOException or JsonException or ArgumentException or EndOfStreamException)
        {
            return (null, $"the kept piece is damaged ({error.Message.TrimEnd('.')})");
        }
    }

    /// <summary>Makes sure, before a piece is measured, that it can be kept.</summary>
    /// <param name="key">All that it depends on.</param>
    /// <exception cref="WorkbookException">The folder can't be written.</exception>
    public void Probe(PieceKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        AtomicFile.Probe(PathOf(key), Advice);
    }

    /// <summary>Keeps a piece. It is written beside its place and renamed, so that no reader sees half of it.</summary>
    /// <param name="key">All that it depends on.</param>
    /// <param name="piece">The piece.</param>
    /// <exception cref="WorkbookException">The folder can't be written.</exception>
    public void Keep(PieceKey key, ExperimentPiece piece)
    {
        ArgumentNullException.ThrowIfNull(key);
        AtomicFile.Write(PathOf(key), PieceFile.Bytes(key, piece, Magic), Advice);
        own.Add(key.Hash);
    }

    /// <summary>Whether this object kept the piece, so that it is no earlier run's.</summary>
    /// <param name="key">All that it depends on.</param>
    public bool IsOwn(PieceKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return own.Contains(key.Hash);
    }

    /// <summary>A piece that this run has found or kept.</summary>
    /// <param name="key">All that it depends on.</param>
    /// <exception cref="WorkbookException">It has gone since, or was damaged.</exception>
    public ExperimentPiece Read(PieceKey key) =>
        Find(key) is ({ } piece, _) ? piece : throw new WorkbookException($"A kept piece in {Folder} has gone or was damaged while it was in use; run the same command again.");

    /// <summary>Removes what is temporary; kept pieces stay.</summary>
    public void Dispose() => temporary?.Dispose();

    private string Advice => temporary is null ? "set WORKBOOK_CACHE to another folder or use --no-cache" : RunFolder.Advice;

    private string PathOf(PieceKey key) => Path.Combine(Folder, key.Parts["piece"], $"{key.Hash}.piece");

    // The nearest kept piece says what changed: the same text and layer first, then the fewest other differences.
    private string WhyMissing(PieceKey key)
    {
        var place = Path.Combine(Folder, key.Parts["piece"]);
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
