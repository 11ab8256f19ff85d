using Microsoft.Extensions.DependencyInjection;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Storage;

namespace Slipway.Testing;

/// <summary>An account that a test opened for itself.</summary>
public sealed record Customer(Account Account, Secret Key)
{
    public AccountId Id => Account.Id;

    public Caller Caller => new(Account.Id, null);

    public static async Task<Customer> OpenAsync(
        IServiceProvider services, decimal credit, bool autoPay, string? email = null, string country = "NL", bool prepaid = false, string vatNumber = "")
    {
        var request = new OpenAccountRequest(
            email ?? $"c{Guid.NewGuid():N}@example.org", Currency.Eur, autoPay, FirstName: "Eva", LastName: "Example", Company: "Example B.V.", Country: country, Prepaid: prepaid, VatNumber: vatNumber);
        var opened = await services.GetRequiredService<Database>().InTransactionAsync<OpenedAccount>(
            async transaction =>
            {
                var account = await services.GetRequiredService<OpenAccount>().RunAsync(transaction, request);
                return account.TryGet(out var made, out _)
                    && (await services.GetRequiredService<GrantCredit>().RunAsync(transaction, made.Account.Id, new Money(credit, Currency.Eur), "a gift")).Failure is { } refused ? refused : account;
            },
            CancellationToken.None);
        return new Customer(opened.Value.Account, opened.Value.Key);
    }
}
