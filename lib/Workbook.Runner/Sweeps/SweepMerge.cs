using Parquet;
using Parquet.Schema;
using Workbook.Experiments.Pieces;

namespace Workbook.Runner.Sweeps;

/// <summary>Joins the pieces of a sweep: one Parquet file an experiment and table, with the columns model, text and seed before the table's own.</summary>
internal static class SweepMerge
{
    private const string Advice = "choose another folder with --out";

    /// <summary>Checks that every piece is there and that all belong together, then joins them. No file is put in place before all are written.</summary>
    /// <param name="plan">What was to be run.</param>
    /// <param name="folder">Where the pieces lie.</param>
    /// <param name="target">Where the joined files go.</param>
    /// <returns>The files and how many rows each has.</returns>
    /// <exception cref="WorkbookException">A piece is missing, damaged, or of another plan, build, model or text; nothing is written.</exception>
    public static IReadOnlyList<(string File, long Rows)> Run(SweepPlan plan, SweepFolder folder, string target)
    {
        var markers = Check(plan, folder);
        var files = new List<(string File, long Rows)>();
        var staging = $"{target}.{Environment.ProcessId}.part";
        try
        {
            Write(plan, folder, markers, staging, files);
            foreach (var (file, _) in files)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(target, file))!);
                File.Move(Path.Combine(staging, file), Path.Combine(target, file), overwrite: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"{target} can't be written ({error.Message.TrimEnd('.')}); {Advice}.", error);
        }
        finally
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
        }

        return [.. files.Select(file => (Path.Combine(target, file.File), file.Rows))];
    }

    private static void Write(SweepPlan plan, SweepFolder folder, SweepMarker[] markers, string target, List<(string File, long Rows)> files)
    {
        foreach (var experiment in plan.Experiments)
        {
            var items = plan.Items.Where(item => item.Experiment == experiment).ToArray();
            foreach (var table in items.SelectMany(item => markers[item.Index].Tables).Select(table => table.Name).Distinct())
            {
                var parts = items.Where(item => markers[item.Index].Tables.Any(t => t.Name == table)).ToArray();
                var metadata = new Dictionary<string, string>
                {
                    ["experiment"] = experiment,
                    ["table"] = table,
                    ["plan"] = plan.Hash,
                    ["code"] = markers[0].Code,
                    ["device"] = markers[0].Device,
                };
                var (file, rows) = (Path.Combine(experiment, $"{table}.parquet"), 0L);
                AtomicFile.Write(Path.Combine(target, file), stream => rows = JoinAsync(stream, parts, item => folder.FileOf(item, table), metadata).GetAwaiter().GetResult(), Advice);
                files.Add((file, rows));
            }
        }
    }

    private static SweepMarker[] Check(SweepPlan plan, SweepFolder folder)
    {
        var markers = new SweepMarker[plan.Items.Count];
        var missing = new List<SweepItem>();
        foreach (var item in plan.Items)
        {
            if (folder.Marker(item) is not { } marker)
            {
                missing.Add(item);
                continue;
            }

            if (marker.Plan != plan.Hash)
                throw new WorkbookException($"{folder.Of(item)} belongs to another plan ({marker.Item}); merge each plan's own folder.");
            if (marker.Item != item)
                throw new WorkbookException($"{folder.Of(item)} holds item {marker.Item.Index} ({marker.Item}), not {item}; remove it and run its shard again.");
            if (folder.Damage(item, marker) is { } damage)
                throw new WorkbookException($"The piece of {item} is not whole: {damage}; run its shard again.");
            markers[item.Index] = marker;
        }

        if (missing.Count > 0)
            throw new WorkbookException($"{missing.Count} of {plan.Items.Count} items are missing, the first is number {missing[0].Index} ({missing[0]}); run their shards again, finished items are kept.");
        if (folder.Indices().FirstOrDefault(index => index >= plan.Items.Count, -1) is >= 0 and var extra)
            throw new WorkbookException($"The folder holds an item number {extra}, the plan has {plan.Items.Count}; pieces of two plans are mixed.");
        Same(markers, "versions of the library's code", marker => "", marker => marker.Code);
        Same(markers, "devices", marker => "", marker => marker.Device);
        Same(markers, "weights of", marker => marker.Item.Model, marker => marker.ModelHash);
        Same(markers, "contents of", marker => $"{marker.Item.Text}, seed {marker.Item.Seed}", marker => marker.TextHash);
        return markers;
    }

    private static void Same(SweepMarker[] markers, string what, Func<SweepMarker, string> group, Func<SweepMarker, string> value)
    {
        foreach (var alike in markers.GroupBy(group))
        {
            if (alike.FirstOrDefault(marker => value(marker) != value(alike.First())) is { } other)
                throw new WorkbookException($"The pieces come from two {(alike.Key.Length == 0 ? what : $"{what} {alike.Key}")}: item {alike.First().Item.Index} and item {other.Item.Index} differ; remove the older pieces and run their shards again.");
        }
    }

    // Read from a file, a text's type is that of its characters.
    private static bool IsText(DataField field) => field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    private static async Task<long> JoinAsync(Stream output, IReadOnlyList<SweepItem> items, Func<SweepItem, string> file, Dictionary<string, string> metadata)
    {
        ParquetSchema? schema = null;
        ParquetWriter? writer = null;
        var rows = 0L;
        try
        {
            foreach (var item in items)
            {
                var reader = await ParquetReader.CreateAsync(file(item)).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    var fields = reader.Schema.GetDataFields();
                    if (writer is null)
                    {
                        DataField[] before = [new("model", typeof(string)), new("text", typeof(string)), new("seed", typeof(int))];
                        schema = new ParquetSchema([.. before.Where(own => !fields.Any(field => field.Name == own.Name)), .. fields.Select(field => new DataField(field.Name, IsText(field) ? typeof(string) : field.ClrNullableIfHasNullsType))]);
                        writer = await ParquetWriter.CreateAsync(schema, output).ConfigureAwait(false);
                        writer.CustomMetadata = metadata;
                    }

                    for (var index = 0; index < reader.RowGroupCount; index++)
                    {
                        using var group = reader.OpenRowGroupReader(index);
                        if (group.RowCount == 0)
                            continue;
                        rows += group.RowCount;
                        using var joined = writer.CreateRowGroup();
                        foreach (var field in schema!.GetDataFields())
                            await CopyAsync(group, fields.FirstOrDefault(f => f.Name == field.Name), joined, field, item).ConfigureAwait(false);
                        joined.CompleteValidate();
                    }
                }
            }
        }
        finally
        {
            if (writer is not null)
                await writer.DisposeAsync().ConfigureAwait(false);
        }

        return rows;
    }

    private static async Task CopyAsync(ParquetRowGroupReader from, DataField? source, ParquetRowGroupWriter to, DataField field, SweepItem item)
    {
        var count = (int)from.RowCount;
        if (source is null)
        {
            if (field.ClrType == typeof(int))
                await to.WriteAsync<int>(field, Enumerable.Repeat(item.Seed, count).ToArray()).ConfigureAwait(false);
            else
                await to.WriteAsync(field, Enumerable.Repeat(field.Name == "model" ? item.Model : item.Text, count).ToArray()).ConfigureAwait(false);
        }
        else if (IsText(source))
        {
            var values = new string?[count];
            await from.ReadAsync(source, values.AsMemory()).ConfigureAwait(false);
            await to.WriteAsync(field, values!).ConfigureAwait(false);
        }
        else if (field.ClrType == typeof(double))
        {
            var values = new double?[count];
            await from.ReadAsync<double>(source, values.AsMemory()).ConfigureAwait(false);
            await to.WriteAsync<double>(field, (ReadOnlyMemory<double?>)values).ConfigureAwait(false);
        }
        else
        {
            await (field.ClrType == typeof(int) ? CopyAsync<int>(from, source, to, field, count)
                : field.ClrType == typeof(long) ? CopyAsync<long>(from, source, to, field, count)
                : CopyAsync<bool>(from, source, to, field, count)).ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync<T>(ParquetRowGroupReader from, DataField source, ParquetRowGroupWriter to, DataField field, int count)
        where T : struct
    {
        var values = new T[count];
        await from.ReadAsync<T>(source, values.AsMemory()).ConfigureAwait(false);
        await to.WriteAsync<T>(field, (ReadOnlyMemory<T>)values).ConfigureAwait(false);
    }
}
