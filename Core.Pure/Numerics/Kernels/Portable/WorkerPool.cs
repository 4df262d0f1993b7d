namespace Marginalia.Numerics;

/// <summary>Background threads that wait for parts of a product, first spinning, then parked. Which thread takes which part is left to
/// chance; a part computes the same numbers wherever it runs.</summary>
/// <remarks>The threads know only the queue, never the pool: when the pool is collected its finalizer tells them to leave.</remarks>
internal sealed class WorkerPool
{
    private readonly Queue queue = new();

    /// <summary>Starts the threads.</summary>
    internal WorkerPool(int workers)
    {
        for (var i = 0; i < workers; i++)
            new Thread(queue.Serve) { IsBackground = true, Name = "marginalia kernels" }.Start();
    }

    /// <summary>Dismisses the threads.</summary>
    ~WorkerPool() => queue.Close();

    /// <summary>Runs the body for parts 0..parts-1, the caller taking its share, and returns when all are done. The body must not throw.</summary>
    internal void Run(int parts, Action<int> body)
    {
        queue.Open(parts, body);
        queue.Help();
        queue.Finish();
        GC.KeepAlive(this);
    }

    private sealed class Queue
    {
        // About as long as the pause between two products of a training step; then the thread gives its core back.
        private const int Patience = 1000;

        private readonly object gate = new();
        private Action<int>? body;
        private int unclaimed;
        private int pending;
        private int round;
        private int parked;
        private volatile bool closed;

        internal void Open(int parts, Action<int> work)
        {
            body = work;
            Volatile.Write(ref pending, parts);
            Interlocked.Exchange(ref unclaimed, parts);
            Interlocked.Increment(ref round);
            if (Volatile.Read(ref parked) > 0)
                Wake();
        }

        /// <summary>A late thread finds nothing left to claim, or parts of the next round, which are as good.</summary>
        internal void Help()
        {
            int part;
            while ((part = Interlocked.Decrement(ref unclaimed)) >= 0)
            {
                body!(part);
                Interlocked.Decrement(ref pending);
            }
        }

        internal void Finish()
        {
            var spinner = new SpinWait();
            while (Volatile.Read(ref pending) > 0)
                spinner.SpinOnce(sleep1Threshold: -1);
            body = null;
        }

        internal void Close()
        {
            closed = true;
            Interlocked.Increment(ref round);
            Wake();
        }

        internal void Serve()
        {
            var seen = 0;
            while (true)
            {
                for (var i = 0; i < Patience && Volatile.Read(ref round) == seen; i++)
                    Thread.SpinWait(10);
                if (Volatile.Read(ref round) == seen)
                    Park(seen);
                if (closed)
                    return;
                seen = Volatile.Read(ref round);
                Help();
            }
        }

        private void Park(int seen)
        {
            lock (gate)
            {
                Interlocked.Increment(ref parked);
                while (Volatile.Read(ref round) == seen)
                    Monitor.Wait(gate);
                Interlocked.Decrement(ref parked);
            }
        }

        private void Wake()
        {
            lock (gate)
                Monitor.PulseAll(gate);
        }
    }
}
