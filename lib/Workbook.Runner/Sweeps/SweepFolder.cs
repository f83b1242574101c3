using System.Security.Cryptography;
using Workbook.Experiments.Pieces;
using Workbook.Runner.Results;

namespace Workbook.Runner.Sweeps;

/// <summary>Where a sweep's pieces lie: <c>pieces/00012/rows.parquet</c>, one folder an item, finished when <c>item.json</c> stands in it.</summary>
/// <param name="path">The folder.</param>
internal sealed class SweepFolder(string path)
{
    private const string Advice = "choose another folder with --out";
    private readonly string _pieces = Path.Combine(path, "pieces");

    /// <summary>The folder of an item.</summary>
    public string Of(SweepItem item) => Path.Combine(_pieces, $"{item.Index:D5}");

    /// <summary>The file of an item's table.</summary>
    public string FileOf(SweepItem item, string table) => Path.Combine(Of(item), $"{table}.parquet");

    /// <summary>What says that an item is finished, or null.</summary>
    public SweepMarker? Marker(SweepItem item) => SweepMarker.TryRead(Path.Combine(Of(item), "item.json"));

    /// <summary>Numbers of all items whose folders are there.</summary>
    public IReadOnlyList<int> Indices() => Directory.Exists(_pieces)
        ? [.. Directory.EnumerateDirectories(_pieces).Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, System.Globalization.CultureInfo.InvariantCulture)).Order()]
        : [];

    /// <summary>Why an item's pieces are not whole; null when they are.</summary>
    public string? Damage(SweepItem item, SweepMarker marker)
    {
        foreach (var table in marker.Tables)
        {
            var file = FileOf(item, table.Name);
            if (!File.Exists(file))
                return $"{file} is missing";
            if (HashOf(file) != table.Sha256)
                return $"{file} is damaged";
        }

        return null;
    }

    /// <summary>Makes sure, before long work, that the folder can be written.</summary>
    /// <exception cref="WorkbookException">It can't.</exception>
    public void Probe() => AtomicFile.Probe(Path.Combine(_pieces, "item.json"), Advice);

    /// <summary>Writes an item's tables, then the marker.</summary>
    /// <exception cref="WorkbookException">The folder can't be written.</exception>
    public void Write(SweepItem item, IEnumerable<RowTable> tables, Func<IReadOnlyList<SweepTable>, SweepMarker> marker)
    {
        var written = new List<SweepTable>();
        foreach (var table in tables)
        {
            var file = FileOf(item, table.Name);
            var metadata = new Dictionary<string, string> { ["experiment"] = item.Experiment, ["table"] = table.Name };
            AtomicFile.Write(file, stream => TableWriter.ParquetAsync(stream, table, metadata).GetAwaiter().GetResult(), Advice);
            written.Add(new(table.Name, HashOf(file)));
        }

        AtomicFile.Write(Path.Combine(Of(item), "item.json"), marker(written).ToJson(), Advice);
    }
    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
