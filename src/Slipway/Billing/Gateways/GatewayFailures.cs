namespace Slipway.Billing.Gateways;

internal static class GatewayFailures
{
    public static readonly Failure BadSignature = new(FailureKind.Unauthenticated, "billing.event-signature", "The signature is missing, wrong, or not of the last five minutes.");

    public static Failure Unknown(string gateway) => new(FailureKind.NotFound, "billing.gateway-unknown", $"There is no payment gateway '{gateway}'.");

    public static Failure NotOffered(string gateway) => new(FailureKind.Unsupported, "billing.gateway-not-offered", $"The payment gateway '{gateway}' is not offered here.");

    public static Failure AmountNotTaken(string gateway, Money smallest, Money largest) => new(
        FailureKind.Unsupported, "billing.gateway-amount", $"The payment gateway '{gateway}' takes {smallest} to {largest}.");

    public static Failure CurrencyNotTaken(string gateway, Currency currency) => new(
        FailureKind.Unsupported, "billing.gateway-currency", $"The payment gateway '{gateway}' takes EUR and USD, not {currency}.");

    public static Failure Away(string gateway) => new(
        FailureKind.Unavailable, "billing.gateway-away", $"The payment gateway '{gateway}' does not answer as it should. Nothing was paid; try again in a while, or pay in another way.");

    public static Failure Pending(InvoiceId invoice) => new(
        FailureKind.Busy, "billing.payment-pending", $"A payment of invoice {invoice} is under way; wait until it has come or failed.");

    public static Failure NotPayable(InvoiceId invoice, InvoiceState state) => new(
        FailureKind.Invalid, "billing.not-payable", $"Invoice {invoice} is {state} and wants no payment.");

    public static Failure Unreadable(string what) => new(FailureKind.Invalid, "billing.event-unreadable", $"The event cannot be read: {what}.");

    public static Failure CurrencyMixed(Currency payment, Currency heard) => new(
        FailureKind.Invalid, "billing.payment-currency", $"The payment is in {payment}, not in {heard}: nothing was booked.");

    public static Failure NoReference(string reference) => new(
        FailureKind.NotFound, "billing.transfer-reference", $"'{reference}' is no reference of an invoice here; it looks like SW-60412-58, and its last two digits tell when another is mistyped.");

    public static Failure TransferInvalid(string allowed) => new(FailureKind.Invalid, "billing.transfer-invalid", allowed);

    public static Failure TransferKnown(string transaction, string payment, Money amount) => new(
        FailureKind.Invalid, "billing.transfer-known", $"The bank's transaction {transaction} is booked already, as {amount} for {payment}.");
}
