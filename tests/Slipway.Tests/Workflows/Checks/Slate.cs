using System.Text.Json;
using Shouldly;
using Slipway.Billing;
using Slipway.Disks;
using Slipway.Media;
using Slipway.Orders;
using Slipway.Servers;
using Slipway.Testing;

namespace Slipway.Tests.Workflows.Checks;

/// <summary>Everything that a run may hold or leave behind, of one server and its customer.</summary>
internal sealed record Slate(
    ServerState Server, OrderState Order, InvoiceState Invoice, decimal Credit, long Payments, long Places, long Addresses, bool Machine, string Mails, bool Secrets)
{
    /// <summary>Name of the system, and what is on the disk.</summary>
    public string Installed { get; init; } = "Debian 11, Installed";

    /// <summary>Licences that are paid in every period.</summary>
    public string Licence { get; init; } = "";

    /// <summary>Copies of its disk as the customer sees them, how many the driver has, and whether it is on; empty when there are none.</summary>
    public string Copies { get; init; } = "";

    /// <summary>Whether a disc is in its drive, for the customer and for the driver.</summary>
    public string Drive { get; init; } = "";

    /// <summary>ISO images of the customer.</summary>
    public string Isos { get; init; } = "";

    public static async Task<Slate> ReadAsync(Stage stage, Started started)
    {
        var business = stage.Business;
        await BooksShouldBalanceAsync(business);
        var file = Path.Combine(stage.Folder, "fake", $"{Slipway.Servers.Server.MachineIdOf(started.Server)}.json");
        var fake = File.Exists(file) ? JsonSerializer.Deserialize<JsonElement>(await File.ReadAllBytesAsync(file)) : default;
        var kept = fake.ValueKind == JsonValueKind.Object ? fake.GetProperty("snapshots").GetArrayLength() + fake.GetProperty("backups").GetArrayLength() : 0;
        var phases = await business.Database.ReadAsync(session => session.ListAsync($"select state from disks_copy where server_id = {started.Server}", row => $"{(CopyPhase)row.Int(0)}"), CancellationToken.None);
        var isos = await business.Database.ReadAsync(
            session => session.ListAsync($"select state, id from media_iso where account_id = {started.Customer.Id}", row => $"{(IsoPhase)row.Int(0)}{(File.Exists(business.Get<IsoFolder>().PathOf(row.Int(1))) ? ", a file" : "")}"), CancellationToken.None);
        var disc = await business.ScalarAsync<int?>($"select media_id from servers_server where id = {started.Server}");
        var driversDisc = fake.ValueKind == JsonValueKind.Object && fake.GetProperty("disc").ValueKind == JsonValueKind.String;
        return new Slate(
            (ServerState)await business.ScalarAsync<int>($"select state from servers_server where id = {started.Server}"),
            (OrderState)await business.ScalarAsync<int>($"select state from orders_order where server_id = {started.Server}"),
            (InvoiceState)await business.ScalarAsync<int>($"select state from billing_invoice where id = {started.Invoice}"),
            (await business.CreditOfAsync(started.Customer)).Amount,
            await business.ScalarAsync<long>($"select count(*) from billing_entry where invoice_id = {started.Invoice} and kind = 'hold'"),
            await business.ScalarAsync<long>($"select count(*) from servers_placement where server_id = {started.Server}"),
            await business.ScalarAsync<long>($"select count(*) from network_address where server_id = {started.Server}"),
            File.Exists(Path.Combine(stage.Folder, "fake", $"{Slipway.Servers.Server.MachineIdOf(started.Server)}.json")),
            // Documents about money have tests of their own.
            await business.ScalarAsync<string>($"select coalesce(group_concat(subject, '; '), '') from mail_message where recipient = '{started.Customer.Account.Email}' and attachment is null") ?? "",
            await business.ScalarAsync<bool>($"select exists (select 1 from workflows_run where subject = '{Slipway.Servers.Server.SubjectOf(started.Server)}' and ended_at is not null and state_json like '%CfDJ8%')"))
        {
            Copies = phases.Count == 0 && kept == 0 ? "" : $"{string.Join(", ", phases)}; {kept} kept; {fake.GetProperty("power").GetString()}",
            Drive = disc is null && !driversDisc ? "" : $"{(disc is null ? "nothing" : "a disc")}{(driversDisc ? ", kept" : "")}",
            Isos = string.Join("; ", isos),
            Installed = $"{await business.ScalarAsync<string>($"select os_name from servers_server where id = {started.Server}")}, {(DiskContent)await business.ScalarAsync<int>($"select system_state from servers_server where id = {started.Server}")}",
            Licence = await business.ScalarAsync<string>($"select coalesce(group_concat(description, '; '), '') from orders_line as l join orders_order as o on o.id = l.order_id where o.server_id = {started.Server} and l.kind like '%licence' and l.recurring") ?? "",
        };
    }

    /// <summary>What a node says it carries is what is placed on it, and the ledger adds up, whatever has happened.</summary>
    private static async Task BooksShouldBalanceAsync(Business business)
    {
        (await business.ScalarAsync<long>("select coalesce(sum(used_cores + used_memory_mb + used_disk_gb), 0) from servers_node"))
            .ShouldBe(await business.ScalarAsync<long>("select coalesce(sum(cores + memory_mb + disk_gb), 0) from servers_placement"));
        (await business.Database.ReadAsync(LedgerStore.UnbalancedAsync, CancellationToken.None)).ShouldBeEmpty();
    }
}

/// <summary>A run that a scene has started.</summary>
internal sealed record Started(AsyncKey Key, Customer Customer, ServerId Server, InvoiceId Invoice);
