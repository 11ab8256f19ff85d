using System.Text;
using Shouldly;
using Slipway.Invapi;
using Slipway.Invapi.Wire;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Reference;

public sealed class CompatibilityPageTests
{
    private static readonly Dictionary<string, IReadOnlyList<ActionEntry>> Served = InvapiModules.All.ToDictionary(module => module.Name, module => module.Actions);

    [Fact]
    public void Page_of_the_actions_is_made_from_the_registered_ones()
    {
        var served = ContractIndex.All.Count(action => Entry(action) is { Action: not null });
        var polite = ContractIndex.All.Count(action => Entry(action) is { Action: null });
        var page = new StringBuilder("# Compatibility\n\nEvery module and action of the Invapi contract, and whether it is served. Generated from the registered actions by `make golden`;\ndo not edit.\n\n");
        page.Append(System.Globalization.CultureInfo.InvariantCulture, $"Served: {served} of {ContractIndex.All.Count}. Politely refused, because a provider of this kind does not offer it: {polite}. Not served: {ContractIndex.All.Count - served - polite}.\n");
        foreach (var module in ContractIndex.All.GroupBy(action => action.Module))
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {module.Key}\n\n| action | who may call | served |\n|---|---|---|\n");
            page.AppendJoin("", module.Select(action => $"| {action.Action} | {Who(action)} | {Answer(Entry(action))} |\n"));
            page.AppendJoin("", Ours(module.Key).Select(entry => $"| {entry.Name} | {Word(entry.Access)} | served, an addition of ours |\n"));
        }

        Golden.ShouldMatchPage(page.ToString(), "docs/reference/compatibility.md");
    }

    [Fact]
    public void A_module_is_served_only_if_the_contract_knows_it() => Served.Keys.ShouldBeSubsetOf(ContractIndex.Modules);

    [Fact]
    public void What_the_contract_makes_public_is_public_and_nothing_else_is()
    {
        foreach (var action in ContractIndex.All)
        {
            if (Entry(action) is { } entry)
            {
                (entry.Access == WireAccess.Public).ShouldBe(action.IsPublic, $"{action.Module}/{action.Action}");
            }
        }
    }

    [Fact]
    public void What_the_seed_flow_needs_is_served() =>
        ContractIndex.All.Where(action => action.Priority == 'S' && Entry(action) is null).ShouldBeEmpty();

    private static string Answer(ActionEntry? entry) => entry switch
    {
        null => "not served",
        { Action: null } => $"polite refusal: {entry.Why}",
        _ => "served",
    };

    private static ActionEntry? Entry(ContractAction action) => Served.GetValueOrDefault(action.Module, []).SingleOrDefault(entry => entry.Name == action.Action);

    private static IEnumerable<ActionEntry> Ours(string module) =>
        Served.GetValueOrDefault(module, []).Where(entry => !ContractIndex.All.Any(action => action.Module == module && action.Action == entry.Name));

    private static string Who(ContractAction action) => Entry(action) is { } entry ? Word(entry.Access) : action.IsPublic ? "anybody" : "a session";

    private static string Word(WireAccess access) => access switch
    {
        WireAccess.Public => "anybody",
        WireAccess.Session => "a session",
        WireAccess.Account => "a session of the whole account",
    };
}
