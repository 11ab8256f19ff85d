using System.Globalization;
using Slipway.Billing;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Orders;
using Slipway.Pricing;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>
/// Two meanings in one action: with <c>id</c> it reinstalls that server, with <c>preset</c> it orders a new one; given both,
/// <c>id</c> wins (eq.md). With our own <c>dry_run=1</c> it only tells what the order would cost, and with <c>hold=1</c> beside it
/// keeps that price; <c>quote</c> orders at it.
/// </summary>
internal sealed class OrderInstance(PlaceOrder placeOrder, ReinstallServer reinstall) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var form = call.Form;
        var reinstalled = form.Id("id");
        var isDryRun = form.Flag("dry_run") ?? false;
        var isHeld = form.Flag("hold") ?? false;
        var order = OrderRequest(call);
        if (form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (reinstalled is { } server)
        {
            return await ReinstallAsync(call, new ServerId(server), order, isDryRun, cancellationToken);
        }

        if (order.Preset is null)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.PresetOrId, "preset or id required"));
        }

        if (isDryRun)
        {
            var quoted = isHeld ? await placeOrder.HoldAsync(call.Caller, order, cancellationToken) : await placeOrder.QuoteAsync(call.Caller, order, cancellationToken);
            return quoted.TryGet(out var quote, out var tooMuch) ? Quoted(quote) : WireReply.Refused(tooMuch);
        }

        if (isHeld)
        {
            // Whoever wants a price held does not want to have ordered.
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.HoldWithoutDryRun, "hold: give dry_run=1 with it to have a price held, or leave it out to order"));
        }

        return (await placeOrder.RunAsync(call.Caller, order, cancellationToken)).TryGet(out var placed, out var failure) ? Placed(placed, WaitsForId(call)) : WireReply.Refused(failure);
    }

    private async Task<WireReply> ReinstallAsync(WireCall call, ServerId server, OrderRequest request, bool isDryRun, CancellationToken cancellationToken)
    {
        if (SessionServers.Refuse(call.Caller, server) is { } refused)
        {
            return WireReply.Refused(refused);
        }

        if (isDryRun)
        {
            return (await reinstall.QuoteAsync(call.Caller, server, request, cancellationToken)).TryGet(out var quote, out var unfit) ? Quoted(server, quote) : ServerAction.Refused(unfit);
        }

        return (await reinstall.RunAsync(call.Caller, server, request, cancellationToken)).TryGet(out var started, out var failure) ? Started(started) : ServerAction.Refused(failure);
    }

    private static WireReply Started(StartedReinstall started) => WireReply.Ok(
        ("id", started.ServerId.Value),
        ("invoice", started.Invoice?.Value),
        ("status", started.Invoice is null ? null : "Paid"),
        ("callback", started.Callback.Value),
        ("deploy_status", "started"),
        ("os_name", started.OsName),
        ("soft_name", started.SoftwareName),
        ("ssh_key_name", started.SshKeyName),
        ("ssh_key_fingerprint", started.SshKeyFingerprint));

    internal static WireReply Quoted(ServerId server, ReinstallQuote quote) => WireReply.Ok(
        ("dry_run", 1),
        ("id", server.Value),
        ("os_name", quote.Wanted.Installed.OsName),
        ("soft_name", quote.Wanted.Software?.Name),
        ("currency", quote.Total.Currency.Code),
        // Only licences that are new cost anything, until the end of the period that is paid.
        ("total", quote.Total.ToText()),
        ("lines", quote.Licences.Select(line => new { description = line.Licence.Description, amount = line.Amount.ToText() }).ToArray()),
        ("compatible", 1));

    /// <summary>Not "try again": the order may have been placed before it broke.</summary>
    public override WireReply InTrouble(WireCall call) => WireReply.Refused(new Failure(
        FailureKind.Unavailable, WireFailures.OrderInDoubt,
        "something went wrong on our side and the order may have been placed: look at eq/update_servers and whmcs/get_invoices before you order again, or repeat it with the same idempotency_key"));

    internal static OrderRequest OrderRequest(WireCall call)
    {
        var form = call.Form;
        var key = call.IdempotencyKey ?? form.Text("idempotency_key");
        return new OrderRequest(
            // preset_id is a wrong name that people use; we know what they mean.
            form.Text("preset") ?? form.Text("preset_id"),
            form.Text("location_name") ?? form.Text("location"),
            form.Int("os_id"),
            form.Text("os_name"),
            form.Flag("own_os") ?? false,
            form.Int("soft_id"),
            form.Text("soft_name"),
            form.Int("traffic_plan"),
            form.Secret("root_pass"),
            form.Text("deploy_period") ?? form.Text("bill_period"),
            form.Flag("deploy_notify"),
            form.Text("hostname"),
            form.Text("ssh_key"),
            form.Secret("post_install_script"),
            form.Text("post_install_callback"),
            form.Int("root_size"),
            form.Text("disk_mirror"),
            form.Flag("no_lvm") ?? false,
            form.Flag("ipv6") ?? false,
            form.Int("ipv4_amount") ?? 0,
            form.Int("vlan"),
            form.Int("private_vlan"),
            form.Text("private_ip"),
            form.Text("custom_domain"),
            form.Text("os_template"),
            form.Text("deploy_options"),
            form.Text("promocode"),
            form.Text("currency_code"),
            key,
            key is null ? "" : form.Fingerprint(key),
            form.Text("email"),
            form.Text("quote"));
    }

    // Quirk Q-014: the id of a paid order is there at once, because show, list and update_servers know the server from this
    // moment (state TT). An unpaid one has none: nothing is shown of it, and clients go on as soon as they read an id.
    private static WireReply Placed(PlacedOrder placed, bool withoutId) => WireReply.Ok(
        ("id", placed.Status == InvoiceState.Paid && !withoutId ? placed.ServerId.Value : null),
        ("invoice", placed.InvoiceId.Value),
        ("status", placed.Status == InvoiceState.Paid ? "Paid" : "Unpaid"),
        ("callback", placed.Callback?.Value),
        ("deploy_status", placed.Status == InvoiceState.Paid ? "started" : "awaiting_payment"),
        ("os_name", placed.OsName),
        ("soft_name", placed.SoftwareName),
        // Which key root may log in with; the name only when it is the account's default.
        ("ssh_key_name", placed.SshKeyName),
        ("ssh_key_fingerprint", placed.SshKeyFingerprint));

    // Quirk Q-085: Terraform does not wait for a deployment when it reads an id, and would add addresses to a server that is not there yet.
    private static bool WaitsForId(WireCall call) => call.UserAgent?.StartsWith("terraform-provider-", StringComparison.OrdinalIgnoreCase) == true;

    private static WireReply Quoted(OrderQuote quote) => WireReply.Ok(
        ("dry_run", 1),
        ("preset", quote.Order.Preset.Name),
        ("location", quote.Order.Location.Code),
        ("os_name", quote.Order.Installed.OsName),
        ("soft_name", quote.Order.Software?.Name),
        ("traffic_plan", quote.Order.Plan.Id.Value),
        ("deploy_period", quote.Order.Quote.Period.Name),
        ("currency", quote.Order.Quote.Total.Currency.Code),
        ("net", quote.Order.Quote.Sum.Net.ToText()),
        ("tax", quote.Order.Quote.Sum.Tax.ToText()),
        ("tax_rate", quote.Order.Quote.Tax.Percent.ToString("0.00", CultureInfo.InvariantCulture)),
        ("tax_rule", WordOf(quote.Order.Quote.Tax.Rule)),
        ("total", quote.Order.Quote.Total.ToText()),
        // What every further period costs, with tax as it is now.
        ("recurring", quote.Order.Quote.NextTotal.ToText()),
        ("lines", quote.Order.Quote.Lines.Select(line => new { description = line.Description, amount = line.Amount.ToText() }).ToArray()),
        ("stock", quote.Stock),
        // What does not fit together is refused with the sentence of a real order, so a quote always fits.
        ("compatible", 1),
        ("expected_seconds", Math.Round(quote.UsualSeconds, 1)),
        ("quote", quote.Held?.Id),
        ("quote_expires", quote.Held is { } held ? WireWords.Time(held.ExpiresAt) : null),
        ("quote_expires_unix", quote.Held?.ExpiresAt.ToUnixTimeSeconds()));

    private static string WordOf(TaxRule rule) => rule switch
    {
        TaxRule.None => "none",
        TaxRule.Domestic => "domestic",
        TaxRule.Destination => "destination",
        TaxRule.ReverseCharge => "reverse-charge",
        TaxRule.Export => "export",
    };
}
