using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;

namespace Workbook.Experiments.Pieces;

/// <summary>A column of a <see cref="RowTable"/>: a parameter of the row's record.</summary>
/// <param name="Name">In camel case, as files have it.</param>
/// <param name="Type">int, long, double, bool or string.</param>
/// <param name="Value">Takes the value out of a row.</param>
public sealed record RowColumn(string Name, Type Type, Func<object, object?> Value)
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<RowColumn>> Known = new();
    private static readonly Type[] Allowed = [typeof(int), typeof(long), typeof(double), typeof(bool), typeof(string)];

    /// <summary>The columns of a record.</summary>
    /// <param name="row">The record's type.</param>
    /// <exception cref="ArgumentException">A parameter has a type that no file can hold.</exception>
    public static IReadOnlyList<RowColumn> Of(Type row) => Known.GetOrAdd(row, type =>
        [.. Parameters(type).Select(parameter =>
        {
            var getter = MethodInvoker.Create(type.GetProperty(parameter.Name!)!.GetMethod!);
            return new RowColumn(JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!), parameter.ParameterType, item => getter.Invoke(item));
        })]);

    /// <summary>Makes a row from its values, in the order of the columns.</summary>
    /// <param name="row">The record's type.</param>
    internal static Func<object?[], object> Constructor(Type row)
    {
        var invoker = ConstructorInvoker.Create(row.GetConstructors()[0]);
        return values => invoker.Invoke(values.AsSpan());
    }

    private static ParameterInfo[] Parameters(Type type)
    {
        var parameters = type.GetConstructors().SingleOrDefault()?.GetParameters()
            ?? throw new ArgumentException($"{type.Name} has no single public constructor; a row is a record.", nameof(type));
        return Array.Find(parameters, p => !Allowed.Contains(p.ParameterType)) is { } bad
            ? throw new ArgumentException($"{type.Name}.{bad.Name} is {bad.ParameterType.Name}; a column is int, long, double, bool or string.", nameof(type))
            : parameters;
    }
}
