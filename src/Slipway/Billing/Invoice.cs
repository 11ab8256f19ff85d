namespace Slipway.Billing;

/// <summary>A billing document. <see cref="Balance"/> is what is still to be paid.</summary>
public sealed record Invoice(
    InvoiceId Id,
    AccountId AccountId,
    InvoiceState State,
    Money Total,
    Money Paid,
    ServerId? ServerId,
    AsyncKey? AsyncKey,
    DateTimeOffset IssuedAt,
    DateTimeOffset DueAt,
    DateTimeOffset? SettledAt)
{
    public Money Balance => State is InvoiceState.Unpaid ? Total - Paid : Money.Zero(Total.Currency);
}

/// <param name="Kind">preset, traffic-plan, os-licence, software-licence, ipv4, ipv6.</param>
public sealed record InvoiceLine(int Id, string Kind, string Description, Money Amount, OrderId? OrderId);

public static class BillingFailures
{
    public static readonly Failure AlreadyPaid = new(FailureKind.Invalid, "billing.already-paid", "The invoice is already paid.");

    public static Failure NotEnoughCredit(Money wanted, Money credit) => new(
        FailureKind.PaymentRequired, "billing.not-enough-credit", $"not enough funds: {wanted} wanted, {credit} on the credit balance. Top up the balance and try again.");

    public static Failure NoInvoice(InvoiceId id) => new(FailureKind.NotFound, "billing.invoice-unknown", $"There is no invoice {id} on this account.");
}
