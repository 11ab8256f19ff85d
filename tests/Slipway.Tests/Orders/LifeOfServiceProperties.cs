using CsCheck;
using Shouldly;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>Whatever a customer does and whenever the cycle runs, a service is where a model of a screenful says it is.</summary>
public sealed class LifeOfServiceProperties
{
    private static readonly Gen<(Deed Deed, int Hours, int Passes)> Step = Gen.Select(
        Gen.OneOf(Deed.Wait, Deed.Wait, Deed.Wait, Deed.Pay, Deed.Leave, Deed.Stay), Gen.OneOf(1, 23, 24, 72, 24 * 5, 24 * 12, 24 * 40), Gen.OneOf(0, 1, 1, 5));

    private enum Deed
    {
        Wait,
        Pay,
        Leave,
        Stay,
    }

    [Fact]
    public Task A_service_is_where_its_model_says() => Gen.Select(Gen.OneOf(1, 28, 29, 31), Step.Array[3, 22]).SampleAsync(
        async (day, steps) =>
        {
            await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
            await using var business = await Business.OnAsync(database, clock: new(new DateTimeOffset(2028, 1, day, 9, 0, 0, TimeSpan.Zero)) { AutoAdvanceAmount = TimeSpan.Zero });
            await business.GivenStockAsync();
            var customer = await business.GivenCustomerWithCreditAsync(1_000, autoPay: false);
            var placed = (await business.OrderAsync(customer)).Value;
            (await business.Get<ApplyCredit>().RunAsync(customer.Caller, placed.InvoiceId, null, CancellationToken.None)).Succeeded.ShouldBeTrue();
            await business.DriveRunsAsync();
            var model = new Model(await PaidUntilAsync(business), day);
            foreach (var (deed, hours, passes) in steps)
            {
                await DoAsync(business, customer, placed.ServerId, model, deed);
                business.Clock.Advance(TimeSpan.FromHours(hours));
                await business.DriveRunsAsync();
                model.Look(business.Clock.GetUtcNow());
                for (var pass = 0; pass < passes; pass++)
                {
                    await business.Get<RenewalCycle>().PassAsync(CancellationToken.None);
                    await business.DriveRunsAsync();
                    model.Pass(business.Clock.GetUtcNow());
                }

                (await SeenAsync(business, customer, placed.ServerId)).ShouldBe(model.Seen, $"after {deed} and {hours} hours");
            }

            (await business.Get<Slipway.Reconciliation.Reconcile>().RunAsync(CancellationToken.None)).Differences.ShouldBeEmpty();
        },
        iter: 25,
        threads: 2);

    private static async Task DoAsync(Business business, Customer customer, ServerId server, Model model, Deed deed)
    {
        var now = business.Clock.GetUtcNow();
        if (deed == Deed.Pay && (await business.Get<InvoiceQueries>().ListAsync(customer.Caller, CancellationToken.None)).Value.SingleOrDefault(invoice => invoice.State.IsOpen()) is { } open)
        {
            (await business.Get<ApplyCredit>().RunAsync(customer.Caller, open.Id, null, CancellationToken.None)).Succeeded.ShouldBeTrue();
            model.Pay();
        }
        else if (deed == Deed.Leave && (await business.Get<RequestCancellation>().RunAsync(customer.Caller, server, false, "", CancellationToken.None)).Succeeded)
        {
            model.Leave(now);
        }
        else if (deed == Deed.Stay && (await business.Get<WithdrawCancellation>().RunAsync(customer.Caller, server, CancellationToken.None)).Succeeded)
        {
            model.Stay();
        }

        await business.DriveRunsAsync();
        model.Look(business.Clock.GetUtcNow());
    }

    private static async Task<string> SeenAsync(Business business, Customer customer, ServerId server)
    {
        var state = (ServerState)await business.ScalarAsync<int>($"select state from servers_server where id = {server}");
        var open = (await business.Get<InvoiceQueries>().ListAsync(customer.Caller, CancellationToken.None)).Value.SingleOrDefault(invoice => invoice.State.IsOpen());
        return Text(state, await PaidUntilAsync(business), open?.PeriodTo, open?.DueAt);
    }

    private static string Text(ServerState state, DateTimeOffset paidUntil, DateTimeOffset? until, DateTimeOffset? due) => $"{state}, paid until {paidUntil:yyyy-MM-dd HH}, invoice until {until:yyyy-MM-dd HH} due {due:yyyy-MM-dd HH}";

    private static async Task<DateTimeOffset> PaidUntilAsync(Business business) => DateTimeOffset.FromUnixTimeMilliseconds(await business.ScalarAsync<long>("select paid_until from orders_order"));

    /// <summary>The rules of docs/operate, and nothing else.</summary>
    private sealed class Model(DateTimeOffset paidUntil, int day)
    {
        private DateTimeOffset _paidUntil = paidUntil;
        private (DateTimeOffset To, DateTimeOffset Due)? _open;
        private DateTimeOffset? _suspended;
        private DateTimeOffset? _leaves;
        private bool _ended;

        public string Seen => Text(_ended ? ServerState.Terminated : _suspended is null ? ServerState.Active : ServerState.Suspended, _paidUntil, _open?.To, _open?.Due);

        public void Pay() => (_paidUntil, _open, _suspended) = (_open!.Value.To, null, null);

        public void Leave(DateTimeOffset now) => (_leaves, _open) = (_leaves ?? (_paidUntil > now ? _paidUntil : now), null);

        public void Stay() => _leaves = null;

        public void Look(DateTimeOffset now) => _ended |= _leaves <= now;

        public void Pass(DateTimeOffset now)
        {
            if (_ended || _leaves is not null)
            {
                return;
            }

            if (_open is null && now >= _paidUntil.AddDays(-7))
            {
                _open = (Next(), _paidUntil > now.AddDays(3) ? _paidUntil : now.AddDays(3));
            }

            if (_open is { } open && _suspended is null && now >= open.Due.AddDays(3))
            {
                _suspended = now;
            }

            if (_suspended is { } since && now >= since.AddDays(14))
            {
                (_ended, _open) = (true, null);
            }
        }

        /// <summary>The same day of the next month, or its last.</summary>
        private DateTimeOffset Next()
        {
            var month = new DateTimeOffset(_paidUntil.Year, _paidUntil.Month, 1, _paidUntil.Hour, _paidUntil.Minute, _paidUntil.Second, TimeSpan.Zero).AddMonths(1);
            return month.AddDays(Math.Min(day, DateTime.DaysInMonth(month.Year, month.Month)) - 1);
        }
    }
}
