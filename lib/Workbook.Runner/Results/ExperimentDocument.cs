using System.Text.Encodings.Web;
using System.Text.Json;
using Workbook.Experiments;
using Workbook.Experiments.Pieces;

namespace Workbook.Runner.Results;

/// <summary>Writes what an experiment gave, with where its numbers come from. docs/results.md describes the form.</summary>
internal static class ExperimentDocument
{
    /// <summary>What <c>format</c> holds.</summary>
    public const string FormatName = "workbook-experiment";

    /// <summary>Grows when a reader of the older form would go wrong.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonWriterOptions Readable = new() { Indented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The whole result as JSON: one line a row.</summary>
    public static void Write(Stream stream, ExperimentResult result, ExperimentProvenance provenance)
    {
        using (var json = new Utf8JsonWriter(stream, Readable))
        {
            json.WriteStartObject();
            json.WriteString("format", FormatName);
            json.WriteNumber("version", CurrentVersion);
            json.WriteString("experiment", result.Experiment);
            json.WritePropertyName("provenance");
            JsonSerializer.Serialize(json, provenance, ExperimentJson.Default.ExperimentProvenance);
            json.WritePropertyName("rows");
            TableWriter.Json(json, result.Rows);
            json.WritePropertyName("tables");
            json.WriteStartObject();
            foreach (var table in result.Tables)
            {
                json.WritePropertyName(table.Name);
                TableWriter.Json(json, table);
            }

            json.WriteEndObject();
            json.WritePropertyName("findings");
            TableWriter.Json(json, new RowTable<Finding>("findings", result.Findings));
            json.WritePropertyName("paper");
            TableWriter.Json(json, new RowTable<PaperComparison>("paper", result.Paper));
            json.WritePropertyName("notes");
            JsonSerializer.Serialize(json, result.Notes, ExperimentJson.Default.IReadOnlyListString);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>The provenance as one line of JSON, for a Parquet file's metadata.</summary>
    public static string Line(ExperimentProvenance provenance) => JsonSerializer.Serialize(provenance, new ExperimentJson(new JsonSerializerOptions(ExperimentJson.Default.Options) { WriteIndented = false }).ExperimentProvenance);
}
