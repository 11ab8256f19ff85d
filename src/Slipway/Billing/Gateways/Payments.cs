using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Billing.Gateways;

/// <summary>Paying an invoice through a gateway: which ways there are, beginning a payment, hearing how it went.</summary>
public sealed class Payments(Database database, IEnumerable<IPaymentGateway> gateways, PaymentBooks books, TimeProvider clock)
{
    private readonly IReadOnlyList<IPaymentGateway> _gateways = [.. gateways];

    /// <summary>
    /// The ways in which the open balance of the invoice can be paid. Refused when the invoice is not the caller's, wants no
    /// payment, or has one under way.
    /// </summary>
    public async Task<Result<IReadOnlyList<PaymentWay>>> WaysAsync(Caller caller, InvoiceId invoice, CancellationToken cancellationToken)
    {
        if (!(await FindOpenAsync(caller, invoice, cancellationToken)).TryGet(out var open, out var refused))
        {
            return refused;
        }

        var amount = ToPay(open);
        return _gateways.Where(gateway => gateway.MayPay(amount) is null).Select(gateway => new PaymentWay(gateway.Name, gateway.Title, gateway.Instructions(invoice, amount))).ToArray();
    }

    /// <summary>
    /// Begins a payment of the whole open balance. Asked again for the same balance it gives the same payment, as long as that
    /// can still be paid. Refused as <see cref="WaysAsync"/>, and with <see cref="FailureKind.Unavailable"/> when the gateway is away.
    /// </summary>
    public async Task<Result<PaymentStart>> StartAsync(Caller caller, InvoiceId invoice, string gateway, CancellationToken cancellationToken)
    {
        if (!(await FindOpenAsync(caller, invoice, cancellationToken)).TryGet(out var open, out var refused))
        {
            return refused;
        }

        var amount = ToPay(open);
        if (Find(gateway) is not { } way)
        {
            return GatewayFailures.Unknown(gateway);
        }

        if (way.MayPay(amount) is { } unfit)
        {
            return unfit;
        }

        var now = clock.GetUtcNow();
        var earlier = await database.ReadAsync(session => PaymentStore.OfInvoiceAsync(session, way.Name, invoice), cancellationToken);
        if (earlier.FirstOrDefault(payment => way.IsAlive(payment, amount, now)) is { } alive)
        {
            return new PaymentStart(alive.Reference, alive.Url, way.Instructions(invoice, amount));
        }

        if (!(await way.BeginAsync(new PaymentRequest(open, amount, earlier.Count + 1, now), cancellationToken)).TryGet(out var begun, out var away))
        {
            return away;
        }

        // The payment is there now, whether the caller still waits or not. Nobody learns its page before it is in the table, so one
        // that is lost here cannot be paid; and asking again gives the same one.
        var row = new Payment(0, way.Name, begun.Reference, open.AccountId, invoice, amount, now) { Url = begun.Url };
        var stored = await database.InTransactionAsync(transaction => books.BeginAsync(transaction, row), CancellationToken.None);
        return stored.TryGet(out var payment, out var unbooked) ? new PaymentStart(payment.Reference, payment.Url, way.Instructions(invoice, amount)) : unbooked;
    }

    /// <summary>
    /// A gateway's provider tells something. Once this succeeds it is in the books for good, or did not concern us. Refused:
    /// <see cref="FailureKind.NotFound"/> no such gateway, <see cref="FailureKind.Unauthenticated"/> not proven, anything else not bookable.
    /// </summary>
    public async Task<Result<Unit>> HearAsync(string gateway, GatewayNotice notice, CancellationToken cancellationToken)
    {
        if (Find(gateway) is not { } way)
        {
            return GatewayFailures.Unknown(gateway);
        }

        var read = way.Read(notice);
        return read.Failure is { } refused ? refused
            : read.Value is not { } heard ? Unit.Value
            : await ApplyAsync(heard, cancellationToken);
    }

    /// <summary>Adds what was heard to what is known of the payment, and brings the books to it. May be repeated.</summary>
    public Task<Result<Unit>> ApplyAsync(GatewayEvent heard, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Unit>(
            async transaction => (await books.HearAsync(transaction, heard)).Failure is { } refused ? refused : Unit.Value,
            cancellationToken);

    private IPaymentGateway? Find(string name) => _gateways.FirstOrDefault(gateway => gateway.Name == name);

    private async Task<Result<Invoice>> FindOpenAsync(Caller caller, InvoiceId id, CancellationToken cancellationToken)
    {
        if (caller.MayUseAccount() is { } refused)
        {
            return refused;
        }

        var invoice = await database.ReadAsync(session => InvoiceStore.FindAsync(session, id), cancellationToken);
        return invoice is null || invoice.AccountId != caller.AccountId ? BillingFailures.NoInvoice(id)
            : invoice.State == InvoiceState.Paid ? BillingFailures.AlreadyPaid
            : invoice.State == InvoiceState.PaymentPending ? GatewayFailures.Pending(id)
            : !invoice.State.IsOpen() || invoice.Balance.Amount <= 0 ? GatewayFailures.NotPayable(id, invoice.State)
            : invoice;
    }

    /// <summary>Gateways know whole cents; what a part of a cent is too much stays on the credit balance.</summary>
    private static Money ToPay(Invoice invoice) => invoice.Balance with { Amount = Math.Ceiling(invoice.Balance.Amount * 100) / 100 };
}

/// <summary>A way to pay.</summary>
/// <param name="Name">For <see cref="Payments.StartAsync"/>.</param>
/// <param name="Instructions">What the customer does, a line each; empty when the payment has to be started to get its page.</param>
public sealed record PaymentWay(string Name, string Title, IReadOnlyList<string> Instructions);

/// <param name="Reference">The gateway's name for the payment; of a bank transfer what the customer writes on it.</param>
/// <param name="Url">Where the customer pays; null when there is no page for it.</param>
/// <param name="Instructions">What the customer does himself, a line each; empty when the page tells everything.</param>
public sealed record PaymentStart(string Reference, string? Url, IReadOnlyList<string> Instructions);
