using System.Globalization;

namespace Slipway.Billing.Gateways;

/// <summary>The customer transfers the money himself, and the operator confirms it with <see cref="ConfirmTransfer"/>.</summary>
internal sealed class BankTransfer(GatewayOptions options) : IPaymentGateway
{
    public const string GatewayName = "banktransfer";

    public string Name => GatewayName;

    public string Title => "Bank transfer";

    public Failure? MayPay(Money amount) =>
        options.BankTransfer.Iban.Length == 0 ? GatewayFailures.NotOffered(Name)
        : amount.Currency != Currency.Eur && amount.Currency != Currency.Usd ? GatewayFailures.CurrencyNotTaken(Name, amount.Currency)
        : null;

    public IReadOnlyList<string> Instructions(InvoiceId invoice, Money amount) =>
    [
        $"Account holder: {options.BankTransfer.Holder}",
        $"IBAN: {options.BankTransfer.Iban}",
        .. options.BankTransfer.Bic.Length > 0 ? [$"BIC: {options.BankTransfer.Bic}"] : Array.Empty<string>(),
        .. options.BankTransfer.Bank.Length > 0 ? [$"Bank: {options.BankTransfer.Bank}"] : Array.Empty<string>(),
        $"Reference: {BankReference.Of(invoice)}",
        $"Amount: {amount}",
    ];

    /// <summary>The reference belongs to the invoice, whatever has been transferred already.</summary>
    public bool IsAlive(Payment payment, Money open, DateTimeOffset now) => true;

    public Task<Result<BegunPayment>> BeginAsync(PaymentRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<Result<BegunPayment>>(new BegunPayment(BankReference.Of(request.Invoice.Id), null));

    /// <summary>The bank tells the operator, not us.</summary>
    public Result<GatewayEvent?> Read(GatewayNotice notice) => GatewayFailures.Unknown(Name);
}

/// <summary>
/// What the customer writes on his transfer: <c>SW-60412-58</c>, the invoice's number and two check digits. Digits only, because
/// they are on every keyboard and none looks like a letter that could stand there; ISO 7064 MOD 97-10 finds every
/// digit that is wrong and every two that are swapped.
/// </summary>
internal static class BankReference
{
    private const string Prefix = "SW";

    public static string Of(InvoiceId invoice) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{invoice.Value}-{98 - (invoice.Value * 100L % 97):00}");

    /// <summary>Null when it is none, or mistyped.</summary>
    public static InvoiceId? Read(string text)
    {
        var plain = new string([.. text.Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant();
        if (!plain.StartsWith(Prefix, StringComparison.Ordinal)
            || plain.Length is < 5 or > 14
            || !long.TryParse(plain.AsSpan(Prefix.Length).ToString().Replace('O', '0'), NumberStyles.None, CultureInfo.InvariantCulture, out var digits))
        {
            return null;
        }

        // Check digits are 02 to 98, so that each number has one way to be written.
        return digits % 97 == 1 && digits % 100 is >= 2 and <= 98 && digits / 100 is > 0 and <= int.MaxValue ? new InvoiceId((int)(digits / 100)) : null;
    }
}
