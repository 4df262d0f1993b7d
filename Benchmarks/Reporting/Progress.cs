namespace Marginalia.Benchmarks;

/// <summary>A line on the standard error that comes and goes, on a terminal only.</summary>
internal static class Progress
{
    internal static void Show(string scenario, string text)
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write($"\r\e[K{scenario}: {text}");
    }

    internal static void Clear()
    {
        if (!Console.IsErrorRedirected)
            Console.Error.Write("\r\e[K");
    }
}
