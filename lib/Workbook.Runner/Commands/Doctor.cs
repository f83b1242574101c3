using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Workbook.Gpt2;
using Workbook.Runner.Session;
using Workbook.Torch;

namespace Workbook.Runner.Commands;

/// <summary>Looks at what a run needs on this machine.</summary>
/// <param name="model">The checkpoint's id or folder.</param>
/// <param name="device">The device's name.</param>
internal sealed partial class Doctor(string model, string device)
{
    private const long LeastFreeBytes = 500L << 20;

    private readonly string? _root = WorkbookRoot.TryFind();

    /// <summary>One finding a thing, in the order in which a beginner would mend them.</summary>
    public IReadOnlyList<DoctorFinding> Examine()
    {
        var torch = TorchRuntime.Describe();
        return
        [
            Look("sdk", Sdk),
            new("libstdc++", torch.Ready || torch.LibstdcxxVersion.Length > 0 || !OperatingSystem.IsLinux(), StandardLibraryFact(torch)),
            new("torch", torch.Ready, torch.Problem ?? $"{torch.Backend}, from {torch.LibtorchFolder}"),
            Look("device", () => DeviceChoice.Parse(device).ToString()),
            Look("checkpoint", Model),
            Look("notebooks", Notebooks),
            Look("disk", Disk),
        ];
    }

    private static DoctorFinding Look(string name, Func<string> look)
    {
        try
        {
            return new(name, Ok: true, look());
        }
        catch (WorkbookException problem)
        {
            return new(name, Ok: false, problem.Message);
        }
    }

    private string Sdk()
    {
        const string advice = "install the .NET SDK 10";
        try
        {
            // global.json in the workbook's folder decides which SDK is used, so the question is asked there.
            var start = new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _root ?? "" };
            using var process = Process.Start(start)!;
            var version = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? $".NET SDK {version}" : throw new WorkbookException($"No .NET SDK fits global.json: {advice}.");
        }
        catch (Win32Exception)
        {
            throw new WorkbookException($"The command dotnet is not found: {advice} and put it on the PATH.");
        }
    }

    private static string StandardLibraryFact(TorchRuntimeReport torch) => torch switch
    {
        { LibstdcxxVersion: "" } when OperatingSystem.IsLinux() && !torch.Ready => "not found; install it (Debian and Ubuntu: the package libstdc++6)",
        { LibstdcxxVersion: "" } => "plays no part on this system",
        { PatchedCopyUsed: true, CachedCopyPath: { } copy } => $"{torch.LibstdcxxVersion}, older than TorchSharp asks for; a patched copy of one file serves: {copy}",
        { PatchedCopyUsed: true } => $"{torch.LibstdcxxVersion}, older than TorchSharp asks for; no cache folder can be written, so each process makes its own copy",
        _ => $"{torch.LibstdcxxVersion}, new enough",
    };

    private string Model()
    {
        using var checkpoint = Checkpoint.Load(model);
        var config = checkpoint.Config;
        return $"{checkpoint.Id}: {config.Layers} layers, {config.Heads} heads, width {config.Width}, context {config.ContextLength}, {config.VocabularySize} tokens, from {WorkbookRoot.Display(checkpoint.Folder)}";
    }

    private string Notebooks()
    {
        if (_root is null)
            throw new WorkbookException("No Workbook.sln lies in or above this folder: run the command inside the workbook's folder.");
        var import = Path.Combine(_root, "notebooks", WorkbookImport.FileName);
        if (!File.Exists(import))
            throw new WorkbookException($"{import} is missing: run dotnet build -c Release, which writes it.");
        var library = ReferencedFile().Match(File.ReadAllText(import)).Groups["path"].Value;
        return File.Exists(library)
            ? $"{Amount.Of(Directory.GetFiles(Path.GetDirectoryName(import)!, "*.dib").Length, "notebook")}, {WorkbookImport.FileName} names {WorkbookRoot.Display(library)}"
            : throw new WorkbookException($"{import} names {library}, which is gone: run dotnet build -c Release again.");
    }

    private string Disk()
    {
        var folder = _root ?? Directory.GetCurrentDirectory();
        var free = new DriveInfo(folder).AvailableFreeSpace;
        var text = $"{free / (double)(1L << 30):0.0} GB free in {folder}";
        return free >= LeastFreeBytes ? text : throw new WorkbookException($"Only {text}: a build and a report need {LeastFreeBytes >> 20} MB.");
    }

    [GeneratedRegex("""^#r\s+"(?<path>[^"]+)"$""", RegexOptions.Multiline)]
    private static partial Regex ReferencedFile();
}
