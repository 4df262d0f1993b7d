using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using LanguageExt;
using Marginalia.Numerics;

namespace Marginalia.Files;

/// <summary>One pass over the bytes of comma-separated text; holds one record and the numbers so far.</summary>
internal sealed class CsvParser
{
    private const byte Quote = (byte)'"', Comma = (byte)',', Cr = (byte)'\r', Lf = (byte)'\n';
    private const int MaximumColumns = 1 << 20;

    private readonly string _source;
    private readonly ReadLimits _limits;
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly List<byte> _record = [];
    private readonly List<int> _ends = [];
    private int _at, _end;
    private long _line;

    private CsvParser(string source, Stream stream, ReadLimits limits) => (_source, _stream, _limits) = (source, stream, limits);

    public static CsvTable Read(ByteSource source, ReadLimits limits)
    {
        using var stream = Compressed.Open(source).Stream;
        return new CsvParser(source.Name, stream, limits).Table();
    }

    private CsvTable Table()
    {
        var header = Arr<string>.Empty;
        var numbers = new List<double>();
        int columns = 0, rows = 0;
        SkipByteOrderMark();
        while (Record())
        {
            if (columns == 0)
            {
                columns = _ends.Count;
                if (Enumerable.Range(0, columns).Any(i => !Number(i, out _)))
                {
                    header = Enumerable.Range(0, columns).Select(Text).ToArr();
                    continue;
                }
            }

            if (_ends.Count != columns)
                throw FileFault.Malformed(_source, $"line {_line} has {_ends.Count} fields where {columns} are needed", "give every line as many fields");
            if (numbers.Count + columns > _limits.MaximumEntries)
                throw FileFault.TooLarge(_source, $"has more than {_limits.MaximumEntries} numbers", _limits.MaximumEntries);
            for (var i = 0; i < columns; i++)
            {
                if (!Number(i, out var number))
                    throw FileFault.Malformed(_source, $"field {i + 1} of line {_line} is '{Shortened(Text(i))}', not a number", "write numbers with a decimal point");
                numbers.Add(number);
            }

            rows++;
        }

        return new(_source, header, Matrix.Build(rows, columns, target => CollectionsMarshal.AsSpan(numbers).CopyTo(target)));
    }

    private void SkipByteOrderMark()
    {
        if (Peek() != 0xEF)
            return;
        _at++;
        if (Next() != 0xBB || Next() != 0xBF)
            throw FileFault.Malformed(_source, "is not UTF-8 text", "save it as UTF-8");
    }

    /// <summary>Reads the next record that is neither empty nor a comment into the buffers; false at the end.</summary>
    private bool Record()
    {
        while (true)
        {
            _record.Clear();
            _ends.Clear();
            _line++;
            var first = Peek();
            if (first < 0)
                return false;
            if (first == '#')
            {
                while (Next() is var skipped && skipped >= 0 && !EndOfLine(skipped))
                {
                }

                continue;
            }

            Fields();
            if (_ends.Count > 1 || !Blank(_record))
                return true;
        }
    }

    private void Fields()
    {
        while (true)
        {
            var b = Next();
            if (b == Quote && FieldIsBlank())
                Quoted();
            else if (b == Comma)
                EndField();
            else if (b < 0 || EndOfLine(b))
            {
                EndField();
                return;
            }
            else
                Add(b);
        }
    }

    /// <summary>The inside of quotes; a line break there belongs to the field and counts as a line.</summary>
    private void Quoted()
    {
        _record.RemoveRange(_ends.Count == 0 ? 0 : _ends[^1], _record.Count - (_ends.Count == 0 ? 0 : _ends[^1]));
        var opened = _line;
        while (true)
        {
            var b = Next();
            if (b < 0)
                throw FileFault.Malformed(_source, $"the quote opened in line {opened} is never closed", "close it");
            if (b == Quote)
            {
                if (Peek() != Quote)
                    return;
                _at++;
            }

            if (b == Lf)
                _line++;
            Add(b);
        }
    }

    private void Add(int b)
    {
        if (b == 0)
            throw FileFault.Malformed(_source, $"line {_line} holds a zero byte, so this is not text", "give text, or an npz, npy or IDX file");
        if (_record.Count >= _limits.MaximumHeader)
            throw FileFault.TooLarge(_source, $"line {_line} is longer than {_limits.MaximumHeader} bytes", _limits.MaximumHeader);
        _record.Add((byte)b);
    }

    private void EndField()
    {
        if (_ends.Count >= Math.Min(MaximumColumns, _limits.MaximumEntries))
            throw FileFault.TooLarge(_source, $"line {_line} has more than {_ends.Count} fields", _ends.Count);
        _ends.Add(_record.Count);
    }

    private bool EndOfLine(int b)
    {
        if (b == Cr && Peek() == Lf)
            _at++;
        return b is Cr or Lf;
    }

    private bool FieldIsBlank()
    {
        for (var i = _ends.Count == 0 ? 0 : _ends[^1]; i < _record.Count; i++)
            if (_record[i] is not ((byte)' ' or (byte)'\t'))
                return false;
        return true;
    }

    private bool Number(int field, out double number)
    {
        var text = Bytes(field).Trim(" \t"u8);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            return true;
        number = text.Length is < 3 or > 9 ? 0 : Encoding.Latin1.GetString(text).ToLowerInvariant() switch
        {
            "inf" or "+inf" or "infinity" or "+infinity" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => 0,
        };
        return number != 0;
    }

    private ReadOnlySpan<byte> Bytes(int field)
    {
        var start = field == 0 ? 0 : _ends[field - 1];
        return CollectionsMarshal.AsSpan(_record)[start.._ends[field]];
    }

    private string Text(int field) => Encoding.UTF8.GetString(Bytes(field)).Trim();

    private static string Shortened(string text) => text.Length > 30 ? text[..30] + "..." : text;

    private static bool Blank(List<byte> record) => record.TrueForAll(static b => b is (byte)' ' or (byte)'\t');

    private int Peek() => _at < _end || Refill() ? _buffer[_at] : -1;

    private int Next() => _at < _end || Refill() ? _buffer[_at++] : -1;

    private bool Refill()
    {
        (_at, _end) = (0, _stream.Read(_buffer));
        return _end > 0;
    }
}
