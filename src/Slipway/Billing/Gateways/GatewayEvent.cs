namespace Slipway.Billing.Gateways;

/// <summary>
/// What has been heard of a payment. Facts are only ever added, and amounts only ever grow, so neither the order nor the number
/// of a gateway's events changes what is known in the end. The values are stored: they are for ever.
/// </summary>
[Flags]
public enum PaymentFacts
{
    None = 0,

    /// <summary>The customer has done his part; whether the money comes may still be open.</summary>
    Completed = 1,

    Paid = 2,

    /// <summary>The money does not come.</summary>
    Failed = 4,

    /// <summary>The page was closed before the customer had done his part.</summary>
    Expired = 8,

    /// <summary>The row is a part of another payment: one transfer of several, a chargeback.</summary>
    Part = 16,
}

/// <summary>One thing that a gateway, or the operator in its stead, tells of a payment. Amounts are totals, never steps.</summary>
/// <param name="Reference">One of the gateway's two names for the payment.</param>
public sealed record GatewayEvent(string Gateway, string Reference, PaymentFacts Facts)
{
    /// <summary>The second name, under which later events speak of it; told together with the first.</summary>
    public string? OtherReference { get; init; }

    /// <summary>All that came, or all that came by this <see cref="Part"/>.</summary>
    public Money? Paid { get; init; }

    /// <summary>All that went back, or all that went back by this <see cref="Part"/>.</summary>
    public Money? Returned { get; init; }

    /// <summary>
    /// Several transfers may pay one invoice, and a chargeback may follow a refund: such amounts add up, and each has the name
    /// under which it is counted once.
    /// </summary>
    public string? Part { get; init; }
}

/// <summary>A payment through a gateway, as far as it has been heard of.</summary>
public sealed record Payment(int Id, string Gateway, string Reference, AccountId AccountId, InvoiceId InvoiceId, Money Asked, DateTimeOffset CreatedAt)
{
    public string? OtherReference { get; init; }

    public PaymentFacts Facts { get; init; }

    public Money Paid { get; init; } = Money.Zero(Asked.Currency);

    public Money Returned { get; init; } = Money.Zero(Asked.Currency);

    /// <summary>How much of what came is in the books, its parts included.</summary>
    public Money BookedPaid { get; init; } = Money.Zero(Asked.Currency);

    public Money BookedReturned { get; init; } = Money.Zero(Asked.Currency);

    /// <summary>Where the customer pays; null when there is no page for it.</summary>
    public string? Url { get; init; }

    /// <summary>The same with what the event adds: flags united, amounts at their largest.</summary>
    public Payment With(GatewayEvent heard) => this with
    {
        Facts = Facts | heard.Facts,
        OtherReference = OtherReference ?? heard.OtherReference,
        Paid = Larger(Paid, heard.Paid),
        Returned = Larger(Returned, heard.Returned),
    };

    private static Money Larger(Money known, Money? heard) => heard is { } amount && amount > known ? amount : known;
}
