using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Workbook.Torch;

/// <summary>
/// Starts libtorch from where it lies: the libraries are loaded by full path before TorchSharp is first used, and a resolver
/// hands them to it; its own search would copy or miss them.
/// </summary>
public static class TorchRuntime
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, nint> Handles = [];
    private static bool loaded;
    private static volatile bool started;
    private static WorkbookException? failure;
    private static NativeLibraries? natives;
    private static StandardLibrary? standardLibrary;
    private static LoadableNative? torchSharp;

    /// <summary>Loads the native runtime if that has not happened yet. Safe to call often and from any thread.</summary>
    /// <exception cref="WorkbookException">A native library is missing or cannot be loaded: what, where, and what to do.</exception>
    public static void Start()
    {
        Load();
        if (started)
            return;
        try
        {
            // Outside the gate: another thread may already be inside TorchSharp's own start and ask for a library.
            torch.InitializeDeviceType(DeviceType.CPU);
            started = true;
        }
        catch (Exception e) when (e is NotSupportedException or TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw Fail($"TorchSharp {NativeLibraries.TorchSharpVersion} could not start on {natives?.LibtorchFolder} ({FirstLine(e)}): check that the folder holds libtorch {NativeLibraries.LibtorchVersion}.", e);
        }
    }

    /// <summary>Starts the runtime if possible and tells what was found; never throws.</summary>
    public static TorchRuntimeReport Describe()
    {
        try
        {
            Start();
        }
        catch (WorkbookException e)
        {
            return Report(ready: false, "", e.Message);
        }

        var cuda = torch.cuda_is_available() ? $", cuda ({torch.cuda.device_count()})" : "";
        var mps = torch.mps_is_available() ? ", mps" : "";
        return Report(ready: true, $"libtorch {NativeLibraries.LibtorchVersion}, cpu{cuda}{mps}", null);
    }

    /// <summary>Makes TorchSharp ask this class for its native libraries. The module initializer calls it.</summary>
    internal static void Register()
    {
        try
        {
            NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, Resolve);
        }
        catch (InvalidOperationException e)
        {
            // The libraries are loaded below all the same, and the system's linker then finds them by their own names.
            Trace.TraceWarning($"Another host resolves TorchSharp's native libraries: {e.Message}");
        }

        try
        {
            // Now, not at the first question: TorchSharp's own start looks for a library by name before it asks a resolver.
            Load();
        }
        catch (WorkbookException e)
        {
            // Told by Start and Describe, which keep it: a module initializer that throws hides its reason.
            Trace.TraceWarning(e.Message);
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        Load();
        return Handles.GetValueOrDefault(name);
    }

    private static void Load()
    {
        lock (Gate)
            LoadOnce();
    }

    private static void LoadOnce()
    {
        if (failure is not null)
            throw new WorkbookException(failure.Message, failure);
        if (loaded)
            return;
        try
        {
            NativeMemory.KeepPages();
            NativeThreads.WaitAsleep();
            standardLibrary = OperatingSystem.IsLinux() ? StandardLibrary.Find() : null;
            natives = NativeLibraries.Find();
            torchSharp = standardLibrary is null
                ? new(natives.TorchSharpFile, IsCopy: false, IsTemporary: false)
                : new PatchedCopyCache(PatchedCopyCache.DefaultFolder).Prepare(natives.TorchSharpFile, NativeLibraries.TorchSharpVersion, StandardLibrary.Name, standardLibrary.Versions);

            // In the order of their needs, so that each finds those before it already loaded.
            foreach (var name in (string[])["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"])
            {
                var file = Path.Combine(natives.LibtorchFolder, NativeLibraries.FileName(name));
                if (File.Exists(file))
                    Handles[name] = NativeLibrary.Load(file);
            }

            Handles["LibTorchSharp"] = NativeLibrary.Load(torchSharp.Path);
            loaded = true;
        }
        catch (WorkbookException e)
        {
            failure = e;
            throw;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw Fail($"The native libraries in {natives?.LibtorchFolder} could not be loaded ({FirstLine(e)}): run `dotnet restore`, or set {NativeLibraries.LibtorchVariable} to the folder of an installed libtorch {NativeLibraries.LibtorchVersion}.", e);
        }
        finally
        {
            if (torchSharp is { IsTemporary: true })
                Directory.Delete(Path.GetDirectoryName(torchSharp.Path)!, recursive: true);
        }
    }

    private static WorkbookException Fail(string message, Exception cause) => failure = new(message, cause);

    private static string FirstLine(Exception e) => e.GetBaseException().Message.Split('\n')[0].Trim();

    private static TorchRuntimeReport Report(bool ready, string backend, string? problem) => new(
        ready,
        backend,
        natives?.LibtorchFolder ?? "",
        natives?.TorchSharpFile ?? "",
        standardLibrary?.Newest ?? "",
        torchSharp?.IsCopy ?? false,
        torchSharp is { IsCopy: true, IsTemporary: false } ? torchSharp.Path : null,
        problem);
}
