using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Marginalia.Numerics;

/// <summary>A rectangle of a matrix product on one thread: blocks of B packed into panels, rows of A in groups, sums in registers.</summary>
/// <remarks>Blocks are chosen for the caches only. A chain that is interrupted at the end of a block waits as a double and goes on, so
/// blocking does not show in the result.</remarks>
internal readonly unsafe struct TiledProduct(Product product, double* a, double* b, double* c, Finish finish)
{
    private const int InnerBlock = 400;
    private const int ColumnBlock = 384;
    private const int RowBlock = 512;

    private static int Lanes => Vector512.IsHardwareAccelerated ? 8 : 4;

    private static int TileRows => Vector512.IsHardwareAccelerated ? Tile512.Rows : Tile256.Rows;

    /// <summary>Computes rows and columns [from, to) of C.</summary>
    [SkipLocalsInit]
    internal void Run(int rowFrom, int rowTo, int columnFrom, int columnTo, Workspace workspace)
    {
        var blocks = Math.Max(1, (product.Inner + InnerBlock - 1) / InnerBlock);
        var innerBlock = (product.Inner + blocks - 1) / blocks;
        var rowBlock = blocks == 1 ? rowTo - rowFrom : RowBlock;
        var columnBlock = Math.Min(columnTo - columnFrom, ColumnBlock);
        var padded = (columnBlock + Lanes - 1) / Lanes * Lanes;

        nint panelLength = (nint)innerBlock * padded;
        nint groupLength = (nint)innerBlock * TileRows;
        nint sumLength = blocks == 1 ? TileRows * 3 * Lanes : (nint)padded * (Math.Min(rowBlock, rowTo - rowFrom) + TileRows);
        var memory = workspace.Reserve(panelLength + groupLength + sumLength + 16);
        var area = new Area(memory, memory + panelLength, memory + panelLength + groupLength, padded);

        for (var i = rowFrom; i < rowTo; i += rowBlock)
            for (var j = columnFrom; j < columnTo; j += columnBlock)
                for (var block = 0; block < blocks; block++)
                {
                    var l = block * innerBlock;
                    var part = new Part(i, Math.Min(rowTo - i, rowBlock), j, Math.Min(columnTo - j, columnBlock), l, Math.Min(product.Inner - l, innerBlock), blocks > 1);
                    Block(part, area);
                }
    }

    private void Block(in Part part, in Area area)
    {
        PackColumns(part, area.Panels);
        var turned = product.TransposeA;
        var pack = turned || part.Columns > 64;
        var tile = new Tile
        {
            Inner = part.InnerCount,
            Continue = part.Inner > 0,
            RowStride = pack || turned ? 1 : product.Inner,
            InnerStride = pack ? TileRows : turned ? product.Rows : 1,
        };
        for (var i = 0; i < part.Rows; i += TileRows)
        {
            tile.Rows = Math.Min(TileRows, part.Rows - i);
            var from = turned ? a + ((nint)part.Inner * product.Rows) + part.Row + i : a + ((nint)(part.Row + i) * product.Inner) + part.Inner;
            tile.A = from;
            if (pack)
            {
                if (turned)
                    Packing.Straight(from, product.Rows, part.InnerCount, tile.Rows, area.Group, TileRows);
                else
                    Packing.Turned(from, product.Inner, part.InnerCount, tile.Rows, area.Group, TileRows);
                tile.A = area.Group;
            }

            Row(ref tile, part, area, i);
        }
    }

    /// <summary>One group of rows against all panels of the block.</summary>
    private void Row(ref Tile tile, in Part part, in Area area, int i)
    {
        var last = part.Inner + part.InnerCount == product.Inner;
        var panel = area.Panels;
        var left = (part.Columns + Lanes - 1) / Lanes;
        for (var j = 0; j < part.Columns;)
        {
            var vectors = PanelVectors(left);
            var width = vectors * Lanes;
            var columns = Math.Min(width, part.Columns - j);
            var target = c + ((nint)(part.Row + i) * product.Columns) + part.Column + j;
            tile.B = panel;
            tile.PanelStride = width;
            var direct = !part.Split && finish.IsPlain && columns == width;
            tile.Sums = direct ? target : part.Split ? area.Sums + ((nint)i * area.Width) + j : area.Sums;
            tile.SumStride = direct ? product.Columns : part.Split ? area.Width : width;
            if (Vector512.IsHardwareAccelerated)
                Tile512.Run(ref tile, vectors);
            else
                Tile256.Run(ref tile, vectors);
            if (last && !direct)
                finish.Apply(tile.Sums, tile.SumStride, target, part.Row + i, part.Column + j, product.Columns, tile.Rows, columns);
            panel += (nint)part.InnerCount * width;
            left -= vectors;
            j += width;
        }
    }

    private void PackColumns(in Part part, double* panel)
    {
        var left = (part.Columns + Lanes - 1) / Lanes;
        for (var j = 0; j < part.Columns;)
        {
            var vectors = PanelVectors(left);
            var width = vectors * Lanes;
            var columns = Math.Min(width, part.Columns - j);
            if (product.TransposeB)
                Packing.Turned(b + ((nint)(part.Column + j) * product.Inner) + part.Inner, product.Inner, part.InnerCount, columns, panel, width);
            else
                Packing.Straight(b + ((nint)part.Inner * product.Columns) + part.Column + j, product.Columns, part.InnerCount, columns, panel, width);
            panel += (nint)part.InnerCount * width;
            left -= vectors;
            j += width;
        }
    }

    /// <summary>Three vectors to a panel, but four left over make two of two: a panel of one vector starves the multipliers.</summary>
    private static int PanelVectors(int left) => left == 4 ? 2 : Math.Min(left, 3);

    private readonly record struct Part(int Row, int Rows, int Column, int Columns, int Inner, int InnerCount, bool Split);

    private readonly struct Area(double* panels, double* group, double* sums, int width)
    {
        internal readonly double* Panels = panels;
        internal readonly double* Group = group;
        internal readonly double* Sums = sums;
        internal readonly int Width = width;
    }
}
