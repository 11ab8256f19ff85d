using System.Text.Json;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Pricing;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>
/// A customer puts another system on a server. Everything is checked before anything changes; then one transaction holds the money for
/// new licences, what is shown of the server, and the run that does the work.
/// </summary>
public sealed class ReinstallServer(
    Database database, OrderCheck check, Invoices invoices, Runs runs, Reinstall workflow, Sealer sealer, TaxRates taxes, Changes changes, OrderOptions options, TimeProvider clock)
{
    public async Task<Result<StartedReinstall>> RunAsync(Caller caller, ServerId id, OrderRequest request, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey is { } repeated && await database.ReadAsync(session => OrderStore.AnswerAsync(session, caller.AccountId, repeated), cancellationToken) is { AnswerJson.Length: > 0 } first)
        {
            return KeptAnswer.To<StartedReinstall>(first, request.Fingerprint);
        }

        return await database.InTransactionAsync(transaction => RequestAsync(transaction, caller, id, request), cancellationToken);
    }

    /// <summary>What it would install and cost; nothing changes.</summary>
    public Task<Result<ReinstallQuote>> QuoteAsync(Caller caller, ServerId id, OrderRequest request, CancellationToken cancellationToken) =>
        database.InTransactionAsync<ReinstallQuote>(
            async transaction =>
            {
                if (!(await FindAsync(transaction, caller, id)).TryGet(out var found, out var refused) || !Check(found, request).TryGet(out var checkedRequest, out refused))
                {
                    return refused;
                }

                var lines = await NewLicencesAsync(transaction, found, checkedRequest);
                return new ReinstallQuote(checkedRequest, lines, Sum(found, lines));
            },
            cancellationToken);

    /// <summary>Stops a reinstallation. Before the erasing everything is as it was; afterwards the server has no system.</summary>
    public Task<Result<AbortedReinstall>> AbortAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        database.InTransactionAsync<AbortedReinstall>(
            async transaction =>
            {
                if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server)
                {
                    return ServerFailures.Unknown(id);
                }

                if (await Runs.LiveAsync(transaction, server.Subject) is not { } live || await Runs.ActionOfAsync(transaction, live) != Reinstall.Action)
                {
                    return NothingToAbort(id);
                }

                // Handed over already, it cannot be taken back.
                var aborted = await runs.AbortAsync<Deployment>(
                    transaction, live, new Failure(FailureKind.Invalid, "orders.reinstall-aborted", "The reinstallation was stopped by the customer."), state => state.Reinstallation is { Finished: false });
                return aborted is { Reinstallation: { } reinstallation } ? new AbortedReinstall(live, reinstallation.Erases) : NothingToAbort(id);
            },
            cancellationToken);

    /// <summary>The same, for a boot from the network that was arranged before: inside the caller's transaction.</summary>
    internal async Task<Result<StartedReinstall>> RequestAsync(DatabaseTransaction transaction, Caller caller, ServerId id, OrderRequest request)
    {
        // A repetition waits here for the first one, and gets its answer rather than a refusal because of it.
        await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
        if (request.IdempotencyKey is { } key && !await OrderStore.TakeKeyAsync(transaction, caller.AccountId, key, request.Fingerprint, clock.GetUtcNow()))
        {
            return KeptAnswer.To<StartedReinstall>(await OrderStore.AnswerAsync(transaction, caller.AccountId, key), request.Fingerprint);
        }

        if (!(await FindAsync(transaction, caller, id)).TryGet(out var found, out var refused) || !Check(found, request).TryGet(out var wanted, out refused))
        {
            return refused;
        }

        // :: A switch that is under way ends here: the machine is the reinstallation's.
        var (server, order, account) = found;
        await runs.ReplaceAsync(transaction, PowerRun.SubjectOf(id), Reinstall.Action);

        // :: New licences are paid from the credit, which holds the money until the system is proven.
        var has = await OrderStore.LinesAsync(transaction, order);
        var licences = KeptPrices(has, wanted, order);
        if (!Licences.Same(has, licences))
        {
            if (order.PaidUntil <= clock.GetUtcNow() && !order.BillingPeriod.IsHourly)
            {
                return new Failure(FailureKind.PaymentRequired, "orders.licence-after-the-period", $"the paid period of server {id} is over: pay its invoice (whmcs/get_related_invoices) before its licences change.");
            }

            // One for the next period that is out already says the old licences; the cycle issues it anew.
            if (await Invoices.OpenOfServiceAsync(transaction, order.Id) is { } open)
            {
                await invoices.GiveBackAsync(transaction, open.Id, $"server {id} is reinstalled with other licences");
            }
        }

        var lines = Licences.New(has, wanted.Licences, Licences.Left(order, clock.GetUtcNow()));
        if (lines.Count > 0 && caller.MayUseAccount() is { } notHis)
        {
            // A key of one server spends nothing of the account's.
            return notHis;
        }

        Invoice? invoice = null;
        if (lines.Count > 0)
        {
            var tax = taxes.For(new TaxPayer(account.Country, account.VatNumber));
            invoice = (await invoices.IssueAsync(
                transaction,
                new NewInvoice(account.Id, InvoicePurpose.AddOn, [.. lines.Select(line => new NewLine(PlaceOrder.Words.Of(line.Licence.Kind), $"{line.Licence.Description}, until {order.PaidUntil.ToDay()}", tax.Line(line.Amount)))], tax, clock.GetUtcNow() + options.PayWithin)
                {
                    ServerId = id,
                    OrderId = order.Id,
                }))!;
        }

        if (await Capacity.HardwareOfAsync(transaction, id) is not { } hardware)
        {
            return ProvisioningFailures.NoPlace;
        }

        var deployment = NewDeployment(found, wanted, hardware, licences, invoice?.Id);
        if (!(await runs.StartAsync(transaction, workflow, Reinstall.Action, server.Subject, server.Location, account.Id, deployment)).TryGet(out var run, out var busy))
        {
            return busy;
        }

        if (invoice is not null)
        {
            await Invoices.BindAsync(transaction, invoice.Id, run);
            if ((await invoices.PayFromCreditAsync(transaction, invoice with { AsyncKey = run }, invoice.Total)).Failure is { } poor)
            {
                return poor;
            }
        }

        await ServerStates.ReinstallingAsync(transaction, server, wanted.Hostname);
        changes.Touch(transaction, $"account:{account.Id}");
        var started = new StartedReinstall(id, run, wanted.Installed.OsName, wanted.Software?.Name, invoice?.Id);
        if (request.IdempotencyKey is { } taken)
        {
            await OrderStore.KeepAnswerAsync(transaction, account.Id, taken, JsonSerializer.Serialize(started));
        }

        return started;
    }

    /// <summary>The server, if it can be reinstalled now.</summary>
    internal async Task<Result<FoundService>> FindAsync(DatabaseTransaction transaction, Caller caller, ServerId id)
    {
        // The account first, as everybody does who moves its money.
        var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
        if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server || await OrderStore.FindAsync(transaction, id) is not { } order)
        {
            return ServerFailures.Unknown(id);
        }

        if (await Runs.LiveAsync(transaction, server.Subject) is { } live)
        {
            return await Runs.ActionOfAsync(transaction, live) == Reinstall.Action
                ? new Failure(FailureKind.Busy, "orders.reinstall-running", $"reinstall: server {id} is already being reinstalled", new BusySubject(server.Subject, live))
                : new Failure(FailureKind.Busy, "workflows.busy", $"server {id} is being worked on; wait until that is done.", new BusySubject(server.Subject, live));
        }

        if (await OrderStore.CancelledToAsync(transaction, id) is { } end && end <= clock.GetUtcNow())
        {
            return OrderFailures.IsEnding(id);
        }

        return server.State switch
        {
            ServerState.Active => new FoundService(server, order, account),
            ServerState.Suspended => ProvisioningFailures.Suspended(id, "can be reinstalled"),
            _ => ProvisioningFailures.NotReady(id, "reinstalled"),
        };
    }

    /// <summary>Whether the request fits the server; nothing is read or changed.</summary>
    internal Result<CheckedReinstall> Check(FoundService found, OrderRequest request) =>
        check.CheckReinstall(request, found.Server, found.Order.BillingPeriod, found.Order.Recurring.Currency);

    private async Task<IReadOnlyList<(QuoteLine Licence, Money Amount)>> NewLicencesAsync(DatabaseSession session, FoundService found, CheckedReinstall wanted) =>
        Licences.New(await OrderStore.LinesAsync(session, found.Order), wanted.Licences, Licences.Left(found.Order, clock.GetUtcNow()));

    /// <summary>Would its licences be paid now? Nothing is taken.</summary>
    internal async Task<Result<Unit>> CanPayAsync(DatabaseTransaction transaction, Caller caller, FoundService found, CheckedReinstall wanted)
    {
        var lines = await NewLicencesAsync(transaction, found, wanted);
        if (lines.Count == 0)
        {
            return Unit.Value;
        }

        var (total, credit) = (Sum(found, lines), await Ledger.CreditAsync(transaction, found.Account.Id, found.Order.Recurring.Currency));
        return caller.MayUseAccount() is { } notHis ? notHis : total > credit ? BillingFailures.NotEnoughCredit(total, credit) : Unit.Value;
    }

    private Money Sum(FoundService found, IReadOnlyList<(QuoteLine Licence, Money Amount)> lines)
    {
        var tax = taxes.For(new TaxPayer(found.Account.Country, found.Account.VatNumber));
        return tax.Of(lines.Aggregate(Money.Zero(found.Order.Recurring.Currency), (sum, line) => sum + tax.Line(line.Amount))).Total;
    }

    private Deployment NewDeployment(FoundService found, CheckedReinstall wanted, Hardware hardware, IReadOnlyList<OrderLine> licences, InvoiceId? invoice) => new()
    {
        ServerId = found.Server.Id.Value,
        OrderId = found.Order.Id.Value,
        InvoiceId = invoice?.Value ?? 0,
        Location = found.Server.Location,
        Hostname = wanted.Hostname,
        // What it was sold with: its preset may be another one by now.
        Hardware = hardware,
        Os = wanted.Os?.Key ?? "",
        Software = wanted.Software?.Key,
        SoftwareProbe = SoftwareFacts.ProbeOf(wanted.Software),
        Ports = SoftwareFacts.PortsOf(wanted.Software),
        Timezone = check.TimezoneOf(found.Server.Location),
        Ipv4Count = 1,
        SealedPassword = wanted.Os is null ? null : sealer.Seal(wanted.Request.RootPassword!),
        SshKey = wanted.SshKey,
        SealedScript = wanted.Request.PostInstallScript is { } script ? sealer.Seal(script) : null,
        RootSizePercent = wanted.Request.RootSizePercent ?? 100,
        // No mail unless it is asked for (eq.md).
        Notify = wanted.Request.Notify ?? false,
        Callback = wanted.Request.PostInstallCallback,
        Reinstallation = new Reinstallation(wanted.Installed)
        {
            WasOn = found.Server.Power == Machines.PowerState.On,
            OldHostname = found.Server.Hostname,
            Licences = [.. licences.Select(line => new LicencePrice(line.Kind, line.Description, line.Amount.Amount))],
        },
    };

    /// <summary>A licence that the service has keeps the price it was ordered at.</summary>
    private static IReadOnlyList<OrderLine> KeptPrices(IReadOnlyList<OrderLine> has, CheckedReinstall wanted, Order order) =>
    [
        .. wanted.Licences.Select(line =>
            has.FirstOrDefault(old => old.Recurring && old.Kind == PlaceOrder.Words.Of(line.Kind) && old.Description == line.Description)
            ?? new OrderLine(PlaceOrder.Words.Of(line.Kind), line.Description, line.ListAmount with { Currency = order.Recurring.Currency }, Recurring: true)),
    ];

    private static Failure NothingToAbort(ServerId id) => new(FailureKind.NotFound, "orders.no-reinstall", $"server {id} is not being reinstalled.");
}

internal sealed record FoundService(Server Server, Order Order, Account Account);

/// <param name="Callback">The run's key.</param>
/// <param name="Invoice">What new licences cost; null when they cost nothing.</param>
public sealed record StartedReinstall(ServerId ServerId, AsyncKey Callback, string OsName, string? SoftwareName, InvoiceId? Invoice);

/// <param name="Licences">Those that are new, with their price until the end of the period, before tax.</param>
public sealed record ReinstallQuote(CheckedReinstall Wanted, IReadOnlyList<(QuoteLine Licence, Money Amount)> Licences, Money Total);

/// <param name="Erased">The old system is gone already: the server has none now.</param>
public sealed record AbortedReinstall(AsyncKey Run, bool Erased);
