using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workbook;

/// <summary>
/// What a reader may change from outside a notebook. A notebook asks here and states its default; an editor gives the default, and
/// <c>run --set name=value</c> another value. Each value that a notebook took is kept for the run's JSON.
/// </summary>
public static class Parameters
{
    private static readonly ConcurrentDictionary<string, string> Given = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, string> Taken = new(StringComparer.Ordinal);

    /// <summary>The checkpoint: an id or a folder; <c>nano</c>, the embedded one, unless <c>--model</c> names another.</summary>
    public static string Model => Get("model", "nano");

    /// <summary>The seed of every random draw.</summary>
    public static int Seed => Get("seed", 1);

    /// <summary>The device for tensors: auto, cpu, cuda or mps.</summary>
    public static string Device => Get("device", "cpu");

    /// <summary>The type of a model's numbers: auto, float32, bfloat16 or float16.</summary>
    public static string NumberType => Get("dtype", "float32");

    /// <summary>The trace file that <c>run --trace FILE</c> names, to read instead of running a model; null when there is none.</summary>
    /// <exception cref="WorkbookException">The file cannot be read.</exception>
    public static string? Trace
    {
        get
        {
            if (!Given.TryGetValue("trace", out var path)) return null;
            try
            {
                using var stream = File.OpenRead(path);
                Taken["trace"] = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(stream))}";
                return path;
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                throw new WorkbookException($"--trace {path}: the trace cannot be read: {problem.Message}", problem);
            }
        }
    }

    /// <summary>The values that the notebooks took since <see cref="Forget"/>, defaults included, by name.</summary>
    public static IReadOnlyDictionary<string, string> Used => new SortedDictionary<string, string>(Taken, StringComparer.Ordinal);

    /// <summary>The value given under a name, or the notebook's default.</summary>
    /// <param name="name">The name, as in <c>--set name=value</c>.</param>
    /// <param name="defaultValue">The value when none is given.</param>
    /// <exception cref="WorkbookException">The given value is not of the default's type.</exception>
    public static T Get<T>(string name, T defaultValue)
        where T : IParsable<T>
    {
        var value = defaultValue;
        if (Given.TryGetValue(name, out var text))
        {
            value = T.TryParse(text, CultureInfo.InvariantCulture, out var parsed)
                ? parsed
                : throw new WorkbookException($"--set {name}={text}: a value such as {Text(defaultValue)} ({typeof(T).Name}) is expected.");
        }

        Taken[name] = Text(value);
        return value;
    }

    /// <summary>The text to read: the content of the file that <c>--text FILE</c> names, or the notebook's own.</summary>
    /// <param name="defaultText">The text when no file is given.</param>
    /// <exception cref="WorkbookException">The file cannot be read.</exception>
    public static string GetText(string defaultText)
    {
        var text = Given.TryGetValue("text", out var path) ? ReadText(path) : defaultText;
        Taken["text"] = Hash(text);
        return text;
    }

    /// <summary>The texts to read: those that <c>--text</c> names, with commas between them, or the notebook's own.</summary>
    /// <param name="defaultNames">Names of texts when none is given.</param>
    /// <returns>Files or names, at least one if <paramref name="defaultNames"/> has one. A file is recorded by the hash of its content.</returns>
    /// <exception cref="WorkbookException">A file cannot be read.</exception>
    public static IReadOnlyList<string> GetTexts(IReadOnlyList<string> defaultNames)
    {
        string[] names = Given.TryGetValue("text", out var given) ? given.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [];
        if (names.Length == 0)
            names = [.. defaultNames];
        Taken["text"] = string.Join(',', names.Select(name => File.Exists(name) ? Hash(ReadText(name)) : name));
        return names;
    }

    /// <summary>True when a value was given from outside, so that a notebook's default is not what holds.</summary>
    /// <param name="name">The name.</param>
    public static bool IsGiven(string name) => Given.ContainsKey(name);

    /// <summary>Gives a value: the command line does it before a run; in an editor a cell may, above those that read it.</summary>
    public static void Set(string name, string value) => Given[name] = value;

    /// <summary>Forgets which values were taken, not those given: the runner calls it before each notebook.</summary>
    public static void Forget() => Taken.Clear();

    private static string Hash(string text) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new WorkbookException($"--text {path}: the text cannot be read: {problem.Message}", problem);
        }
    }

    private static string Text<T>(T value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
