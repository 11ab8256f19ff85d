using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Slipway.Pricing;
using Slipway.Servers;
using Slipway.Storage;

namespace Slipway.Orders;

/// <summary>
/// A price that holds for a quarter of an hour, with its place on a node. Its id is signed: it cannot be guessed or altered. The
/// order that names it pays exactly this price, or is refused.
/// </summary>
public sealed class HeldQuotes(Database database, IDataProtectionProvider protection, TimeProvider clock)
{
    public static readonly TimeSpan HeldFor = TimeSpan.FromMinutes(15);

    /// <summary>More would let one customer close the shop for all others.</summary>
    public const int MostPerAccount = 5;

    private readonly IDataProtector _signer = protection.CreateProtector("slipway.held-quote/1");

    internal async Task<Result<HeldPrice>> HoldAsync(DatabaseTransaction transaction, AccountId account, CheckedOrder order)
    {
        var now = clock.GetUtcNow();
        if (await HeldQuoteStore.LiveAsync(transaction, account, now) >= MostPerAccount)
        {
            return new Failure(FailureKind.Busy, "orders.quotes-held", $"{MostPerAccount} quotes are held for this account already; order one of them, or wait until one expires ({HeldFor.TotalMinutes:0} minutes).");
        }

        var expires = now + HeldFor;
        var id = await HeldQuoteStore.InsertAsync(transaction, account, Fingerprint(order), JsonSerializer.Serialize(KeptQuote.Of(order.Quote)), expires);
        return (await Capacity.EnsureAsync(transaction, PlaceOf(id), order.Location.Code, order.Hardware)).Failure is { } full
            ? full
            : new HeldPrice(_signer.Protect(id.ToString(CultureInfo.InvariantCulture)), expires);
    }

    /// <summary>The quoted price for an order that asks the same, and its place is free again for it.</summary>
    internal async Task<Result<(int Id, Quote Quote)>> TakeAsync(DatabaseTransaction transaction, AccountId account, string token, CheckedOrder order)
    {
        if (IdOf(token) is not { } id || await HeldQuoteStore.FindForUpdateAsync(transaction, id) is not { } held || held.AccountId != account)
        {
            return Refused("there is no such quote for this account, or it has expired");
        }

        if (held.OrderId is not null)
        {
            return Refused("this quote has been ordered already");
        }

        if (held.ExpiresAt <= clock.GetUtcNow())
        {
            return Refused($"this quote expired at {held.ExpiresAt.UtcDateTime:HH:mm:ss} UTC");
        }

        if (held.Fingerprint != Fingerprint(order))
        {
            return Refused("this quote is for another order: preset, location, system, software, traffic plan, period, addresses, currency and promotion must be the same");
        }

        await Capacity.ReleaseAsync(transaction, PlaceOf(id));
        return (id, JsonSerializer.Deserialize<KeptQuote>(held.QuoteJson)!.ToQuote());
    }

    internal static Task UsedAsync(DatabaseTransaction transaction, int id, OrderId order) => HeldQuoteStore.UseAsync(transaction, id, order);

    /// <summary>Gives the places of expired quotes back to the stock.</summary>
    public Task ReleaseExpiredAsync(CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                foreach (var id in await HeldQuoteStore.DeleteExpiredAsync(transaction, clock.GetUtcNow()))
                {
                    await Capacity.ReleaseAsync(transaction, PlaceOf(id));
                }
            },
            cancellationToken);

    // No server has a number below zero.
    private static ServerId PlaceOf(int quote) => new(-quote);

    private int? IdOf(string token)
    {
        try
        {
            return int.Parse(_signer.Unprotect(token), CultureInfo.InvariantCulture);
        }
        catch (Exception forged) when (forged is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static Failure Refused(string why) => new(FailureKind.Invalid, "orders.quote-refused", $"quote: {why}. Ask for a new one with dry_run=1 and hold=1.");

    private static string Fingerprint(CheckedOrder order) => string.Join(
        '|', order.Preset.Id, order.Location.Code, order.Os?.Key, order.Software?.Key, order.Plan.Id, order.Quote.Period.Name, order.Request.ExtraIpv4, order.Request.Ipv6, order.Quote.Currency.Code,
        order.Request.PromoCode is { } code ? Promotions.Canonical(code) : "");

    private sealed record KeptQuote(string Period, string Currency, IReadOnlyList<KeptLine> Lines, decimal Net, decimal Tax, TaxTreatment Treatment)
    {
        public static KeptQuote Of(Quote quote) => new(
            quote.Period.Name, quote.Currency.Code, [.. quote.Lines.Select(line => new KeptLine(line.Kind, line.Description, line.Amount.Amount, line.Recurring, line.ListAmount.Amount))],
            quote.Sum.Net.Amount, quote.Sum.Tax.Amount, quote.Tax);

        public Quote ToQuote()
        {
            var currency = new Currency(Currency);
            return new Quote(
                Pricing.Period.Parse(Period).Value,
                [.. Lines.Select(line => new QuoteLine(line.Kind, line.Description, new Money(line.Amount, currency), line.Recurring, new Money(line.ListAmount, currency)))],
                new TaxedSum(new Money(Net, currency), new Money(Tax, currency)),
                Treatment);
        }
    }

    private sealed record KeptLine(QuoteLineKind Kind, string Description, decimal Amount, bool Recurring, decimal ListAmount);
}

/// <param name="Id">To be named by the order.</param>
public sealed record HeldPrice(string Id, DateTimeOffset ExpiresAt);
