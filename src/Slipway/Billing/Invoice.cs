using Slipway.Accounts;
using Slipway.Pricing;

namespace Slipway.Billing;

/// <summary>What an invoice asks money for.</summary>
public enum InvoicePurpose
{
    /// <summary>A new server; the money is held until it is proven ready.</summary>
    Order,

    /// <summary>A further period of a service.</summary>
    Renewal,

    /// <summary>Credit. Earns nothing, so it is not taxed and gets no number.</summary>
    TopUp,

    /// <summary>Several invoices in one. Earns nothing itself.</summary>
    Collective,

    /// <summary>The hours of a month, paid from the credit as they pass.</summary>
    Usage,

    /// <summary>What a running service gets on top, for the rest of its period; the money is held until it is there.</summary>
    AddOn,
}

/// <summary>
/// A billing document. Until its money is earned it is a proforma invoice without a <see cref="Number"/>.
/// <see cref="Balance"/> is what is still to be paid.
/// </summary>
public sealed record Invoice(InvoiceId Id, AccountId AccountId, InvoiceState State, InvoicePurpose Purpose, Money Net, Money Tax, TaxTreatment TaxTreatment, DateTimeOffset IssuedAt, DateTimeOffset DueAt)
{
    /// <summary>In the legal entity's series, without a gap.</summary>
    public string? Number { get; init; }

    public Money Paid { get; init; }

    /// <summary>Given back by credit notes.</summary>
    public Money Refunded { get; init; }

    public ServerId? ServerId { get; init; }

    public OrderId? OrderId { get; init; }

    /// <summary>The period of service that it pays.</summary>
    public DateTimeOffset? PeriodFrom { get; init; }

    public DateTimeOffset? PeriodTo { get; init; }

    /// <summary>The run that waits for the money.</summary>
    public AsyncKey? AsyncKey { get; init; }

    public BillTo BillTo { get; init; } = BillTo.Nobody;

    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>When its money was earned and its number given.</summary>
    public DateTimeOffset? PostedAt { get; init; }

    public Money Total => Net + Tax;

    public Currency Currency => Net.Currency;

    public Money Balance => State.IsOpen() ? Total - Paid : Money.Zero(Currency);

    /// <summary>Its money becomes revenue, and so it is taxed and numbered.</summary>
    public bool Earns => Purpose is not (InvoicePurpose.TopUp or InvoicePurpose.Collective);
}

/// <summary>The customer as he was when the invoice was issued.</summary>
public sealed record BillTo(string Name, string Person, IReadOnlyList<string> Lines, string Country, string VatNumber, string Email)
{
    public static readonly BillTo Nobody = new("", "", [], "", "", "");

    public static BillTo Of(Account account) => new(
        account.Name,
        account.Company.Length > 0 ? $"{account.FirstName} {account.LastName}".Trim() : "",
        [.. new[] { account.Address.Line1, account.Address.Line2, $"{account.Address.Postcode} {account.Address.City}".Trim(), account.Address.Region }.Where(line => line.Length > 0)],
        account.Country,
        account.VatNumber,
        account.Email);
}

/// <param name="Kind">preset, traffic-plan, os-licence, software-licence, ipv4, ipv6, promotion, top-up, invoice, hours.</param>
/// <param name="Pays">The invoice that a line of a collective invoice pays.</param>
public sealed record InvoiceLine(int Id, string Kind, string Description, Money Amount, OrderId? OrderId, InvoiceId? Pays);

/// <summary>Gives back what an invoice had earned, or a part of it. Amounts are positive.</summary>
public sealed record CreditNote(int Id, InvoiceId InvoiceId, AccountId AccountId, string Number, Money Net, Money Tax, string Reason, DateTimeOffset IssuedAt)
{
    public Money Total => Net + Tax;
}

public sealed record NewLine(string Kind, string Description, Money Amount)
{
    public InvoiceId? Pays { get; init; }
}

/// <summary>What is to be issued. Lines stand as this customer pays them; the tax treatment makes net, tax and total of their sum.</summary>
public sealed record NewInvoice(AccountId AccountId, InvoicePurpose Purpose, IReadOnlyList<NewLine> Lines, TaxTreatment Tax, DateTimeOffset DueAt)
{
    public ServerId? ServerId { get; init; }

    public OrderId? OrderId { get; init; }

    public DateTimeOffset? PeriodFrom { get; init; }

    public DateTimeOffset? PeriodTo { get; init; }

    /// <summary>Still growing; <see cref="Invoices.GrowAsync"/> adds to it.</summary>
    public bool Draft { get; init; }
}

public static class BillingFailures
{
    public static readonly Failure AlreadyPaid = new(FailureKind.Invalid, "billing.already-paid", "The invoice is already paid.");

    public static Failure NotEnoughCredit(Money wanted, Money credit) => new(
        FailureKind.PaymentRequired, "billing.not-enough-credit", $"not enough funds: {wanted} wanted, {credit} on the credit balance. Top up the balance and try again.");

    public static Failure NoInvoice(InvoiceId id) => new(FailureKind.NotFound, "billing.invoice-unknown", $"There is no invoice {id} on this account.");

    public static Failure AmountInvalid(string parameter, string allowed) => new(FailureKind.Invalid, "billing.amount-invalid", $"{parameter}: {allowed}");
}
