using System.CommandLine;
using System.Text.Json;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Pricing;
using Slipway.Storage;

namespace Slipway.Daemon.Commands;

/// <summary>Verbs for the operator that work on the database, also beside a running daemon.</summary>
internal static class AdminCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("admin", "The operator's verbs.") { CreateAccount() };
        foreach (var verb in MoneyCommands.All())
        {
            command.Subcommands.Add(verb);
        }

        return command;
    }

    public static ServiceProvider Services(DaemonOptions options)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddFilter(_ => false)).AddSingleton(TimeProvider.System).AddSingleton(options);
        DaemonHost.AddBusiness(services, DaemonOptions.AddSettings(new ConfigurationBuilder()).Build(), options);
        return services.BuildServiceProvider();
    }

    private static Command CreateAccount()
    {
        var data = CommonOptions.Data();
        var database = CommonOptions.Database();
        var email = new Option<string>("--email") { Description = "The customer's e-mail address.", Required = true };
        var credit = new Option<decimal>("--credit") { Description = "Credit to begin with.", DefaultValueFactory = _ => 0, CustomParser = CommonOptions.ReadAmount };
        var currency = new Option<string>("--currency") { Description = "Currency of the account.", DefaultValueFactory = _ => "EUR" };
        currency.AcceptOnlyFromAmong("EUR", "USD");
        var autoPay = new Option<string>("--auto-pay") { Description = "Settle new invoices from the credit.", DefaultValueFactory = _ => "on" };
        autoPay.AcceptOnlyFromAmong("on", "off");
        var key = new Option<string?>("--key") { Description = "API key to use: 16 hex digits, a dash, 16 hex digits. Made at random if left out." };
        var prepaid = new Option<bool>("--prepaid") { Description = "May order by the hour, paid from the credit." };
        var firstName = Text("--first-name", "First name.");
        var lastName = Text("--last-name", "Last name.");
        var company = Text("--company", "Company.");
        var country = Text("--country", "Two letters, such as NL: decides the tax.");
        var vatNumber = Text("--vat-number", "VAT number of a business in the European Union; needs --country.");
        var command = new Command("create-account", "A new customer with credit and an API key; prints one JSON object.")
        {
            data, database, email, credit, currency, autoPay, prepaid, firstName, lastName, company, country, vatNumber, key,
        };
        command.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            var options = new DaemonOptions(DaemonOptions.PrepareFolder(parsed.GetValue(data)!), CommonOptions.DatabaseOf(parsed, database), "", "fake");
            var money = new Money(parsed.GetValue(credit), new Currency(parsed.GetValue(currency)!));
            var request = new OpenAccountRequest(parsed.GetValue(email)!, money.Currency, parsed.GetValue(autoPay) == "on", parsed.GetValue(key) is { } wanted ? new Secret(wanted) : null,
                parsed.GetValue(firstName)!, parsed.GetValue(lastName)!, parsed.GetValue(company)!, parsed.GetValue(country)!, parsed.GetValue(prepaid), parsed.GetValue(vatNumber)!);
            if (VatNumbers.Check(request.VatNumber, request.Country).TryGet(out var vat, out var noVat))
            {
                request = request with { VatNumber = vat };
            }
            else
            {
                await Console.Error.WriteLineAsync($"slipwayd: {noVat.Message}");
                return 1;
            }

            await using var services = Services(options);
            await services.GetRequiredService<Migrator>().PrepareAsync(cancellationToken);
            var opened = await services.GetRequiredService<Database>().InTransactionAsync<OpenedAccount>(
                async transaction =>
                {
                    var account = await services.GetRequiredService<OpenAccount>().RunAsync(transaction, request);
                    return account.TryGet(out var made, out _)
                        && (await services.GetRequiredService<GrantCredit>().RunAsync(transaction, made.Account.Id, money, "opening credit")).Failure is { } refused ? refused : account;
                },
                cancellationToken);
            if (!opened.TryGet(out var result, out var failure))
            {
                await Console.Error.WriteLineAsync($"slipwayd: {failure.Message}");
                return 1;
            }

            Console.WriteLine(JsonSerializer.Serialize(
                new
                {
                    id = result.Account.Id.Value,
                    email = result.Account.Email,
                    currency = money.Currency.Code,
                    credit = money.ToText(),
                    auto_pay = result.Account.AutoPay,
                    api_key = result.Key.Reveal(),
                    // So that an account in the wrong place is noticed.
                    database = options.DatabaseOptions.SqliteFile ?? "PostgreSQL",
                },
                Json));
            return 0;
        }));
        return command;
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => "" };
}
