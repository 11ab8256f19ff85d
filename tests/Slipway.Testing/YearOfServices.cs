using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Slipway.Billing;
using Slipway.Machines;
using Slipway.Orders;
using Slipway.Reconciliation;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Testing.Databases;
using Slipway.Workflows;

namespace Slipway.Testing;

/// <summary>
/// A provider's years in minutes: customers of every habit, the product's own renewal cycle and runs, the simulated fleet, a
/// clock that is moved. All of it stands in the database, so that the process may be killed anywhere and go on.
/// </summary>
public sealed class YearOfServices : IAsyncDisposable
{
    private const string DayFile = "simulated-day";

    /// <summary>What the books must never show; the first is found at once, not at the end.</summary>
    private static readonly (string Name, string Sql)[] NeverRows =
    [
        ("a service billed twice for a period", "select count(*) from (select 1 from billing_invoice where order_id is not null and period_from is not null and state <> 2 group by order_id, purpose, period_from having count(*) > 1) as twice"),
        ("a renewal that does not begin where the one before it ends",
            """
            select count(*) from billing_invoice as later where purpose = 1 and state in (1, 3) and not exists (
                select 1 from billing_invoice as earlier where earlier.order_id = later.order_id and earlier.period_to = later.period_from and earlier.state in (1, 3))
            """),
        ("a paid renewal that its service does not know", "select count(*) from orders_order as o where state = 2 and paid_until < (select max(period_to) from billing_invoice as i where i.order_id = o.id and i.state = 1 and i.purpose in (0, 1))"),
        ("credit below zero", "select count(*) from billing_posting where book like 'credit:%' and balance < 0"),
        ("held money below zero", "select count(*) from billing_posting where book like 'held:%' and balance < 0"),
        ("money held for an invoice that is closed and earned, cancelled or refunded",
            "select count(*) from billing_invoice as i where (posted_at is not null or state in (2, 3)) and (select coalesce(sum(amount), 0) from billing_posting where book = 'held:' || i.id) <> 0"),
        ("a server of an ended service that is not on its way out", "select count(*) from orders_order as o join servers_server as s on s.id = o.server_id where o.state = 5 and s.state not in (3, 4)"),
        ("a suspended service whose server is not", "select count(*) from orders_order as o join servers_server as s on s.id = o.server_id where o.state = 2 and (o.suspended_at is not null) <> (s.state = 6)"),
    ];

    private readonly TestDatabase _database;
    private readonly Business _business;
    private readonly int _seed;
    private int _day;

    private YearOfServices(TestDatabase database, Business business, int seed, int day)
    {
        (_database, _business, _seed, _day) = (database, business, seed, day);
    }

    /// <summary>A leap year comes second.</summary>
    private static readonly DateTimeOffset Begins = new(2027, 1, 29, 10, 0, 0, TimeSpan.Zero);

    public int Day => _day;

    public Business Business => _business;

    /// <param name="folder">Where a simulation lies, or is to lie.</param>
    public static async Task<YearOfServices> OpenAsync(TestDatabase database, string folder, int seed)
    {
        var file = Path.Combine(folder, DayFile);
        var day = File.Exists(file) ? int.Parse(await File.ReadAllTextAsync(file), CultureInfo.InvariantCulture) : 0;
        var clock = new FakeTimeProvider(Begins.AddDays(day)) { AutoAdvanceAmount = TimeSpan.Zero };
        var business = await Business.OnAsync(
            database, clock: clock, settings: [("Tax:Home", "NL"), ("Tax:Rates:NL", "21"), ("Tax:Rates:DE", "19"), ("Fake:Folder", Path.Combine(folder, "fake"))]);
        var simulation = new YearOfServices(database, business, seed, day);
        // Not only the first time: catalog and nodes are kept in memory too, and a process that was killed here may have come to any line.
        await business.GivenStockAsync();

        return simulation;
    }

    /// <summary>One day: customers come, pay, top up, leave; the cycle runs never, once or five times; runs go as far as they go.</summary>
    /// <param name="passes">How often the cycle runs; null is as the day has it.</param>
    public async Task LiveDayAsync(int? passes = null)
    {
        var random = new Random((_seed * 10_007) + _day);
        var morning = Begins.AddDays(_day);
        if (_business.Clock.GetUtcNow() < morning)
        {
            _business.Clock.SetUtcNow(morning);
        }

        await OpenAccountsAsync(random);
        await ActAsync(random);
        await _business.DriveRunsAsync();
        var times = passes ?? (random.Next(6) switch { 0 => 0, 5 => 5, _ => 1 });
        for (var time = 0; time < times; time++)
        {
            var now = morning.AddMinutes(random.Next(5) + ((time + 1) * 1_300 / (times + 1)));
            if (_business.Clock.GetUtcNow() < now)
            {
                _business.Clock.SetUtcNow(now);
            }

            await _business.Get<RenewalCycle>().PassAsync(CancellationToken.None);
            await _business.DriveRunsAsync();
        }

        await CheckAsync();
        _day++;
        await File.WriteAllTextAsync(Path.Combine(_database.Folder, DayFile + ".new"), _day.ToString(CultureInfo.InvariantCulture));
        File.Move(Path.Combine(_database.Folder, DayFile + ".new"), Path.Combine(_database.Folder, DayFile), overwrite: true);
    }

