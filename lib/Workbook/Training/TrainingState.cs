using System.Text.Json;
using TorchSharp;
using Workbook.Gpt2;
using static TorchSharp.torch;

namespace Workbook.Training;

/// <summary>Where a training run stands: enough, with the weights and the optimizer's moments beside it, to go on as if never stopped.</summary>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="Tokens">Tokens read.</param>
/// <param name="Stage">Index of the current stage.</param>
/// <param name="StageTokens">Tokens read in it.</param>
/// <param name="Seconds">Training time so far.</param>
/// <param name="LossSum">Training losses since the last measurement, added up.</param>
/// <param name="LossSteps">How many they are.</param>
/// <param name="Curve">Measurements so far.</param>
public sealed record TrainingState(
    int Step,
    long Tokens,
    int Stage,
    long StageTokens,
    double Seconds,
    double LossSum,
    int LossSteps,
    IReadOnlyList<TrainingPoint> Curve)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    // The older one is there only when a save was cut off between its two renames.
    private static readonly string[] Saves = ["state", "state.old"];

    /// <summary>A run that has not begun.</summary>
    public static TrainingState Start { get; } = new(0, 0, 0, 0, 0, 0, 0, []);

    /// <summary>Saves state, weights and moments in <paramref name="folder"/>/state; a save that is cut off leaves the one before it.</summary>
    public void Save(string folder, TrainingOptions options, Gpt2Model model, AdamW optimizer)
    {
        var fresh = Path.Combine(folder, "state.new");
        if (Directory.Exists(fresh)) Directory.Delete(fresh, recursive: true);
        Directory.CreateDirectory(fresh);
        SafetensorsWriter.Write(Path.Combine(fresh, "model.safetensors"), model.state_dict());
        SafetensorsWriter.Write(Path.Combine(fresh, "optimizer.safetensors"), optimizer.Moments());
        File.WriteAllText(Path.Combine(fresh, "options.json"), JsonSerializer.Serialize(options, Format));
        File.WriteAllText(Path.Combine(fresh, "progress.json"), JsonSerializer.Serialize(this, Format));
        var (current, old) = (Path.Combine(folder, "state"), Path.Combine(folder, "state.old"));
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
        if (Directory.Exists(current)) Directory.Move(current, old);
        Directory.Move(fresh, current);
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
    }

    /// <summary>A curve as JSON, an array of points.</summary>
    public static string ToJson(IReadOnlyList<TrainingPoint> curve) => JsonSerializer.Serialize(curve, Format) + "\n";

    /// <summary>Loads the last whole save, or null when there is none.</summary>
    /// <exception cref="WorkbookException">The save is of a run with other options, or is damaged.</exception>
    public static TrainingState? Load(string folder, TrainingOptions options, Gpt2Model model, AdamW optimizer)
    {
        var saved = Saves.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists);
        if (saved is null) return null;
        try
        {
            if (File.ReadAllText(Path.Combine(saved, "options.json")) != JsonSerializer.Serialize(options, Format))
                throw new WorkbookException($"{saved} was saved by a run with other options (see its options.json); give those, or choose another folder.");
            var state = JsonSerializer.Deserialize<TrainingState>(File.ReadAllText(Path.Combine(saved, "progress.json")), Format)
                ?? throw new JsonException("it holds null");
            Copy(Path.Combine(saved, "model.safetensors"), model.state_dict());
            Copy(Path.Combine(saved, "optimizer.safetensors"), optimizer.Moments());
            return state;
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            throw new WorkbookException($"The saved training state in {saved} can't be read ({error.Message}); delete that folder to train from the start.", error);
        }
    }

    private static void Copy(string file, IReadOnlyDictionary<string, Tensor> into)
    {
        using var reader = SafetensorsReader.Open(file);
        using var quiet = no_grad();
        foreach (var (name, target) in into)
        {
            using var saved = reader.Read(name);
            if (!saved.shape.SequenceEqual(target.shape))
            {
                throw new WorkbookException(
                    $"{file}: {name} is [{string.Join(", ", saved.shape)}], this run needs [{string.Join(", ", target.shape)}]; delete the folder to train from the start.");
            }

            target.copy_(saved);
        }
    }
}
