using System.Text;

namespace Workbook.Runner.Report.MathMl;

/// <summary>Reads a formula token by token; blank space is skipped unless asked for.</summary>
internal sealed class LatexReader(string text)
{
    private int _at;

    public int Offset => _at;

    public LatexToken Peek()
    {
        var start = _at;
        var token = Next();
        _at = start;
        return token;
    }

    public LatexToken Next()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }

        return Raw();
    }

    /// <summary>Skips the next token when it is this character.</summary>
    public bool Skip(char character)
    {
        var start = _at;
        if (Next().IsCharacter(character))
        {
            return true;
        }

        _at = start;
        return false;
    }

    /// <summary>Skips the next token when it is this command.</summary>
    public bool SkipCommand(string name)
    {
        var start = _at;
        if (Next().IsCommand(name))
        {
            return true;
        }

        _at = start;
        return false;
    }

    /// <summary>The plain text of a braced argument, with nested braces kept, as <c>\text</c> and <c>\tag</c> take it.</summary>
    public string BracedText(string command)
    {
        var open = Next();
        if (!open.IsCharacter('{'))
        {
            throw new LatexException($"\\{command} needs an argument in braces, but {open.Shown} follows", open.Offset);
        }

        var inner = new StringBuilder();
        for (var depth = 1; ;)
        {
            if (_at >= text.Length)
            {
                throw new LatexException($"the brace after \\{command} is never closed", open.Offset);
            }

            var character = text[_at++];
            if (character == '\\' && _at < text.Length)
            {
                inner.Append(character).Append(text[_at++]);
                continue;
            }

            depth += character == '{' ? 1 : character == '}' ? -1 : 0;
            if (depth == 0)
            {
                return inner.ToString();
            }

            inner.Append(character);
        }
    }

    /// <summary>An optional argument in square brackets that directly follows, or null.</summary>
    public string? BracketText()
    {
        if (_at >= text.Length || text[_at] != '[')
        {
            return null;
        }

        var end = text.IndexOf(']', _at);
        if (end < 0)
        {
            throw new LatexException("the bracket [ is never closed", _at);
        }

        var inner = text[(_at + 1)..end];
        _at = end + 1;
        return inner;
    }

    private LatexToken Raw()
    {
        var start = _at;
        if (start >= text.Length)
        {
            return new(LatexTokenKind.End, "", text.Length);
        }

        if (text[start] != '\\')
        {
            var rune = Rune.TryGetRuneAt(text, start, out var whole) ? whole : throw new LatexException("half of a character stands alone", start);
            _at += rune.Utf16SequenceLength;
            return new(LatexTokenKind.Character, rune.ToString(), start);
        }

        _at++;
        if (_at >= text.Length)
        {
            throw new LatexException("a backslash ends the formula", start);
        }

        var length = 0;
        while (_at + length < text.Length && char.IsAsciiLetter(text[_at + length]))
        {
            length++;
        }

        var isOperatorStar = length > 0 && _at + length < text.Length && text[_at + length] == '*' && text.AsSpan(_at, length).SequenceEqual("operatorname");
        length = Math.Max(1, length + (isOperatorStar ? 1 : 0));
        var name = text.Substring(_at, length);
        _at += length;
        return new(LatexTokenKind.Command, name, start);
    }
}