    /// <summary>What is wrong now; empty is as it should be.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync()
    {
        var found = new List<string>();
        foreach (var (name, sql) in NeverRows)
        {
            if (await _business.ScalarAsync<long>(sql) is > 0 and var times)
            {
                found.Add($"{name}: {times}");
            }
        }

        if (await _business.Database.ReadAsync(Ledger.UnbalancedAsync, CancellationToken.None) is { Count: > 0 } entries)
        {
            found.Add($"entries that do not balance: {string.Join(", ", entries)}");
        }

        found.AddRange(await WrongNumbersAsync());
        // The product's own reconciliation must see nothing either.
        found.AddRange((await _business.Get<Reconcile>().RunAsync(CancellationToken.None)).Differences.Select(difference => $"{difference.Area}: {difference.What}"));
        return found;
    }

    /// <summary>The state of the provider as one line of a table.</summary>
    public async Task<YearLine> LineAsync()
    {
        async Task<decimal> BookAsync(string pattern) => await _business.ScalarAsync<long>($"select coalesce(sum(amount), 0) from billing_posting where book like '{pattern}'") / Money.StoredParts;
        return new YearLine(
            _business.Clock.GetUtcNow(),
            await _business.ScalarAsync<long>("select count(*) from servers_server where state = 2"),
            await _business.ScalarAsync<long>("select count(*) from servers_server where state = 6"),
            await _business.ScalarAsync<long>("select count(*) from servers_server where state = 4"),
            await _business.ScalarAsync<long>("select count(*) from billing_invoice where number is not null"),
            await _business.ScalarAsync<long>("select count(*) from billing_invoice where state in (0, 5)"),
            await _business.ScalarAsync<long>("select count(*) from billing_credit_note"),
            await BookAsync("revenue"), await BookAsync("tax:%"), await BookAsync("credit:%"), await BookAsync("held:%"), (await DifferencesAsync()).Count);
    }

    public async ValueTask DisposeAsync() => await _business.DisposeAsync();

    private async Task CheckAsync()
    {
        if (await DifferencesAsync() is { Count: > 0 } differences)
        {
            throw new InvalidOperationException($"Day {_day} ({_business.Clock.GetUtcNow():yyyy-MM-dd HH:mm}), seed {_seed}: {string.Join("; ", differences)}");
        }
    }

    /// <summary>Each series runs from 1 without a gap.</summary>
    private async Task<IReadOnlyList<string>> WrongNumbersAsync()
    {
        var numbers = await _business.Database.ReadAsync(
            session => session.ListAsync("select number from billing_invoice where number is not null union all select number from billing_credit_note", row => row.Text(0)), CancellationToken.None);
        return [.. numbers.GroupBy(number => number[..(number.LastIndexOf('-') + 1)])
            .Where(series => !series.Select(number => int.Parse(number[series.Key.Length..], CultureInfo.InvariantCulture)).Order().SequenceEqual(Enumerable.Range(1, series.Count())))
            .Select(series => $"a gap in {series.Key}")];
    }

    /// <summary>Three a week in the first three months. Their habit is their number.</summary>
    private async Task OpenAccountsAsync(Random random)
    {
        if (_day > 90 || random.Next(7) >= 3)
        {
            return;
        }

        var name = $"day{_day}@example.org";
        if (await _business.ScalarAsync<long>($"select count(*) from accounts_account where email = '{name}'") == 0)
        {
            var habit = (Habit)(_day % Enum.GetValues<Habit>().Length);
            var customer = await Customer.OpenAsync(
                _business.Services, habit is Habit.Rich or Habit.Hourly ? 5_000 : 60, autoPay: habit is not (Habit.PaysByHand or Habit.PaysLate or Habit.NeverPaysAgain), name, _day % 3 == 0 ? "DE" : "NL",
                prepaid: habit == Habit.Hourly || habit == Habit.HourlyPoor);
            string[] periods = ["monthly", "monthly", "quarterly", "semi-annually", "annually"];
            var period = habit is Habit.Hourly or Habit.HourlyPoor ? "hourly" : habit is Habit.Rich ? periods[_day % periods.Length] : "monthly";
            _ = (await _business.OrderAsync(customer, Business.AnOrder() with { Period = period, Hostname = $"day{_day}.example.org" })).Value;
        }
    }

