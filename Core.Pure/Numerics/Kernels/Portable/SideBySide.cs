using System.Runtime.ExceptionServices;

namespace Marginalia.Numerics;

/// <summary>Independent parts of a computation on several threads. Which thread takes which part is left to chance; a part computes the same numbers wherever it runs.</summary>
internal static class SideBySide
{
    /// <summary>Runs parts 0..parts-1, and returns when all are done.</summary>
    /// <param name="threads">How many at a time at most, the caller's own included.</param>
    /// <param name="parts">The number of parts.</param>
    /// <param name="worker">Called once on every thread: makes what that thread alone uses, and returns what it does with a part.</param>
    internal static void Run(int threads, int parts, Func<Action<int>> worker)
    {
        var (next, failure) = (-1, default(ExceptionDispatchInfo));
        void Work()
        {
            try
            {
                Action<int>? body = null;
                for (var part = Interlocked.Increment(ref next); part < parts; part = Interlocked.Increment(ref next))
                    (body ??= worker())(part);
            }
            catch (Exception e)
            {
                // A thread must not take the process with it; the caller hears of the first.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(e), null);
            }
        }

        var others = new Thread[Math.Clamp(Math.Min(threads, parts) - 1, 0, 63)];
        for (var i = 0; i < others.Length; i++)
        {
            others[i] = new Thread(Work) { IsBackground = true, Name = "marginalia passes" };
            others[i].Start();
        }

        Work();
        foreach (var thread in others)
            thread.Join();
        failure?.Throw();
    }
}
