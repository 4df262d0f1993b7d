using Marginalia.Benchmarks;

var scenarios = ScenarioTable.All;
if (args.Contains("--list"))
{
    foreach (var scenario in scenarios)
        Console.WriteLine($"{scenario.Name,-16} {scenario.Question}");
    Console.WriteLine($"{"audit",-16} What do the measures of a quick audit cost over one forward pass?");
    return 0;
}

if (args.FirstOrDefault() == "audit")
    return AuditCost.Run(args[1..]);

var (options, error) = Options.Parse(args, [.. scenarios.Select(static s => s.Name)]);
if (options is null)
{
    Console.Error.WriteLine(error);
    return 2;
}

var chosen = options.Names.Count == 0 ? scenarios : [.. scenarios.Where(s => options.Names.Contains(s.Name))];
var results = new List<ScenarioResult>();
foreach (var scenario in chosen)
{
    var result = new ScenarioResult(scenario, Rounds.Measure(scenario.Variants(), options.Rounds, text => Progress.Show(scenario.Name, text)));
    Progress.Clear();
    results.Add(result);
    if (!options.Json)
        Console.WriteLine(TextReport.Of(result));
}

if (options.Json)
    Console.WriteLine(JsonReport.Of(results, options.Rounds));
return 0;
