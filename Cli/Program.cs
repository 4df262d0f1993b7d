using Marginalia.Cli;

return (int)Application.Run(args, Terminal.OfProcess());
