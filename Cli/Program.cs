using Marginalia.Cli;

using var signals = new Signals();
return (int)Application.Run(args, Terminal.OfProcess(), signals.Token);
