using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbook.Runner.Session;

/// <summary>Finds, in the syntax of one cell, what .NET Interactive, Verso and this runner do not all accept.</summary>
/// <param name="report">Is told the position in the cell's text and the sentence.</param>
internal sealed class SubsetWalker(Action<int, string> report) : CSharpSyntaxWalker(SyntaxWalkerDepth.StructuredTrivia)
{
    private const string ShowInstead = "end the cell with the value, without a semicolon";

    public override void VisitReferenceDirectiveTrivia(ReferenceDirectiveTriviaSyntax node) => Refuse(node, node.File.ValueText.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase)
        ? "#r \"nuget:\" is not supported in a notebook: versions are pinned in Directory.Packages.props alone; workbook.csx brings the packages."
        : "#r is not supported in a notebook: workbook.csx brings the library and its packages.");

    public override void VisitLoadDirectiveTrivia(LoadDirectiveTriviaSyntax node) =>
        Refuse(node, "#load is not supported in a notebook: put shared code into the library.");

    public override void VisitBadDirectiveTrivia(BadDirectiveTriviaSyntax node) =>
        Refuse(node, $"#{node.Identifier.ValueText} is not supported in a notebook: workbook.csx brings the packages.");

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (node.Expression is IdentifierNameSyntax { Identifier.ValueText: "display" or "HTML" } name)
            Refuse(name, $"{name.Identifier.ValueText}() exists in .NET Interactive only: {ShowInstead}.");
        base.VisitInvocationExpression(node);
    }

    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        if (node.Identifier.Text is "@input" or "@password")
            Refuse(node, $"{node.Identifier.Text} asks a person, and a headless run has none: read Parameters.Get instead.");
        if (node.Identifier.ValueText is "Formatter" or "DisplayedValue")
            Refuse(node, $"{node.Identifier.ValueText} exists in .NET Interactive only: {ShowInstead}.");
        base.VisitIdentifierName(node);
    }

    public override void VisitParameter(ParameterSyntax node)
    {
        if (node.Modifiers.Any(SyntaxKind.ThisKeyword))
            Refuse(node, "An extension method cannot stand in a notebook cell: write a plain method, or put it into the library.");
        base.VisitParameter(node);
    }

    public override void VisitNamespaceDeclaration(NamespaceDeclarationSyntax node) => RefuseNamespace(node);

    public override void VisitFileScopedNamespaceDeclaration(FileScopedNamespaceDeclarationSyntax node) => RefuseNamespace(node);

    public override void VisitFieldDeclaration(FieldDeclarationSyntax node)
    {
        if (node.Parent is CompilationUnitSyntax
            && node.Declaration.Type is GenericNameSyntax { Identifier.ValueText: "Span" or "ReadOnlySpan" } span)
            Refuse(span, $"{span.Identifier.ValueText} cannot be a variable of a notebook cell: use an array, or a method of the library.");
        base.VisitFieldDeclaration(node);
    }

    public override void DefaultVisit(SyntaxNode node)
    {
        if (node is BaseTypeDeclarationSyntax type && type.Modifiers.Any(SyntaxKind.FileKeyword))
            Refuse(type, "A file-scoped type cannot stand in a notebook cell: drop the word file.");
        base.DefaultVisit(node);
    }

    private void RefuseNamespace(SyntaxNode node) =>
        Refuse(node, "A namespace cannot stand in a notebook cell: put the code into the library.");

    private void Refuse(SyntaxNode node, string message) => report(node.SpanStart, message);
}
