using System.Text;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Reference;

public sealed class StatesPageTests
{
    [Fact]
    public void Page_of_the_states_is_drawn_from_the_tables()
    {
        var page = new StringBuilder("# States\n\nGenerated from the tables of moves (`*State.cs`) by `make golden`; do not edit. What is not in a table is refused.\n");
        foreach (var table in StateTable.All)
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"\n## {table.Name}\n\n```mermaid\nstateDiagram-v2\n").AppendJoin("", table.Begins.Select(state => $"    [*] --> {state}\n"));
            foreach (var (from, verb, to) in table.Moves)
            {
                page.Append(System.Globalization.CultureInfo.InvariantCulture, $"    {from} --> {to}: {verb}\n");
            }

            foreach (var end in table.States.Where(state => table.Moves.All(move => move.From != state)))
            {
                page.Append(System.Globalization.CultureInfo.InvariantCulture, $"    {end} --> [*]\n");
            }

            page.Append("```\n\n| from | verb | to |\n|---|---|---|\n").AppendJoin("", table.Moves.Select(move => $"| {move.From} | {move.Verb} | {move.To} |\n"));
        }

        Golden.ShouldMatchPage(page.ToString(), "docs/reference/states.md");
    }
}
