using System.Reflection;
using System.Runtime.InteropServices;

namespace Workbook.Torch;

/// <summary>Where the native files lie: libtorch, and TorchSharp's own library. They are loaded in place, never copied into a build.</summary>
/// <param name="LibtorchFolder">The folder that holds libtorch's libraries.</param>
/// <param name="TorchSharpFile">The full path of TorchSharp's own native library.</param>
public sealed record NativeLibraries(string LibtorchFolder, string TorchSharpFile)
{
    /// <summary>The environment variable that names the folder of an installed libtorch.</summary>
    public const string LibtorchVariable = "WORKBOOK_LIBTORCH";

    /// <summary>The libtorch version that this build expects.</summary>
    public static string LibtorchVersion => Metadata("LibtorchVersion");

    /// <summary>The TorchSharp version that this build expects.</summary>
    public static string TorchSharpVersion => Metadata("TorchSharpVersion");

    /// <summary>The part of a package that holds this machine's natives, such as linux-x64.</summary>
    public static string RuntimeIdentifier =>
        OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-arm64" : "linux-x64";

    /// <summary>Finds the natives on this machine: WORKBOOK_LIBTORCH, then beside the assembly, then NuGet's package folders.</summary>
    /// <exception cref="WorkbookException">Something is missing; the sentence says what was looked for, where, and what to do.</exception>
    public static NativeLibraries Find()
    {
        var expected = OperatingSystem.IsMacOS() ? Architecture.Arm64 : Architecture.X64;
        if (RuntimeInformation.ProcessArchitecture != expected)
            throw new WorkbookException($"TorchSharp {TorchSharpVersion} has no native library for {RuntimeInformation.RuntimeIdentifier}, only for {RuntimeIdentifier} on this operating system: use a .NET SDK and a machine of that kind.");
        var beside = Path.GetDirectoryName(typeof(NativeLibraries).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
        return Find(beside, PackageFolders(), Environment.GetEnvironmentVariable(LibtorchVariable));
    }

    /// <summary>Finds the natives under the given folders.</summary>
    /// <param name="beside">The folder of the assembly.</param>
    /// <param name="packageFolders">NuGet's package folders, first choice first.</param>
    /// <param name="installedLibtorch">The folder of an installed libtorch, which then is the only place looked at; null or empty for none.</param>
    /// <exception cref="WorkbookException">Something is missing.</exception>
    public static NativeLibraries Find(string beside, IReadOnlyList<string> packageFolders, string? installedLibtorch)
    {
        ArgumentNullException.ThrowIfNull(packageFolders);
        var package = $"libtorch-cpu-{RuntimeIdentifier}";
        var natives = Path.Combine("runtimes", RuntimeIdentifier, "native");
        List<string> besides = [beside, Path.Combine(beside, natives)];
        var libtorch = string.IsNullOrEmpty(installedLibtorch)
            ? FirstFolder(FileName("torch_cpu"), [.. besides, .. packageFolders.Select(p => Path.Combine(p, package, LibtorchVersion, natives))], $"run `dotnet restore`, which brings the package {package} {LibtorchVersion}, or set {LibtorchVariable} to the folder of an installed libtorch {LibtorchVersion}")
            : FirstFolder(FileName("torch_cpu"), [installedLibtorch, Path.Combine(installedLibtorch, "lib")], $"set {LibtorchVariable} to the folder of an installed libtorch {LibtorchVersion}, or unset it to use the package {package}");
        var torchSharp = FirstFolder(FileName("LibTorchSharp"), [.. besides, .. packageFolders.Select(p => Path.Combine(p, "torchsharp", TorchSharpVersion, natives))], $"run `dotnet restore`, which brings the package TorchSharp {TorchSharpVersion}");
        return new(libtorch, Path.Combine(torchSharp, FileName("LibTorchSharp")));
    }

    /// <summary>The file name of a native library on this operating system.</summary>
    /// <param name="name">The bare name, such as torch_cpu.</param>
    public static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    /// <summary>NuGet's package folders: NUGET_PACKAGES, the folder this build restored from, the user's default.</summary>
    public static IReadOnlyList<string> PackageFolders() =>
    [
        .. new[]
        {
            Environment.GetEnvironmentVariable("NUGET_PACKAGES"),
            Metadata("NuGetPackageRoot"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
        }.Where(p => !string.IsNullOrEmpty(p)).Select(p => Path.TrimEndingDirectorySeparator(p!)).Distinct(),
    ];

    private static string FirstFolder(string file, List<string> folders, string advice) =>
        folders.Find(f => File.Exists(Path.Combine(f, file)))
        ?? throw new WorkbookException($"{file} was not found (looked in {string.Join(", ", folders)}): {advice}.");

    private static string Metadata(string key) => typeof(NativeLibraries).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == key)?.Value ?? "";
}
