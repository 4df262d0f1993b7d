using System.Globalization;

namespace Marginalia.Files;

/// <summary>The few forms of Python text that an npy header may hold: strings, True and False, and tuples of integers.</summary>
internal static class PythonDictionary
{
    public static Dictionary<string, object> Parse(string source, string text)
    {
        var at = 0;
        var members = new Dictionary<string, object>();
        Expect('{');
        while (!Accept('}'))
        {
            var name = Quoted();
            Expect(':');
            if (!members.TryAdd(name, Value()))
                throw Broken("names a member twice");
            if (!Accept(','))
            {
                Expect('}');
                break;
            }
        }

        Space();
        return at == text.Length ? members : throw Broken("goes on after its end");

        FileFault Broken(string problem) => FileFault.Malformed(source, $"has an npy header that {problem} (at character {at})");

        void Space()
        {
            while (at < text.Length && text[at] is ' ' or '\n' or '\r' or '\t')
                at++;
        }

        bool Accept(char c)
        {
            Space();
            if (at >= text.Length || text[at] != c)
                return false;
            at++;
            return true;
        }

        void Expect(char c)
        {
            if (!Accept(c))
                throw Broken($"lacks '{c}'");
        }

        string Quoted()
        {
            Space();
            if (at >= text.Length || text[at] is not ('\'' or '"'))
                throw Broken("lacks a quoted name");
            var end = text.IndexOf(text[at], at + 1);
            if (end < 0)
                throw Broken("does not close a quote");
            var content = text[(at + 1)..end];
            at = end + 1;
            return content;
        }

        object Value()
        {
            Space();
            if (at < text.Length && text[at] is '\'' or '"')
                return Quoted();
            if (Word("True"))
                return true;
            if (Word("False"))
                return false;
            if (Accept('('))
                return Integers();
            // A structured type is a list; it is refused by name later, so that its inside need not be understood.
            if (Accept('['))
            {
                var close = text.LastIndexOf(']');
                at = close < at ? throw Broken("does not close a list") : close + 1;
                return new object();
            }

            throw Broken("holds something else than a string, a truth value or a tuple");
        }

        bool Word(string word)
        {
            if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0)
                return false;
            at += word.Length;
            return true;
        }

        IReadOnlyList<long> Integers()
        {
            var integers = new List<long>();
            while (!Accept(')'))
            {
                Space();
                var start = at;
                while (at < text.Length && (char.IsAsciiDigit(text[at]) || (at == start && text[at] == '-')))
                    at++;
                if (integers.Count == 64 || !long.TryParse(text.AsSpan(start, at - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
                    throw Broken("holds a tuple that is not one of at most 64 integers");
                if (at < text.Length && text[at] == 'L')
                    at++; // Python 2 wrote long integers so
                integers.Add(integer);
                if (!Accept(','))
                {
                    Expect(')');
                    break;
                }
            }

            return integers;
        }
    }
}
