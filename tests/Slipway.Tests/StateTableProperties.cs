using CsCheck;
using Shouldly;
using Xunit;

namespace Slipway.Tests;

public sealed class StateTableProperties
{
    public static TheoryData<string> Tables => [.. StateTable.All.Select(table => table.Name)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Any_walk_stays_inside_the_table(string name)
    {
        var table = Find(name);
        Gen.Select(Gen.OneOf(table.Begins.ToArray()), Gen.OneOf(table.Verbs.ToArray()).Array[0, 30]).Sample((begins, verbs) =>
        {
            var state = begins;
            foreach (var verb in verbs)
            {
                var next = table.Next(state, verb);
                if (next is null)
                {
                    table.Moves.ShouldNotContain(move => move.From == state && move.Verb == verb);
                    continue;
                }

                table.Moves.Contains((state, verb, next)).ShouldBeTrue($"{state} {verb} {next}");
                state = next;
            }
        });
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_state_and_a_verb_lead_to_one_state(string name) =>
        Find(name).Moves.GroupBy(move => (move.From, move.Verb)).ShouldAllBe(moves => moves.Count() == 1);

    [Theory]
    [MemberData(nameof(Tables))]
    public void Every_state_can_be_reached_and_every_verb_is_used(string name)
    {
        var table = Find(name);
        var reached = new HashSet<string>(table.Begins);
        while (table.Moves.Where(move => reached.Contains(move.From)).Any(move => reached.Add(move.To)))
        {
        }

        reached.Order().ShouldBe(table.States.Order());
        table.Moves.Select(move => move.Verb).Distinct().Order().ShouldBe(table.Verbs.Order());
    }

    private static StateTable Find(string name) => StateTable.All.Single(table => table.Name == name);
}
