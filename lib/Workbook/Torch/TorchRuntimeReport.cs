namespace Workbook.Torch;

/// <summary>What is known of the native runtime on this machine; `doctor` prints it.</summary>
/// <param name="Ready">Whether tensors can be made.</param>
/// <param name="Backend">The libtorch version and the devices it offers, such as "libtorch 2.10.0, cpu".</param>
/// <param name="LibtorchFolder">The folder libtorch is loaded from; empty when it was not found.</param>
/// <param name="TorchSharpFile">The native TorchSharp library of the package; empty when it was not found.</param>
/// <param name="LibstdcxxVersion">The newest GLIBCXX version that this machine's libstdc++ provides; empty where it plays no part.</param>
/// <param name="PatchedCopyUsed">Whether an old libstdc++ made a patched copy necessary.</param>
/// <param name="CachedCopyPath">The copy that was loaded, or null.</param>
/// <param name="Problem">Why the runtime is not ready, in one sentence, or null.</param>
public sealed record TorchRuntimeReport(
    bool Ready,
    string Backend,
    string LibtorchFolder,
    string TorchSharpFile,
    string LibstdcxxVersion,
    bool PatchedCopyUsed,
    string? CachedCopyPath,
    string? Problem);
