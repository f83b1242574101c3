using System.Reflection;
using System.Runtime.Loader;

namespace Workbook.Torch;

/// <summary>
/// Finds assemblies for hosts that only know this library's path, such as a notebook kernel. Asked for a name that the
/// host could not resolve, it gives back the library itself, else an assembly of that name that is already loaded
/// whatever its version, else the file beside the library.
/// </summary>
internal static class LibraryAssemblies
{
    private static readonly Assembly Library = typeof(LibraryAssemblies).Assembly;

    internal static void Register() => AssemblyLoadContext.Default.Resolving += Resolve;

    internal static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name)
    {
        if (string.Equals(name.Name, Library.GetName().Name, StringComparison.OrdinalIgnoreCase))
            return Library;

        var present = AppDomain.CurrentDomain.GetAssemblies()
            .FirstOrDefault(a => string.Equals(a.GetName().Name, name.Name, StringComparison.OrdinalIgnoreCase));
        if (present is not null || Library.Location.Length == 0)
            return present;

        var file = Path.Combine(Path.GetDirectoryName(Library.Location)!, name.Name + ".dll");
        return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
    }
}
