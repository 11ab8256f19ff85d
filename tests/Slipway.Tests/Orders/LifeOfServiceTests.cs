using Shouldly;
using Slipway.Billing;
using Slipway.Machines;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>One service through its life, with a clock that the test moves. Every assertion is about what is due at that very moment.</summary>
public abstract class LifeOfServiceTests(DatabaseKind kind)
{
    private static readonly DateTimeOffset Start = new(2027, 1, 31, 15, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task Periods_of_a_service_that_began_on_the_31st_end_where_months_end_also_in_a_leap_year()
    {
        await using var life = await OpenAsync(autoPay: true, credit: 1_000);
        var ends = new List<string>();
        for (var month = 0; month < 25; month++)
        {
            var until = (await life.OrderAsync()).PaidUntil;
            ends.Add($"{until:yyyy-MM-dd HH:mm}");
            await life.GoToAsync(until.AddHours(-1));
        }

        ends.ShouldBe([
            "2027-02-28 15:30", "2027-03-31 15:30", "2027-04-30 15:30", "2027-05-31 15:30", "2027-06-30 15:30", "2027-07-31 15:30", "2027-08-31 15:30", "2027-09-30 15:30", "2027-10-31 15:30",
            "2027-11-30 15:30", "2027-12-31 15:30", "2028-01-31 15:30", "2028-02-29 15:30", "2028-03-31 15:30", "2028-04-30 15:30", "2028-05-31 15:30", "2028-06-30 15:30", "2028-07-31 15:30",
            "2028-08-31 15:30", "2028-09-30 15:30", "2028-10-31 15:30", "2028-11-30 15:30", "2028-12-31 15:30", "2029-01-31 15:30", "2029-02-28 15:30",
        ]);
        (await life.NumbersAsync()).ShouldBe([.. Enumerable.Range(1, 12).Select(number => $"INV-2027-{number:000000}"), .. Enumerable.Range(1, 12).Select(number => $"INV-2028-{number:000000}"),
            .. Enumerable.Range(1, 2).Select(number => $"INV-2029-{number:000000}")]);
    }

    [Fact]
    public async Task Who_does_not_pay_is_reminded_switched_off_and_removed_each_once_and_at_its_time()
    {
        await using var life = await OpenAsync(autoPay: false, credit: 20);
        var due = (await life.OrderAsync()).PaidUntil;

        await life.GoToAsync(due.AddDays(-7).AddSeconds(-1));
        (await life.OpenInvoiceAsync()).ShouldBeNull();
        await life.GoToAsync(due.AddDays(-7));
        var invoice = (await life.OpenInvoiceAsync()).ShouldNotBeNull();
        invoice.DueAt.ShouldBe(due);
        invoice.PeriodFrom.ShouldBe(due);
        (await life.SubjectsAsync()).Last().ShouldStartWith($"Proforma invoice {invoice.Id}: 9.40 EUR to be paid by");
        // However often the cycle runs.
        await life.PassAsync(5);
        (await life.CountAsync("select count(*) from billing_invoice where purpose = 1")).ShouldBe(1);

        await life.GoToAsync(due.AddDays(-3));
        await life.PassAsync(5);
        (await life.SubjectsAsync()).Count(subject => subject.Contains("is due on", StringComparison.Ordinal)).ShouldBe(1);
        await life.GoToAsync(due.AddDays(1));
        await life.GoToAsync(due.AddDays(2));
        (await life.SubjectsAsync()).Count(subject => subject.Contains("is overdue", StringComparison.Ordinal)).ShouldBe(2);

        await life.GoToAsync(due.AddDays(3).AddSeconds(-1));
        (await life.ServerAsync()).State.ShouldBe(ServerState.Active);
        (await life.MachineAsync()).ShouldBe(PowerState.On);
        await life.GoToAsync(due.AddDays(3));
        await life.PassAsync(5);
        (await life.ServerAsync()).State.ShouldBe(ServerState.Suspended);
        (await life.MachineAsync()).ShouldBe(PowerState.Off);
        (await life.SubjectsAsync()).Count(subject => subject.EndsWith("is switched off", StringComparison.Ordinal)).ShouldBe(1);
        (await life.PowerAsync(PowerAction.On)).ShouldBe("provisioning.suspended");
        (await life.PowerAsync(PowerAction.Reboot)).ShouldBe("provisioning.suspended");

        await life.GoToAsync(due.AddDays(3 + 11));
        await life.PassAsync(5);
        (await life.SubjectsAsync()).Count(subject => subject.Contains("will be removed on", StringComparison.Ordinal)).ShouldBe(1);
        (await life.MachineAsync()).ShouldBe(PowerState.Off);
        await life.GoToAsync(due.AddDays(3 + 14));
        await life.PassAsync(5);
        (await life.ServerAsync()).State.ShouldBe(ServerState.Terminated);
        (await life.MachineAsync()).ShouldBeNull();
        (await life.InvoiceAsync(invoice.Id)).State.ShouldBe(InvoiceState.Cancelled);
        (await life.OrderAsync()).State.ShouldBe(OrderState.Ended);
        (await life.SubjectsAsync()).Count(subject => subject.EndsWith("has been removed", StringComparison.Ordinal)).ShouldBe(1);
        (await life.DifferencesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Payment_switches_a_suspended_server_on_again_and_its_period_goes_on_where_it_ended()
    {
        await using var life = await OpenAsync(autoPay: false, credit: 20);
        var due = (await life.OrderAsync()).PaidUntil;
        await life.GoToAsync(due.AddDays(-7));
        await life.GoToAsync(due.AddDays(5));
        (await life.MachineAsync()).ShouldBe(PowerState.Off);
        var invoice = (await life.OpenInvoiceAsync())!;

        (await life.PayAsync(invoice.Id)).Succeeded.ShouldBeTrue();
        await life.DriveAsync();

        (await life.ServerAsync()).State.ShouldBe(ServerState.Active);
        (await life.MachineAsync()).ShouldBe(PowerState.On);
        var order = await life.OrderAsync();
        order.SuspendedAt.ShouldBeNull();
        order.PaidUntil.ShouldBe(invoice.PeriodTo!.Value);
        (await life.SubjectsAsync()).Count(subject => subject.EndsWith("is on again", StringComparison.Ordinal)).ShouldBe(1);
        (await life.PowerAsync(PowerAction.Off)).ShouldBeNull();
    }

    [Fact]
    public async Task A_daemon_that_slept_for_weeks_gives_notice_before_it_switches_off()
    {
        await using var life = await OpenAsync(autoPay: false, credit: 20);
        var due = (await life.OrderAsync()).PaidUntil;

        await life.GoToAsync(due.AddDays(20));

        var invoice = (await life.OpenInvoiceAsync())!;
        invoice.DueAt.ShouldBe(due.AddDays(23));
        (await life.ServerAsync()).State.ShouldBe(ServerState.Active);
        await life.GoToAsync(due.AddDays(26).AddMinutes(-1));
        (await life.ServerAsync()).State.ShouldBe(ServerState.Active);
        await life.GoToAsync(due.AddDays(26));
        (await life.ServerAsync()).State.ShouldBe(ServerState.Suspended);
    }

    [Fact]
    public async Task Automatic_payment_waits_for_its_day_and_then_for_credit()
    {
        await using var life = await OpenAsync(autoPay: true, credit: 9.40m);
        var due = (await life.OrderAsync()).PaidUntil;
        await life.GrantAsync(9.40m);
        await life.GoToAsync(due.AddDays(-1).AddSeconds(-1));
        (await life.OpenInvoiceAsync()).ShouldNotBeNull();
        await life.GoToAsync(due.AddDays(-1));
        (await life.OpenInvoiceAsync()).ShouldBeNull();
        (await life.OrderAsync()).PaidUntil.ShouldBe(due.AddMonths(1).AddDays(3));
        (await life.SubjectsAsync()).ShouldNotContain(subject => subject.Contains("is due on", StringComparison.Ordinal));

        // Nothing is left for the next one: switched off, and on again by itself when there is credit.
        due = (await life.OrderAsync()).PaidUntil;
        await life.GoToAsync(due.AddDays(-7));
        await life.GoToAsync(due.AddDays(4));
        (await life.MachineAsync()).ShouldBe(PowerState.Off);
        await life.GrantAsync(9.40m);
        await life.PassAsync();
        (await life.MachineAsync()).ShouldBe(PowerState.On);
    }

    [Fact]
    public async Task Leaving_now_gives_back_the_part_of_the_period_that_is_left_as_it_was_shown()
    {
        await using var life = await OpenAsync(autoPay: true, credit: 20, tax: true);
        var paid = 20 - (await life.CreditAsync());
        paid.ShouldBe(11.37m);
        // A quarter of the 28 days is over.
        await life.GoToAsync(life.Start.AddDays(7), pass: false);

        var shown = (await life.Cancel.QuoteAsync(life.Caller, life.ServerId, true, TestContext.Current.CancellationToken)).Value;
        shown.Refund.ToText().ShouldBe("8.52");
        (await life.CreditAsync()).ShouldBe(20 - 11.37m);
        var left = (await life.Cancel.RunAsync(life.Caller, life.ServerId, true, "moving", TestContext.Current.CancellationToken)).Value;
        left.Refund.ShouldBe(shown.Refund);
        (await life.CreditAsync()).ShouldBe(20 - 11.37m + 8.52m);
        await life.DriveAsync();

        (await life.MachineAsync()).ShouldBeNull();
        (await life.Business.ScalarAsync<string>("select number from billing_credit_note")).ShouldBe("CN-2027-000001");
        // 21 % of it were tax, and the tax office gets them back as well.
        (await life.Business.ScalarAsync<long>("select sum(amount) from billing_posting where book = 'tax:NL'")).ShouldBe(19_700 - 14_800);
        (await life.DifferencesAsync()).ShouldBeEmpty();
        (await life.OrderAsync()).State.ShouldBe(OrderState.Ended);
    }

    [Fact]
    public async Task Leaving_at_the_end_gives_nothing_back_bills_nothing_more_and_can_be_undone()
    {
        await using var life = await OpenAsync(autoPay: false, credit: 50);
        var due = (await life.OrderAsync()).PaidUntil;
        await life.GoToAsync(due.AddDays(-7));
        var invoice = (await life.OpenInvoiceAsync())!;

        var wish = (await life.Cancel.RunAsync(life.Caller, life.ServerId, false, "", TestContext.Current.CancellationToken)).Value;
        wish.EndsAt.ShouldBe(due);
        wish.Refund.IsZero.ShouldBeTrue();
        (await life.InvoiceAsync(invoice.Id)).State.ShouldBe(InvoiceState.Cancelled);
        (await life.OpenCancellationsAsync()).Single().EndsAt.ShouldBe(due);
        await life.GoToAsync(due.AddDays(-6));
        (await life.OpenInvoiceAsync()).ShouldBeNull();

        (await life.Business.Get<WithdrawCancellation>().RunAsync(life.Caller, life.ServerId, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();
        (await life.OpenCancellationsAsync()).ShouldBeEmpty();
        await life.DriveAsync();
        await life.PassAsync();
        (await life.OpenInvoiceAsync()).ShouldNotBeNull().PeriodFrom.ShouldBe(due);
        (await life.Business.Get<WithdrawCancellation>().RunAsync(life.Caller, life.ServerId, TestContext.Current.CancellationToken)).Failure!.Code.ShouldBe("orders.no-cancellation");

        // And once more, for good.
        (await life.Cancel.RunAsync(life.Caller, life.ServerId, false, "", TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();
        await life.GoToAsync(due.AddMinutes(-1));
        (await life.MachineAsync()).ShouldBe(PowerState.On);
        await life.GoToAsync(due);
        (await life.MachineAsync()).ShouldBeNull();
        (await life.OpenCancellationsAsync()).ShouldBeEmpty();
        (await life.DifferencesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Hours_are_taken_from_the_credit_and_invoiced_when_the_month_is_over()
    {
        await using var life = await OpenAsync(autoPay: false, credit: 1, period: "hourly", prepaid: true);
        // 9.40 over 730 hours is a cent and a bit.
        (await life.CreditAsync()).ShouldBe(0.99m);
        await life.GoToAsync(life.Start.AddHours(1));
        (await life.CreditAsync()).ShouldBe(0.98m);
        await life.PassAsync(5);
        (await life.CreditAsync()).ShouldBe(0.98m);
        await life.GoToAsync(life.Start.AddHours(10));
        (await life.CreditAsync()).ShouldBe(0.89m);
        // January is over: its eight hours after the first are an invoice with a number. February's are a draft.
        (await life.CountAsync("select paid from billing_invoice where purpose = 4 and state = 1 and number is not null")).ShouldBe(800);
        (await life.CountAsync("select paid from billing_invoice where state = 4")).ShouldBe(200);
        await life.GoToAsync(life.Start.AddHours(90));
        (await life.SubjectsAsync()).ShouldContain(subject => subject.StartsWith("Your credit pays", StringComparison.Ordinal));
        await life.GoToAsync(life.Start.AddHours(200));

        // A hundred hours were paid for; then it is off, and hours in which it is off cost nothing.
        (await life.CreditAsync()).ShouldBe(0);
        (await life.MachineAsync()).ShouldBe(PowerState.Off);
        await life.GrantAsync(0.05m);
        await life.PassAsync();
        (await life.MachineAsync()).ShouldBe(PowerState.On);
        (await life.CreditAsync()).ShouldBe(0.04m);
        (await life.OrderAsync()).PaidUntil.ShouldBe(life.Start.AddHours(201));
        await life.GoToAsync(life.Start.AddDays(20));
        (await life.ServerAsync()).State.ShouldBe(ServerState.Suspended);
        await life.GoToAsync(life.Start.AddDays(34));
        (await life.ServerAsync()).State.ShouldBe(ServerState.Terminated);
        await life.PassAsync();
        (await life.CountAsync("select count(*) from billing_invoice where state = 4")).ShouldBe(0);
        (await life.CountAsync("select sum(amount) from billing_posting where book = 'revenue'")).ShouldBe(10_500);
        (await life.DifferencesAsync()).ShouldBeEmpty();
    }

    private Task<Life> OpenAsync(bool autoPay, decimal credit, string period = "monthly", bool prepaid = false, bool tax = false) => Life.OpenAsync(kind, Start, autoPay, credit, period, prepaid, tax);

    /// <summary>A server that was ordered and delivered at the start.</summary>
    private sealed class Life(TestDatabase database, Business business, Customer customer, PlacedOrder placed) : IAsyncDisposable
    {
        public Business Business => business;

        public global::Slipway.Accounts.Caller Caller => customer.Caller;

        public ServerId ServerId => placed.ServerId;

        /// <summary>When it was delivered.</summary>
        public DateTimeOffset Start { get; private set; }

        public RequestCancellation Cancel => business.Get<RequestCancellation>();

        public static async Task<Life> OpenAsync(DatabaseKind kind, DateTimeOffset start, bool autoPay, decimal credit, string period, bool prepaid, bool tax)
        {
            var database = await TestDatabase.CreateAsync(kind);
            (string, string?)[] settings = tax ? [("Tax:Home", "NL"), ("Tax:Rates:NL", "21")] : [];
            var business = await Business.OnAsync(database, clock: new(start) { AutoAdvanceAmount = TimeSpan.Zero }, settings: settings);
            await business.GivenStockAsync();
            var customer = await Customer.OpenAsync(business.Services, credit, autoPay, prepaid: prepaid);
            var order = Business.AnOrder() with { Period = period, Preset = "vm.mini" };
            var placed = (await business.OrderAsync(customer, order)).Value;
            if (placed.Status == InvoiceState.Unpaid)
            {
                (await business.Get<ApplyCredit>().RunAsync(customer.Caller, placed.InvoiceId, null, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();
            }

            var life = new Life(database, business, customer, placed);
            await life.DriveAsync();
            (await life.ServerAsync()).State.ShouldBe(ServerState.Active);
            life.Start = (await life.ServerAsync()).ActivatedAt!.Value;
            return life;
        }

        /// <summary>Moves the clock and runs the cycle once.</summary>
        public async Task GoToAsync(DateTimeOffset time, bool pass = true)
        {
            if (time > business.Clock.GetUtcNow())
            {
                business.Clock.SetUtcNow(time);
            }

            await DriveAsync();
            if (pass)
            {
                await PassAsync();
            }
        }

        public async Task PassAsync(int times = 1)
        {
            for (var time = 0; time < times; time++)
            {
                await business.Get<RenewalCycle>().PassAsync(TestContext.Current.CancellationToken);
                await DriveAsync();
            }
        }

        public Task DriveAsync() => business.DriveRunsAsync();

        public async Task<Order> OrderAsync() => (await business.Database.ReadAsync(session => OrderStore.FindAsync(session, placed.ServerId), TestContext.Current.CancellationToken))!;

        public async Task<Server> ServerAsync() => (await business.Database.ReadAsync(session => ServerStore.FindAsync(session, placed.ServerId), TestContext.Current.CancellationToken))!;

        public async Task<Invoice> InvoiceAsync(InvoiceId id) => (await business.Get<InvoiceQueries>().FindAsync(Caller, id, TestContext.Current.CancellationToken)).Value.Invoice;

        public async Task<Invoice?> OpenInvoiceAsync() => (await business.Get<InvoiceQueries>().ListAsync(Caller, TestContext.Current.CancellationToken)).Value.SingleOrDefault(invoice => invoice.State.IsOpen());

        public async Task<IReadOnlyList<Cancellation>> OpenCancellationsAsync() => (await business.Get<CancellationQueries>().ListAsync(Caller, TestContext.Current.CancellationToken)).Value;

        public Task<Result<Invoice>> PayAsync(InvoiceId id) => business.Get<ApplyCredit>().RunAsync(Caller, id, null, TestContext.Current.CancellationToken);

        public Task GrantAsync(decimal amount) => business.Database.InTransactionAsync(
            async transaction => (await business.Get<GrantCredit>().RunAsync(transaction, customer.Id, new Money(amount, Currency.Eur), "test")).Succeeded.ShouldBeTrue(), TestContext.Current.CancellationToken);

        public async Task<decimal> CreditAsync() => (await business.CreditOfAsync(customer)).Amount;

        public async Task<string?> PowerAsync(PowerAction action) => (await business.Get<RequestPower>().RunAsync(Caller, placed.ServerId, action, TestContext.Current.CancellationToken)).Failure?.Code;

        /// <summary>What the simulated fleet really has: null when the machine is gone.</summary>
        public async Task<PowerState?> MachineAsync()
        {
            var node = await business.Database.ReadAsync(session => Capacity.NodeOfAsync(session, placed.ServerId), TestContext.Current.CancellationToken);
            return node is not null && (await business.Get<DriverTypes>().Get("fake").Power.StateAsync(new MachineRef(Server.MachineIdOf(placed.ServerId), node.Name), TestContext.Current.CancellationToken)).TryGet(out var state, out _)
                ? state
                : null;
        }

        public Task<List<string>> SubjectsAsync() => business.Database.ReadAsync(session => session.ListAsync("select subject from mail_message order by id", row => row.Text(0)), TestContext.Current.CancellationToken);

        public Task<List<string>> NumbersAsync() => business.Database.ReadAsync(
            session => session.ListAsync("select number from billing_invoice where number is not null order by id", row => row.Text(0)), TestContext.Current.CancellationToken);

        public async Task<long> CountAsync(string sql) => await business.ScalarAsync<long>(sql);

        public async Task<IReadOnlyList<string>> DifferencesAsync() =>
            [.. (await business.Get<Slipway.Reconciliation.Reconcile>().RunAsync(TestContext.Current.CancellationToken)).Differences.Select(difference => $"{difference.Area}: {difference.What}")];

        public async ValueTask DisposeAsync()
        {
            await business.DisposeAsync();
            await database.DisposeAsync();
        }
    }
}

public sealed class LifeOnSqlite() : LifeOfServiceTests(DatabaseKind.Sqlite);

public sealed class LifeOnPostgreSql() : LifeOfServiceTests(DatabaseKind.PostgreSql);
