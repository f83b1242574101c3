using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Workbook.Tests;

/// <summary>
/// The floors of an assembly: its namespaces from the lowest to the highest. A type may use its own floor and those below;
/// what stands in a method's body counts.
/// </summary>
internal sealed class Floors(System.Reflection.Assembly assembly, params string[] lowestFirst)
{
    private readonly Architecture architecture = new ArchLoader().LoadAssembly(assembly).Build();

    /// <summary>One line for each use of a higher floor.</summary>
    public IReadOnlyList<string> UsesOfAHigherFloor() =>
    [
        .. lowestFirst.SkipLast(1).SelectMany((floor, i) => Types().That().ResideInNamespaceMatching(Pattern([floor]))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(Pattern(lowestFirst[(i + 1)..])))
            .WithoutRequiringPositiveResults()
            .Evaluate(architecture).Where(r => !r.Passed).Select(r => r.Description)),
    ];

    /// <summary>The namespaces that stand on no floor.</summary>
    public IReadOnlyList<string> NamespacesWithoutAFloor() =>
    [
        .. assembly.GetTypes().Select(t => t.Namespace).OfType<string>().Distinct()
            .Where(n => n.StartsWith("Workbook", StringComparison.Ordinal) && !Regex.IsMatch(n, Pattern(lowestFirst))),
    ];

    // A name that ends in a dollar sign stands for that namespace alone, without those inside it.
    private static string Pattern(string[] floors) =>
        $"^({string.Join('|', floors.Select(f => f.EndsWith('$') ? Regex.Escape(f[..^1]) + "$" : Regex.Escape(f) + @"(\.|$)"))})";
}
