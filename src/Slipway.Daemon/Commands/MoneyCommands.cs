using System.CommandLine;
using System.Text.Json;
using Slipway.Accounts;
using Slipway.Billing;
using Slipway.Billing.Gateways;
using Slipway.Orders;
using Slipway.Pricing;
using Slipway.Storage;

namespace Slipway.Daemon.Commands;

/// <summary>The operator's verbs about money: credit, transfers, refunds, cancellations, what is due, promotions.</summary>
internal static class MoneyCommands
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static IEnumerable<Command> All() => [GrantCredit(), ConfirmTransfer(), Refund(), Cancel(), Due(), Promotion()];

    private static Command GrantCredit()
    {
        var account = Account();
        var amount = Amount("--amount", "How much, such as 25.00.");
        var reason = Reason();
        var command = new Command("grant-credit", "Puts credit on an account. The reason stays in the books and the customer reads it.") { account, amount, reason };
        return WithServices(command, async (parsed, services, cancellationToken) =>
        {
            if (await services.GetRequiredService<AccountQueries>().FindAsync(parsed.GetValue(account)!, cancellationToken) is not { } found)
            {
                return Failed($"There is no account '{parsed.GetValue(account)}'. Give its number or its e-mail address.");
            }

            var money = new Money(parsed.GetValue(amount), found.Currency);
            if (money.IsZero)
            {
                return Failed("--amount: give more than 0.");
            }

            var granted = await services.GetRequiredService<Database>().InTransactionAsync(
                transaction => services.GetRequiredService<GrantCredit>().RunAsync(transaction, found.Id, money, parsed.GetValue(reason)!), cancellationToken);
            if (granted.Failure is { } failure)
            {
                return Failed(failure.Message);
            }

            var credit = await services.GetRequiredService<InvoiceQueries>().CreditAsync(found.Id, found.Currency, cancellationToken);
            return Told(parsed, $"{money} granted to {found.Email} (#{found.Id}); the credit is {credit} now.", new { account = found.Id.Value, email = found.Email, granted = money.ToText(), credit = credit.ToText(), currency = found.Currency.Code });
        });
    }

    private static Command ConfirmTransfer()
    {
        var reference = new Option<string>("--reference") { Description = "The reference that the customer wrote, as it stands on the invoice.", Required = true };
        var amount = Amount("--amount", "What arrived, such as 25.00.");
        var currency = new Option<string>("--currency") { Description = "Currency of what arrived.", DefaultValueFactory = _ => "EUR" };
        currency.AcceptOnlyFromAmong("EUR", "USD");
        var bankId = new Option<string?>("--bank-id") { Description = "The bank's own number of the transfer: the same one is booked once, however often it is confirmed." };
        var command = new Command("confirm-transfer", "A bank transfer has arrived: books it and pays the invoice it names.") { reference, amount, currency, bankId };
        return WithServices(command, async (parsed, services, cancellationToken) =>
            (await services.GetRequiredService<ConfirmTransfer>().RunAsync(
                parsed.GetValue(reference)!, new Money(parsed.GetValue(amount), new Currency(parsed.GetValue(currency)!)), parsed.GetValue(bankId), cancellationToken)).TryGet(out var transfer, out var failure)
                ? Told(
                    parsed,
                    transfer.BookedBefore
                        ? $"The transfer {parsed.GetValue(bankId)} was booked before; nothing has changed."
                        : $"{transfer.Amount} booked for account #{transfer.AccountId}; invoice {transfer.InvoiceId} is {transfer.InvoiceState}{(transfer.Open.IsZero ? "" : $", {transfer.Open} open")}.",
                    new
                    {
                        reference = transfer.Reference,
                        account = transfer.AccountId.Value,
                        invoice = transfer.InvoiceId.Value,
                        amount = transfer.Amount.ToText(),
                        currency = transfer.Amount.Currency.Code,
                        status = transfer.InvoiceState.ToString(),
                        open = transfer.Open.ToText(),
                        booked_before = transfer.BookedBefore,
                    })
                : Failed(failure.Message));
    }

    private static Command Refund()
    {
        var invoice = new Option<int>("--invoice") { Description = "Number of the invoice (its id).", Required = true };
        var amount = new Option<decimal?>("--amount") { Description = "How much; all that is left of it if not given.", CustomParser = given => CommonOptions.ReadAmount(given) };
        var reason = Reason();
        var command = new Command("refund", "Gives an invoice's money back to the customer's credit, with a credit note.") { invoice, amount, reason };
        return WithServices(command, async (parsed, services, cancellationToken) =>
            (await services.GetRequiredService<RefundInvoice>().RunAsync(new InvoiceId(parsed.GetValue(invoice)), parsed.GetValue(amount), parsed.GetValue(reason)!, cancellationToken)).TryGet(out var note, out var failure)
                ? Told(parsed, $"{note.Total} of invoice {note.InvoiceId} given back: credit note {note.Number}.", new { invoice = note.InvoiceId.Value, credit_note = note.Number, amount = note.Total.ToText(), currency = note.Total.Currency.Code })
                : Failed(failure.Message));
    }

    private static Command Cancel()
    {
        var server = new Option<int?>("--server") { Description = "Number of the server whose service ends." };
        var invoice = new Option<int?>("--invoice") { Description = "Number of an open invoice that nobody is to pay any more; an unpaid order goes with it." };
        var now = new Option<bool>("--now") { Description = "End the server now and give back what is unused, instead of at the end of the paid period." };
        var reason = Reason();
        var command = new Command("cancel", "Ends a service, or cancels an open invoice.") { server, invoice, now, reason };
        command.Validators.Add(given =>
        {
            if (given.GetValue(server) is null == given.GetValue(invoice) is null)
            {
                given.AddError("Give either --server or --invoice.");
            }
        });
        return WithServices(command, async (parsed, services, cancellationToken) =>
        {
            var cancellation = services.GetRequiredService<OperatorCancellation>();
            if (parsed.GetValue(invoice) is { } open)
            {
                var cancelled = await cancellation.CancelInvoiceAsync(new InvoiceId(open), parsed.GetValue(reason)!, cancellationToken);
                return cancelled.Failure is { } refused ? Failed(refused.Message) : Told(parsed, $"Invoice {open} is cancelled.", new { invoice = open, status = "Cancelled" });
            }

            return (await cancellation.EndServerAsync(new ServerId(parsed.GetValue(server)!.Value), parsed.GetValue(now), parsed.GetValue(reason)!, cancellationToken)).TryGet(out var ended, out var failure)
                ? Told(parsed, $"Server {ended.ServerId} ends at {ended.EndsAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC; {ended.Refund} given back.", new { server = ended.ServerId.Value, ends_at = ended.EndsAt, refund = ended.Refund.ToText() })
                : Failed(failure.Message);
        });
    }

    private static Command Due()
    {
        var command = new Command("due", "Lists every invoice that wants money, the longest due first.");
        return WithServices(command, async (parsed, services, cancellationToken) =>
        {
            var open = await services.GetRequiredService<DueInvoices>().ListAsync(cancellationToken);
            if (parsed.GetValue(AsJson))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    open.Select(invoice => new
                    {
                        invoice = invoice.Id.Value,
                        account = invoice.AccountId.Value,
                        email = invoice.BillTo.Email,
                        status = invoice.State.ToString(),
                        purpose = invoice.Purpose.ToString(),
                        balance = invoice.Balance.ToText(),
                        currency = invoice.Currency.Code,
                        due = invoice.DueAt.ToDay(),
                        server = invoice.ServerId?.Value,
                    }),
                    Json));
                return 0;
            }

            Console.WriteLine($"{"invoice",-9} {"due",-10} {"balance",14} {"for",-11} {"server",-8} customer");
            foreach (var invoice in open)
            {
                Console.WriteLine($"{invoice.Id,-9} {invoice.DueAt.ToDay(),-10} {invoice.Balance,14} {invoice.Purpose,-11} {invoice.ServerId?.ToString() ?? "",-8} {invoice.BillTo.Email} (#{invoice.AccountId})");
            }

            Console.WriteLine(open.Count == 0 ? "Nothing is due." : $"{open.Count} open.");
            return 0;
        });
    }

    private static Command Promotion()
    {
        var code = new Option<string>("--code") { Description = "What the customer types; capitals do not matter.", Required = true };
        var percent = new Option<int?>("--percent") { Description = "Percent off, 1 to 100." };
        var amount = new Option<decimal?>("--amount") { Description = "Amount off instead of a percentage, such as 5.00.", CustomParser = given => CommonOptions.ReadAmount(given) };
        var currency = new Option<string>("--currency") { Description = "Currency of --amount.", DefaultValueFactory = _ => "EUR" };
        currency.AcceptOnlyFromAmong("EUR", "USD");
        var forever = new Option<bool>("--forever") { Description = "Off every period, not only the first." };
        var uses = new Option<int?>("--uses") { Description = "How often it can be used in all." };
        var usesPerAccount = new Option<int?>("--uses-per-account") { Description = "How often one account can use it." };
        var until = new Option<DateTimeOffset?>("--until") { Description = "When it expires: 2027-01-31, the beginning of that day in UTC.", CustomParser = CommonOptions.ReadDay };
        var add = WithServices(new Command("add", "A new promotion code.") { code, percent, amount, currency, forever, uses, usesPerAccount, until }, async (parsed, services, cancellationToken) =>
        {
            var promotion = new Promotion(
                parsed.GetValue(code)!, parsed.GetValue(percent), parsed.GetValue(amount) is { } off ? new Money(off, new Currency(parsed.GetValue(currency)!)) : null, parsed.GetValue(forever),
                parsed.GetValue(uses), parsed.GetValue(usesPerAccount), null, parsed.GetValue(until));
            return (await services.GetRequiredService<Promotions>().AddAsync(promotion, cancellationToken)).TryGet(out var added, out var failure)
                ? Told(parsed, $"Promotion {added.Code} can be used{(added.Until is { } last ? $" until {last.ToDay()}" : "")}.", Shape(added))
                : Failed(failure.Message);
        });
        var ended = new Option<string>("--code") { Description = "The code.", Required = true };
        var end = WithServices(new Command("end", "Nobody can use the code from now on; what was sold with it stays.") { ended }, async (parsed, services, cancellationToken) =>
            (await services.GetRequiredService<Promotions>().EndAsync(parsed.GetValue(ended)!, cancellationToken)).Failure is { } failure
                ? Failed(failure.Message)
                : Told(parsed, $"Promotion {Promotions.Canonical(parsed.GetValue(ended)!)} has ended.", new { code = Promotions.Canonical(parsed.GetValue(ended)!), ended = true }));
        var list = WithServices(new Command("list", "All promotion codes with their use."), async (parsed, services, cancellationToken) =>
        {
            var all = await services.GetRequiredService<Promotions>().ListAsync(cancellationToken);
            if (parsed.GetValue(AsJson))
            {
                Console.WriteLine(JsonSerializer.Serialize(all.Select(Shape), Json));
                return 0;
            }

            foreach (var promotion in all)
            {
                Console.WriteLine($"{promotion.Code,-24} {(promotion.Percent is { } off ? $"{off} %" : promotion.Amount?.ToString()),-12} {(promotion.Forever ? "for ever" : "first period"),-13} used {promotion.Uses}{(promotion.MostUses is { } most ? $" of {most}" : "")}{(promotion.Until is { } last ? $", until {last.ToDay()}" : "")}");
            }

            return 0;
        });
        return new Command("promotion", "Promotion codes.") { add, list, end };
    }

    private static object Shape(Promotion promotion) => new
    {
        code = promotion.Code,
        percent = promotion.Percent,
        amount = promotion.Amount?.ToText(),
        currency = promotion.Amount?.Currency.Code,
        forever = promotion.Forever,
        uses = promotion.Uses,
        most_uses = promotion.MostUses,
        most_uses_per_account = promotion.MostUsesPerAccount,
        until = promotion.Until,
    };

    private static readonly Option<bool> AsJson = new("--json") { Description = "Answer one JSON document.", Recursive = false };
    private static readonly Option<string> DataFolder = CommonOptions.Data();
    private static readonly Option<string?> Connection = CommonOptions.Database();

    /// <summary>The verb with the options that all of them have, on a database that is brought up to date first.</summary>
    /// <param name="inTrouble">Exit code when the database cannot be used.</param>
    public static Command WithServices(Command command, Func<ParseResult, ServiceProvider, CancellationToken, Task<int>> run, int inTrouble = 1)
    {
        command.Options.Add(DataFolder);
        command.Options.Add(Connection);
        command.Options.Add(AsJson);
        command.SetAction((parsed, cancellationToken) => CommonOptions.GuardAsync(async () =>
        {
            var connection = CommonOptions.DatabaseOf(parsed, Connection);
            var folder = Path.GetFullPath(parsed.GetValue(DataFolder)!);
            // A verb that made an empty database for a mistyped folder would say that all is well in it.
            if (connection is null && !File.Exists(new DaemonOptions(folder, null, "", "fake").DatabaseOptions.SqliteFile))
            {
                _ = Failed($"there is no database in {folder}. Give --data as the daemon has it, or --database.");
                return inTrouble;
            }

            var options = new DaemonOptions(folder, connection, "", "fake");
            await using var services = AdminCommand.Services(options);
            await services.GetRequiredService<Migrator>().PrepareAsync(cancellationToken);
            return await run(parsed, services, cancellationToken);
        }, inTrouble));
        return command;
    }

    public static bool WantsJson(ParseResult parsed) => parsed.GetValue(AsJson);

    private static int Told(ParseResult parsed, string sentence, object facts)
    {
        Console.WriteLine(parsed.GetValue(AsJson) ? JsonSerializer.Serialize(facts, Json) : sentence);
        return 0;
    }

    private static int Failed(string why)
    {
        Console.Error.WriteLine($"slipwayd: {why}");
        return 1;
    }

    private static Option<string> Account() => new("--account") { Description = "Number or e-mail address of the account.", Required = true };

    private static Option<string> Reason() => new("--reason") { Description = "Why; the customer reads it.", Required = true };

    private static Option<decimal> Amount(string name, string description) => new(name) { Description = description, Required = true, CustomParser = CommonOptions.ReadAmount };
}