    private async Task ActAsync(Random random)
    {
        var accounts = await _business.Database.ReadAsync(
            session => session.ListAsync("select id, email from accounts_account order by id", row => (Id: row.Int(0), Day: int.Parse(row.Text(1)[3..row.Text(1).IndexOf('@', StringComparison.Ordinal)], CultureInfo.InvariantCulture))),
            CancellationToken.None);
        foreach (var (id, since) in accounts)
        {
            var caller = new Accounts.Caller(new AccountId(id), null);
            var age = _day - since;
            switch ((Habit)(since % Enum.GetValues<Habit>().Length))
            {
                case Habit.TopsUp when age % 40 == 39:
                    await GrantOnceAsync(caller.AccountId, 60);
                    break;
                case Habit.HourlyPoor when age % 120 == 119:
                    await GrantOnceAsync(caller.AccountId, 10);
                    break;
                case Habit.PaysByHand:
                    await GrantOnceAsync(caller.AccountId, 1);
                    await PayAllAsync(caller, lateDays: -random.Next(6));
                    break;
                case Habit.PaysLate:
                    await GrantOnceAsync(caller.AccountId, 1);
                    await PayAllAsync(caller, lateDays: 5 + (since % 8));
                    break;
                case Habit.NeverPaysAgain:
                    await PayAllAsync(caller, lateDays: -6, most: age < 40);
                    break;
                case Habit.LeavesAtTheEnd when age == 70:
                    await CancelAsync(caller, immediate: false);
                    break;
                case Habit.LeavesNow when age == 47:
                    await CancelAsync(caller, immediate: true);
                    break;
                case Habit.ChangesHisMind when age % 30 == 7:
                    await CancelAsync(caller, immediate: false);
                    break;
                case Habit.ChangesHisMind when age % 30 == 9:
                    foreach (var server in await ServersOfAsync(caller))
                    {
                        _ = await _business.Get<WithdrawCancellation>().RunAsync(caller, server, CancellationToken.None);
                    }

                    await GrantOnceAsync(caller.AccountId, 12);
                    break;
            }
        }
    }

    /// <summary>Once a day however often the day is begun again.</summary>
    private Task GrantOnceAsync(AccountId account, decimal amount) => _business.Database.InTransactionAsync(
        async transaction =>
        {
            var memo = $"simulated day {_day}";
            if (await transaction.ScalarAsync<long>("select count(*) from billing_entry where account_id = @account and memo = @memo", ("account", account.Value), ("memo", memo)) == 0)
            {
                _ = (await _business.Get<GrantCredit>().RunAsync(transaction, account, new Money(amount, Currency.Eur), memo)).Value;
            }
        },
        CancellationToken.None);

    private async Task PayAllAsync(Accounts.Caller caller, int lateDays, bool most = true)
    {
        foreach (var invoice in (await _business.Get<InvoiceQueries>().ListAsync(caller, CancellationToken.None)).Value.Where(invoice => invoice.State.IsOpen()))
        {
            // An order is paid at once, or there would be no server.
            if (most && (invoice.Purpose == InvoicePurpose.Order || _business.Clock.GetUtcNow() >= invoice.DueAt.AddDays(lateDays)))
            {
                _ = await _business.Get<ApplyCredit>().RunAsync(caller, invoice.Id, null, CancellationToken.None);
            }
        }
    }

    private async Task CancelAsync(Accounts.Caller caller, bool immediate)
    {
        foreach (var server in await ServersOfAsync(caller))
        {
            _ = await _business.Get<RequestCancellation>().RunAsync(caller, server, immediate, "simulated", CancellationToken.None);
        }
    }

    private async Task<IEnumerable<ServerId>> ServersOfAsync(Accounts.Caller caller) =>
        (await _business.Get<ServerQueries>().ListAsync(caller, CancellationToken.None)).Select(server => server.Id);

    private enum Habit
    {
        Rich,
        TopsUp,
        PaysByHand,
        PaysLate,
        NeverPaysAgain,
        LeavesAtTheEnd,
        LeavesNow,
        ChangesHisMind,
        Hourly,
        HourlyPoor,
        RunsDry,
    }
}

/// <summary>One line of the table of a year. Money in the unit of the currency.</summary>
public sealed record YearLine(
    DateTimeOffset At, long Active, long Suspended, long Removed, long Invoices, long Open, long CreditNotes, decimal Revenue, decimal Tax, decimal Credit, decimal Held, int Differences)
{
    public const string Head = "date        active  suspended  removed  invoices  open  credit notes    revenue       tax     credit      held  difference";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{At:yyyy-MM-dd}  {Active,6}  {Suspended,9}  {Removed,7}  {Invoices,8}  {Open,4}  {CreditNotes,12}  {Revenue,9:0.00}  {Tax,8:0.00}  {Credit,9:0.00}  {Held,8:0.00}  {Differences,10}");
}
