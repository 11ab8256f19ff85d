using System.Text.Json;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Machines;
using Slipway.Network;
using Slipway.Pricing;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>
/// A customer orders a server. One transaction holds the invoice, the money, the place on a node, the addresses, the server
/// record and the run that will bring it up; nothing that can fail stands between its commit and the answer.
/// </summary>
public sealed class PlaceOrder(
    Database database, OrderCheck check, AccountQueries accounts, Invoices invoices, Addresses addresses, Runs runs, RunQueries runQueries, FulfilOrder workflow, Nodes nodes,
    Sealer sealer, Promotions promotions, HeldQuotes quotes, KeySpending spending, TaxRates taxes, Changes changes, OrderOptions options, TimeProvider clock)
{
    public async Task<Result<PlacedOrder>> RunAsync(Caller caller, OrderRequest request, CancellationToken cancellationToken)
    {
        // :: Step 1 - who asks, is it a repetition, and does everything fit together?
        if (caller.MayUseAccount() is null && request.IdempotencyKey is { } repeated
            && await database.ReadAsync(session => OrderStore.AnswerAsync(session, caller.AccountId, repeated), cancellationToken) is { AnswerJson.Length: > 0 } first)
        {
            // Before the catalog is asked: what was ordered may not be on offer any more.
            return KeptAnswer.To<PlacedOrder>(first, request.Fingerprint);
        }

        if (!(await CheckAsync(caller, request, cancellationToken)).TryGet(out var order, out var failure))
        {
            return failure;
        }

        return await database.InTransactionAsync(transaction => CommitAsync(transaction, caller, order), cancellationToken);
    }

    /// <summary>What the order would cost and when it would be ready; nothing changes.</summary>
    public async Task<Result<OrderQuote>> QuoteAsync(Caller caller, OrderRequest request, CancellationToken cancellationToken)
    {
        if (!(await CheckAsync(caller, request, cancellationToken)).TryGet(out var order, out var failure))
        {
            return failure;
        }

        var stock = await nodes.FreeAsync(order.Location.Code, order.Hardware, cancellationToken);
        return new OrderQuote(order, stock, await runQueries.UsualSecondsAsync(workflow, cancellationToken));
    }

    /// <summary>The same, and price and place are held for <see cref="HeldQuotes.HeldFor"/>.</summary>
    public async Task<Result<OrderQuote>> HoldAsync(Caller caller, OrderRequest request, CancellationToken cancellationToken)
    {
        if (!(await QuoteAsync(caller, request, cancellationToken)).TryGet(out var quote, out var failure))
        {
            return failure;
        }

        var held = await database.InTransactionAsync<HeldPrice>(
            async transaction =>
            {
                await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                return await quotes.HoldAsync(transaction, caller.AccountId, quote.Order);
            },
            cancellationToken);
        return held.TryGet(out var price, out var refused) ? quote with { Held = price } : refused;
    }

    private async Task<Result<CheckedOrder>> CheckAsync(Caller caller, OrderRequest request, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        var account = await accounts.FindAsync(caller.AccountId, cancellationToken);
        if (account is null)
        {
            return AccountFailures.InvalidToken;
        }

        Promotion? promotion = null;
        if (request.PromoCode is { } code
            && !(await database.ReadAsync(session => promotions.FindAsync(session, code, account.Id, account.Currency), cancellationToken)).TryGet(out promotion, out var failure))
        {
            return failure;
        }

        return check.Check(request, new OrderTerms(account.Currency, taxes.For(new TaxPayer(account.Country, account.VatNumber)), account.Prepaid, promotion));
    }

    private async Task<Result<PlacedOrder>> CommitAsync(DatabaseTransaction transaction, Caller caller, CheckedOrder asked)
    {
        var order = asked;
        var now = clock.GetUtcNow();
        // :: Step 2 - from here on orders of this account wait for each other: its credit is looked at and then taken.
        var account = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
        if (order.Request.IdempotencyKey is { } key && !await OrderStore.TakeKeyAsync(transaction, account.Id, key, order.Request.Fingerprint, now))
        {
            return KeptAnswer.To<PlacedOrder>(await OrderStore.AnswerAsync(transaction, account.Id, key), order.Request.Fingerprint);
        }

        if (order.Quote.Period.IsHourly && (await KeySpending.MayRunByTheHourAsync(transaction, caller)).Failure is { } endless)
        {
            return endless;
        }

        int? held = null;
        if (order.Request.HeldQuote is { } quoted)
        {
            if (!(await quotes.TakeAsync(transaction, account.Id, quoted, order)).TryGet(out var kept, out var refused))
            {
                return refused;
            }

            held = kept.Id;
            order = order with { Quote = kept.Quote };
        }

        // :: Step 3 - the server gets its final id, the order its service number, the invoice its lines.
        var server = await ServerStates.AddAsync(transaction, NewServer(account.Id, order, now));
        var orderId = await OrderStore.InsertAsync(
            transaction,
            new Order(default, account.Id, server.Id, OrderState.AwaitingPayment, order.Quote.Period.Name, order.Quote.Recurring, now, order.Quote.Period.NextDue(now)));
        await OrderStore.InsertLinesAsync(transaction, orderId, order.Quote.Lines.Select(line => new OrderLine(Words.Of(line.Kind), line.Description, line.ListAmount, line.Recurring)));
        if (order.Request.PromoCode is { } code && (await promotions.UseAsync(transaction, code, account.Id, orderId, account.Currency)).Failure is { } usedUp)
        {
            return usedUp;
        }

        if (held is { } quote)
        {
            await HeldQuotes.UsedAsync(transaction, quote, orderId);
        }

        server = await ServerStates.BindOrderAsync(transaction, server, orderId);
        var invoice = (await invoices.IssueAsync(
            transaction,
            new NewInvoice(account.Id, InvoicePurpose.Order, [.. order.Quote.Lines.Select(line => new NewLine(Words.Of(line.Kind), line.Description, line.Amount))], order.Quote.Tax, now + options.PayWithin)
            {
                ServerId = server.Id,
                OrderId = orderId,
            }))!;

        if ((await spending.OrderedAsync(transaction, caller, invoice.Total, invoice.Id, $"{order.Preset.Name} in {order.Location.Code}, server {server.Id}")).Failure is { } overCap)
        {
            return overCap;
        }

        // :: Step 4 - the run that will bring it up. It waits for the money if the money does not come now.
        var sshKey = await SshKeys.ChooseAsync(transaction, account.Id, order.SshKey, hasSystem: order.Os is not null);
        var deployment = NewDeployment(order, server, orderId, invoice.Id, sshKey);
        if (!(await runs.StartAsync(transaction, workflow, "deploy", server.Subject, order.Location.Code, account.Id, deployment)).TryGet(out var run, out var failure))
        {
            return failure;
        }

        await Invoices.BindAsync(transaction, invoice.Id, run);

        // :: Step 5 - paid from the credit when that is wanted and it suffices: then place and addresses are the server's at once.
        var credit = await Ledger.CreditAsync(transaction, account.Id, invoice.Currency);
        var hourly = order.Quote.Period.IsHourly;
        var paid = (account.AutoPay || hourly || invoice.Total.IsZero) && credit >= invoice.Total;
        if (hourly && !paid)
        {
            return BillingFailures.NotEnoughCredit(invoice.Total, credit);
        }

        if (paid && (await SettleAsync(transaction, invoice with { AsyncKey = run }, deployment)).Failure is { } unsettled)
        {
            return unsettled;
        }

        if (!paid)
        {
            if (await Capacity.FreeAsync(transaction, order.Location.Code, order.Hardware) == 0)
            {
                return Capacity.SoldOut(order.Location.Code);
            }

            await invoices.MailAsync(transaction, invoice, $"Your server {server.Hostname} is prepared as soon as it is paid.");
        }

        changes.Touch(transaction, $"account:{account.Id}");
        var placed = new PlacedOrder(
            server.Id, invoice.Id, paid ? InvoiceState.Paid : InvoiceState.Unpaid, paid ? run : null, order.Installed.OsName, order.Software?.Name)
        {
            SshKeyName = sshKey?.Name,
            SshKeyFingerprint = sshKey?.Fingerprint,
        };
        if (order.Request.IdempotencyKey is { } taken)
        {
            await OrderStore.KeepAnswerAsync(transaction, account.Id, taken, JsonSerializer.Serialize(placed));
        }

        return placed;
    }

    private async Task<Result<Unit>> SettleAsync(DatabaseTransaction transaction, Invoice invoice, Deployment deployment)
    {
        if ((await invoices.PayFromCreditAsync(transaction, invoice, invoice.Balance)).Failure is { } poor)
        {
            return poor;
        }

        if ((await OrderStates.PaidAsync(transaction, deployment.Server)).Failure is { } odd)
        {
            return odd;
        }

        return (await Capacity.EnsureAsync(transaction, deployment.Server, deployment.Location, deployment.Hardware)).Failure is { } full
            ? full
            : await addresses.EnsureAsync(transaction, deployment.Server, deployment.Location, deployment.Ipv4Count);
    }

    private static Server NewServer(AccountId account, CheckedOrder order, DateTimeOffset now) => new(
        default, account, default, ServerState.AwaitingPayment, PowerState.Off, order.Hostname, order.Location.Code, order.Preset.Id, order.Preset.Name, order.Installed.OsId, order.Installed.OsName,
        order.Software?.Id, order.Software?.Name, order.Plan.Id, now, null, null)
    {
        Disk = order.Os is null ? DiskContent.Own : DiskContent.Installed,
    };

    private Deployment NewDeployment(CheckedOrder order, Server server, OrderId orderId, InvoiceId invoice, ChosenSshKey? sshKey) => new()
    {
        ServerId = server.Id.Value,
        OrderId = orderId.Value,
        InvoiceId = invoice.Value,
        Location = order.Location.Code,
        Hostname = server.Hostname,
        Hardware = order.Hardware,
        Os = order.Os?.Key ?? "",
        Software = order.Software?.Key,
        SoftwareProbe = SoftwareFacts.ProbeOf(order.Software),
        Ports = SoftwareFacts.PortsOf(order.Software),
        Timezone = order.Location.Timezone,
        Ipv4Count = 1 + order.Request.ExtraIpv4,
        SealedPassword = order.Os is null ? null : sealer.Seal(order.Request.RootPassword!),
        SshKey = sshKey?.PublicKey,
        SealedScript = order.Request.PostInstallScript is { } script ? sealer.Seal(script) : null,
        RootSizePercent = order.Request.RootSizePercent ?? 100,
        Notify = order.Request.Notify ?? false,
        Callback = order.Request.PostInstallCallback,
    };

    internal static class Words
    {
        public static string Of(QuoteLineKind kind) => kind switch
        {
            QuoteLineKind.Preset => "preset",
            QuoteLineKind.TrafficPlan => "traffic-plan",
            QuoteLineKind.OsLicence => "os-licence",
            QuoteLineKind.SoftwareLicence => "software-licence",
            QuoteLineKind.ExtraIpv4 => "ipv4",
            QuoteLineKind.Ipv6Block => "ipv6",
            QuoteLineKind.Promotion => "promotion",
        };
    }
}

/// <param name="Callback">The run's key; null while the invoice is unpaid.</param>
public sealed record PlacedOrder(ServerId ServerId, InvoiceId InvoiceId, InvoiceState Status, AsyncKey? Callback, string OsName, string? SoftwareName)
{
    /// <summary>The account's default key, when that is what root may log in with.</summary>
    public string? SshKeyName { get; init; }

    /// <summary>Of the key that root may log in with; null when there is none.</summary>
    public string? SshKeyFingerprint { get; init; }
}

/// <param name="Stock">How many such servers the location could carry now.</param>
/// <param name="UsualSeconds">From payment to ready, from history or, as long as there is none, a guess.</param>
public sealed record OrderQuote(CheckedOrder Order, int Stock, double UsualSeconds)
{
    public HeldPrice? Held { get; init; }
}
