using System.Runtime.Intrinsics;

namespace Marginalia.Numerics;

/// <summary>A rectangle of a matrix product on one thread: blocks of B packed into panels, rows of A in groups, sums in registers.</summary>
/// <remarks>Blocks are chosen for the caches only. A chain that is interrupted at the end of a block waits as a double and goes on, so
/// blocking does not show in the result.</remarks>
internal readonly unsafe struct TiledProduct(Product product, double* a, double* b, double* c, Finish finish)
{
    private const int InnerBlock = 256;
    private const int ColumnBlock = 384;
    private const int RowBlock = 512;

    private static int Lanes => Vector512.IsHardwareAccelerated ? 8 : 4;

    private static int TileRows => Vector512.IsHardwareAccelerated ? Tile512.Rows : Tile256.Rows;

    /// <summary>Computes rows and columns [from, to) of C.</summary>
    internal void Run(int rowFrom, int rowTo, int columnFrom, int columnTo, Workspace workspace)
    {
        var blocks = product.Inner <= InnerBlock ? 1 : (product.Inner + InnerBlock - 1) / InnerBlock;
        var innerBlock = blocks == 1 ? product.Inner : (product.Inner + blocks - 1) / blocks;
        var rowBlock = blocks == 1 ? rowTo - rowFrom : Math.Min(rowTo - rowFrom, RowBlock);
        var columnBlock = Math.Min(columnTo - columnFrom, ColumnBlock);
        var padded = (columnBlock + Lanes - 1) & -Lanes;

        var panelLength = (nint)innerBlock * padded;
        var groupLength = (nint)innerBlock * TileRows;
        var sumLength = (nint)padded * (blocks == 1 ? TileRows : rowBlock);
        var memory = workspace.Reserve(panelLength + groupLength + sumLength + 16);
        var area = new Area(memory, memory + panelLength, memory + panelLength + groupLength, padded);

        for (var i = rowFrom; i < rowTo; i += rowBlock)
            for (var j = columnFrom; j < columnTo; j += columnBlock)
                for (var l = 0; l < product.Inner || l == 0; l += Math.Max(1, innerBlock))
                    Block(new Part(i, Math.Min(rowTo - i, rowBlock), j, Math.Min(columnTo - j, columnBlock), l, Math.Min(product.Inner - l, innerBlock), blocks > 1), area);
    }

    private void Block(in Part part, in Area area)
    {
        PackColumns(part, area.Panels);
        var turned = product.TransposeA;
        var pack = part.InnerCount > 8 && part.Columns > (turned ? 192 : 64);
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
            tile.A = turned ? a + ((nint)part.Inner * product.Rows) + part.Row + i : a + ((nint)(part.Row + i) * product.Inner) + part.Inner;
            if (pack)
            {
                if (turned)
                    Packing.Straight(tile.A, product.Rows, part.InnerCount, tile.Rows, area.Group, TileRows);
                else
                    Packing.Turned(tile.A, product.Inner, part.InnerCount, tile.Rows, area.Group, TileRows);
                tile.A = area.Group;
            }

            Row(ref tile, part, area, i);
        }
    }

    /// <summary>One group of rows against all panels of the block. Whole tiles of a plain product go straight to C, all else by way of sums
    /// that are finished while they are in the first cache.</summary>
    private void Row(ref Tile tile, in Part part, in Area area, int i)
    {
        var panel = area.Panels;
        var left = (part.Columns + Lanes - 1) / Lanes;
        var sums = part.Split ? area.Sums + ((nint)i * area.Width) : area.Sums;
        var target = c + ((nint)(part.Row + i) * product.Columns) + part.Column;
        var plain = finish.IsPlain && !part.Split;
        var done = 0;
        for (var j = 0; j < part.Columns;)
        {
            var vectors = PanelVectors(left);
            var width = vectors * Lanes;
            var straight = plain && j + width <= part.Columns;
            tile.B = panel;
            tile.PanelStride = width;
            tile.Sums = (straight ? target : sums) + j;
            tile.SumStride = straight ? product.Columns : area.Width;
            if (Vector512.IsHardwareAccelerated)
                Tile512.Run(ref tile, vectors);
            else
                Tile256.Run(ref tile, vectors);
            panel += (nint)part.InnerCount * width;
            left -= vectors;
            j += width;
            done = straight ? j : done;
        }

        if (done < part.Columns && part.Inner + part.InnerCount == product.Inner)
            finish.Apply(sums + done, area.Width, target + done, part.Row + i, part.Column + done, product.Columns, tile.Rows, part.Columns - done);
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
