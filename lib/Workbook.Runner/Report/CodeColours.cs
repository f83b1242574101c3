using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbook.Runner.Report;

/// <summary>
/// C# as HTML with its parts marked: <c>k</c> keyword, <c>s</c> text, <c>n</c> number, <c>c</c> comment, <c>t</c> type, <c>m</c> method, <c>p</c> directive.
/// It works on the syntax alone, so code is coloured even when it does not compile; the text itself is never changed.
/// </summary>
public static class CodeColours
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Preview, kind: SourceCodeKind.Script);

    /// <summary>The code with its parts marked; without the marks it is <paramref name="code"/> again.</summary>
    public static string ToHtml(string code)
    {
        var html = new StringBuilder();
        var root = CSharpSyntaxTree.ParseText(code, Script).GetRoot();
        foreach (var token in root.DescendantTokens(descendIntoTrivia: false))
        {
            foreach (var trivia in token.LeadingTrivia)
            {
                Append(html, trivia.ToFullString(), OfTrivia(trivia));
            }

            Append(html, token.Text, OfToken(token));
            foreach (var trivia in token.TrailingTrivia)
            {
                Append(html, trivia.ToFullString(), OfTrivia(trivia));
            }
        }

        return html.ToString();
    }

    private static void Append(StringBuilder html, string text, char? mark)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (mark is { } c)
        {
            html.Append("<span class=\"").Append(c).Append("\">").Append(WebUtility.HtmlEncode(text)).Append("</span>");
        }
        else
        {
            html.Append(WebUtility.HtmlEncode(text));
        }
    }

    private static char? OfTrivia(SyntaxTrivia trivia) => trivia.Kind() switch
    {
        SyntaxKind.WhitespaceTrivia or SyntaxKind.EndOfLineTrivia => null,
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia => 'c',
        SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia => 'c',
        _ => trivia.IsDirective ? 'p' : null,
    };

    private static char? OfToken(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.StringLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken => 's',
        SyntaxKind.Utf8StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken => 's',
        SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.InterpolatedStringEndToken => 's',
        SyntaxKind.InterpolatedSingleLineRawStringStartToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken or SyntaxKind.InterpolatedRawStringEndToken => 's',
        SyntaxKind.NumericLiteralToken => 'n',
        SyntaxKind.IdentifierToken => OfIdentifier(token),
        _ => token.IsKeyword() || token.IsContextualKeyword() ? 'k' : null,
    };

    private static char? OfIdentifier(SyntaxToken token)
    {
        if (token.Text is "var" or "await" or "nameof" && token.Parent is IdentifierNameSyntax)
        {
            return 'k';
        }

        return token.Parent switch
        {
            BaseTypeDeclarationSyntax or TypeParameterSyntax => 't',
            MethodDeclarationSyntax or LocalFunctionStatementSyntax => 'm',
            SimpleNameSyntax name => OfName(name),
            _ => null,
        };
    }

    private static char? OfName(SimpleNameSyntax name) => name.Parent switch
    {
        InvocationExpressionSyntax call when call.Expression == name => 'm',
        MemberAccessExpressionSyntax access when access.Name == name => access.Parent is InvocationExpressionSyntax call && call.Expression == access ? 'm' : null,
        // What a capital begins and a dot follows is a type or a namespace in this house.
        MemberAccessExpressionSyntax access when access.Expression == name && name.Identifier.Text is [>= 'A' and <= 'Z', ..] => 't',
        ObjectCreationExpressionSyntax or VariableDeclarationSyntax or ParameterSyntax or TypeArgumentListSyntax or ArrayTypeSyntax or NullableTypeSyntax => 't',
        CastExpressionSyntax or BaseTypeSyntax or TypeOfExpressionSyntax or DeclarationPatternSyntax => 't',
        MethodDeclarationSyntax method when method.ReturnType == name => 't',
        LocalFunctionStatementSyntax function when function.ReturnType == name => 't',
        _ when name is GenericNameSyntax => 't',
        _ => null,
    };
}
