namespace Slipway.Billing.Gateways;

/// <summary>
/// A way in which money comes from outside. A gateway speaks with its provider and translates; it never touches the books:
/// what it tells becomes a <see cref="GatewayEvent"/>, and <see cref="Payments"/> does the rest.
/// </summary>
public interface IPaymentGateway
{
    /// <summary>Small letters; stands in the database, in the path of the events and on the wire, so it is for ever.</summary>
    string Name { get; }

    /// <summary>For the customer.</summary>
    string Title { get; }

    /// <summary>Null when it can take this amount; otherwise why not: not set up, another currency, too little.</summary>
    Failure? MayPay(Money amount);

    /// <summary>What the customer has to do himself, a line each; empty when the payment has to be started to get its page.</summary>
    IReadOnlyList<string> Instructions(InvoiceId invoice, Money amount);

    /// <summary>The payment that was begun earlier serves for this open balance.</summary>
    bool IsAlive(Payment payment, Money open, DateTimeOffset now);

    /// <summary>
    /// Prepares the payment at the provider, outside any transaction. The same request gives the same payment.
    /// A provider that is away is <see cref="FailureKind.Unavailable"/>, never an exception.
    /// </summary>
    Task<Result<BegunPayment>> BeginAsync(PaymentRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// What the provider tells; null when it does not concern payments of ours. Refused with <see cref="FailureKind.Unauthenticated"/>
    /// when it is not proven to come from the provider, before anything in it is looked at.
    /// </summary>
    Result<GatewayEvent?> Read(GatewayNotice notice);
}

/// <param name="Amount">The open balance, in whole cents.</param>
/// <param name="Attempt">Counts the payments that were begun for the invoice at this gateway, from 1.</param>
public sealed record PaymentRequest(Invoice Invoice, Money Amount, int Attempt, DateTimeOffset At);

/// <param name="Reference">The provider's name for the payment.</param>
/// <param name="Url">Where the customer pays; null when there is no page for it.</param>
public sealed record BegunPayment(string Reference, string? Url);

/// <summary>A request of the provider to us, as it came.</summary>
/// <param name="Header">The value of a header, or null.</param>
public sealed record GatewayNotice(ReadOnlyMemory<byte> Body, Func<string, string?> Header);
