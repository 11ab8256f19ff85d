using CsCheck;
using Shouldly;
using Slipway.Billing.Gateways;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Billing.Gateways;

/// <summary>In whatever order and however often a gateway tells its events, before our own row or after: the books are the same.</summary>
public abstract class EventOrderProperties(StoreFixture store)
{
    private readonly PaymentScene _scene = new(store.Business);

    /// <summary>What can happen to a payment of 10, in its natural order.</summary>
    private static readonly Func<string, GatewayEvent[]>[] Stories =
    [
        name => [PaymentScene.Paid(name, 10)],
        name => [PaymentScene.Paid(name, 10), PaymentScene.Refunded(name, 3), PaymentScene.Refunded(name, 7)],
        name => [PaymentScene.Of(name, PaymentFacts.Completed), PaymentScene.Paid(name, 10), PaymentScene.Refunded(name, 4), PaymentScene.Lost(name, 6)],
        name => [PaymentScene.Paid(name, 10), PaymentScene.Refunded(name, 4), PaymentScene.Lost(name, 10)],
        name => [PaymentScene.Of(name, PaymentFacts.Completed), PaymentScene.Of(name, PaymentFacts.Completed | PaymentFacts.Failed)],
        name => [PaymentScene.Of(name, PaymentFacts.Completed)],
        name => [PaymentScene.Of(name, PaymentFacts.Expired)],
        // One that changed its mind.
        name => [PaymentScene.Of(name, PaymentFacts.Completed | PaymentFacts.Failed), PaymentScene.Paid(name, 10), PaymentScene.Lost(name, 10)],
    ];

    private static readonly Gen<(int Story, int Other, decimal Credit, bool Debtor, int[] Order)> Case =
        from story in Gen.Int[0, Stories.Length - 1]
        from other in Gen.Int[-1, Stories.Length - 1]
        from credit in Gen.Int[0, 1].Select(which => which * 4m)
        from debtor in Gen.Bool
        let count = Deeds(story, other)
        from repeats in Gen.Int[0, count - 1].Array[0, 5]
        from order in Gen.Shuffle(Enumerable.Range(0, count).Concat(repeats).ToArray())
        select (story, other, credit, debtor, order);

    [Fact]
    public Task Every_order_of_events_leads_to_the_same_books() => Case.SampleAsync(
        async sample =>
        {
            var natural = await RunAsync(sample, [.. Enumerable.Range(0, Deeds(sample.Story, sample.Other))]);
            var shuffled = await RunAsync(sample, sample.Order);

            shuffled.ShouldBe(natural);
            (await _scene.WrongEntriesAsync()).ShouldBeEmpty();
            (await _scene.Business.Get<Slipway.Reconciliation.Reconcile>().RunAsync(CancellationToken.None)).Differences.ShouldBeEmpty();
        },
        iter: 60,
        threads: 2);

    [Fact]
    public async Task All_orders_of_one_story_lead_to_the_same_books()
    {
        // Both rows' beginnings are among the deeds: 5 deeds, 120 orders.
        var sample = (Story: 2, Other: -1, Credit: 0m, Debtor: false, Order: Array.Empty<int>());
        var natural = await RunAsync(sample, [0, 1, 2, 3, 4]);
        natural.ShouldBe(new Books(PaymentScene.Eur(0), PaymentScene.Eur(10), PaymentScene.Eur(0), "Paid 10.00 EUR"));
        foreach (var order in Orders([0, 1, 2, 3, 4]))
        {
            (await RunAsync(sample, order)).ShouldBe(natural, string.Join(' ', order));
        }
    }

    private static int Deeds(int story, int other) => Stories[story]("x").Length + 1 + (other < 0 ? 0 : Stories[other]("x").Length + 1);

    private async Task<Books> RunAsync((int Story, int Other, decimal Credit, bool Debtor, int[] Order) sample, int[] order)
    {
        var customer = await _scene.Business.GivenCustomerWithCreditAsync(sample.Credit, autoPay: false);
        if (sample.Debtor)
        {
            var spent = await _scene.GivenInvoiceAsync(customer, 3);
            var before = PaymentScene.NewName();
            await _scene.BeginAsync(spent, before);
            await _scene.HearAsync(PaymentScene.Paid(before, 3));
            await _scene.HearAsync(PaymentScene.Lost(before, 3));
        }

        var invoice = await _scene.GivenInvoiceAsync(customer, 10);
        List<Func<Task>> deeds = [];
        foreach (var story in sample.Other < 0 ? new[] { sample.Story } : [sample.Story, sample.Other])
        {
            var name = PaymentScene.NewName();
            deeds.Add(() => _scene.BeginAsync(invoice, name));
            deeds.AddRange(Stories[story](name).Select<GatewayEvent, Func<Task>>(heard => async () => (await _scene.HearAsync(heard)).ShouldBeNull()));
        }

        foreach (var deed in order)
        {
            await deeds[deed]();
        }

        return await _scene.BooksAsync(customer);
    }

    private static IEnumerable<int[]> Orders(int[] of) => of.Length == 0 ? [[]] : of.SelectMany(first => Orders([.. of.Where(other => other != first)]).Select(rest => (int[])[first, .. rest]));
}

public sealed class EventOrderOnSqlite(OnSqlite store) : EventOrderProperties(store), IClassFixture<OnSqlite>;

public sealed class EventOrderOnPostgreSql(OnPostgreSql store) : EventOrderProperties(store), IClassFixture<OnPostgreSql>;

/// <summary>The same for what is known, without books: quick, and shown to find a join that is none.</summary>
public sealed class PaymentFactsProperties
{
    private static readonly Gen<GatewayEvent> Heard =
        from facts in Gen.Int[0, 15]
        from paid in Gen.Int[0, 5]
        from returned in Gen.Int[0, 5]
        select new GatewayEvent("card", "cs", (PaymentFacts)facts) { Paid = PaymentScene.Eur(paid), Returned = PaymentScene.Eur(returned) };

    private static readonly Gen<(GatewayEvent[] One, GatewayEvent[] Other)> Orders =
        from all in Heard.Array[1, 6]
        from repeats in Gen.Int[0, all.Length - 1].Array[0, 4]
        from other in Gen.Shuffle(all.Concat(repeats.Select(index => all[index])).ToArray())
        select (all, other);

    [Fact]
    public void What_is_known_does_not_depend_on_the_order() => Check((known, heard) => known.With(heard));

    [Fact]
    public void A_join_that_believes_the_latest_is_found() =>
        Should.Throw<CsCheckException>(() => Check((known, heard) => known with { Facts = known.Facts | heard.Facts, Paid = heard.Paid!.Value, Returned = heard.Returned!.Value }));

    [Fact]
    public void A_join_that_adds_up_is_found() => Should.Throw<CsCheckException>(() => Check((known, heard) => known with { Facts = known.Facts | heard.Facts, Paid = known.Paid + heard.Paid!.Value }));

    private static void Check(Func<Payment, GatewayEvent, Payment> join) => Orders.Sample(
        orders => orders.One.Aggregate(Begun, join) == orders.Other.Aggregate(Begun, join), iter: 2_000, threads: 1);

    private static Payment Begun { get; } = new(1, "card", "cs", new AccountId(1), new InvoiceId(1), PaymentScene.Eur(10), DateTimeOffset.UnixEpoch);
}
