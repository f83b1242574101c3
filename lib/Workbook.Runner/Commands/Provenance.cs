using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Workbook.Runner.Session;
using Workbook.Torch;

namespace Workbook.Runner.Commands;

/// <summary>Collects what a run's JSON records of its origin.</summary>
internal static class Provenance
{
    // The packages whose version can change a number or a picture.
    private static readonly string[] Packages =
    [
        "TorchSharp", "MathNet.Numerics", "Parquet.Net", "System.Numerics.Tensors", "Microsoft.ML.Tokenizers", "Plotly.NET",
        "Microsoft.DotNet.Interactive.Formatting", "Microsoft.CodeAnalysis.CSharp.Scripting",
    ];

    /// <summary>The workbook's version, as <c>--version</c> prints it.</summary>
    public static string Version { get; } =
        typeof(Provenance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Everything that is known as a run starts.</summary>
    public static RunInfo Of(RunOptions options, string device, IReadOnlyList<string> arguments, string dtype = "float32") => new()
    {
        Version = Version,
        Started = DateTimeOffset.UtcNow,
        CommandLine = string.Join(' ', arguments.Select(Quoted)),
        Model = Parameters.Model,
        Seed = Parameters.Seed,
        Device = device,
        Dtype = dtype,
        Settings = options.Settings,
        Packages = PackageVersions(),
        Sdk = Metadata(typeof(Provenance).Assembly, "SdkVersion"),
        Runtime = RuntimeInformation.FrameworkDescription,
        OperatingSystem = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}",
        Processors = Environment.ProcessorCount,
    };

    /// <summary>SHA-256 of a file in lower-case hex; null when there is no such file.</summary>
    public static string? HashOf(string path)
    {
        if (!File.Exists(path))
            return null;
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static SortedDictionary<string, string> PackageVersions()
    {
        var versions = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["libtorch"] = Metadata(typeof(TorchRuntime).Assembly, "LibtorchVersion"),
        };
        // The file that the build writes beside the runner names each package that it was built with.
        var path = Path.Combine(AppContext.BaseDirectory, "Workbook.Runner.deps.json");
        if (!File.Exists(path))
            return versions;
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var library in json.RootElement.GetProperty("libraries").EnumerateObject())
        {
            if (library.Name.Split('/') is [var name, var version] && Packages.Contains(name))
                versions[name] = version;
        }
        return versions;
    }

    private static string Metadata(Assembly assembly, string key) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(item => item.Key == key)?.Value ?? "unknown";

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(letter => char.IsLetterOrDigit(letter) || "-_=./:,+@%".Contains(letter, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
