using System.Text.Json;
using Slipway.Machines;
using Slipway.Storage;

namespace Slipway.Servers;

internal static class ServerStore
{
    private const string Columns =
        "id, account_id, order_id, state, power, hostname, location, preset_id, preset_name, os_id, os_name, software_id, software_name, traffic_plan_id, created_at, activated_at, proof_json, system_state, trouble, boot_device, sealed_netboot";

    public static async Task<Server> InsertAsync(DatabaseTransaction transaction, Server server)
    {
        // An empty host name means the placeholder, which holds the id that is only known now.
        var inserted = await transaction.FirstAsync(
            "insert into servers_server (account_id, order_id, state, power, hostname, location, preset_id, preset_name, os_id, os_name, software_id, software_name, traffic_plan_id, created_at, system_state, boot_device) " +
            "values (@account_id, 0, @state, 0, @hostname, @location, @preset_id, @preset_name, @os_id, @os_name, @software_id, @software_name, @traffic_plan_id, @created_at, @system_state, 0) returning id, account_id",
            row => new ServerIdHolder(row.Int(0)),
            ("account_id", server.AccountId.Value), ("state", (int)server.State), ("hostname", server.Hostname), ("location", server.Location), ("preset_id", server.PresetId.Value),
            ("preset_name", server.PresetName), ("os_id", server.OsId.Value), ("os_name", server.OsName), ("software_id", server.SoftwareId?.Value), ("software_name", server.SoftwareName),
            ("traffic_plan_id", server.TrafficPlanId.Value), ("created_at", server.CreatedAt), ("system_state", (int)server.Disk));
        var id = new ServerId(inserted!.Id);
        return server with { Id = id, Hostname = server.Hostname.Length > 0 ? server.Hostname : Server.PlaceholderHostname(id) };
    }

    public static Task BindOrderAsync(DatabaseTransaction transaction, Server server) =>
        transaction.ExecuteAsync(
            "update servers_server set order_id = @order_id, hostname = @hostname where id = @id", ("order_id", server.OrderId.Value), ("hostname", server.Hostname), ("id", server.Id.Value));

    public static Task<Server?> FindAsync(DatabaseSession session, ServerId id) =>
        session.FirstAsync($"select {Columns} from servers_server where id = @id", Read, ("id", id.Value));

    public static Task<Server?> FindForUpdateAsync(DatabaseTransaction transaction, ServerId id) =>
        transaction.FirstAsync($"select {Columns} from servers_server where id = @id{transaction.ForUpdate}", Read, ("id", id.Value));

    public static Task UpdateAsync(DatabaseTransaction transaction, Server server) =>
        transaction.ExecuteAsync(
            "update servers_server set state = @state, power = @power, hostname = @hostname, activated_at = @activated_at, proof_json = @proof_json, os_id = @os_id, os_name = @os_name, " +
            "software_id = @software_id, software_name = @software_name, system_state = @system_state, trouble = @trouble, boot_device = @boot_device, sealed_netboot = @sealed_netboot where id = @id",
            ("state", (int)server.State), ("power", (int)server.Power), ("hostname", server.Hostname), ("activated_at", server.ActivatedAt),
            ("proof_json", server.Proof is null ? null : JsonSerializer.Serialize(server.Proof)),
            ("os_id", server.OsId.Value), ("os_name", server.OsName), ("software_id", server.SoftwareId?.Value), ("software_name", server.SoftwareName),
            ("system_state", (int)server.Disk), ("trouble", server.Trouble), ("boot_device", (int)server.BootDevice), ("sealed_netboot", server.SealedNetboot), ("id", server.Id.Value));

    public static Task<List<Server>> ListAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync(
            $"select {Columns} from servers_server where account_id = @account and state in ({(int)ServerState.AwaitingPayment}, {(int)ServerState.Deploying}, {(int)ServerState.Active}, {(int)ServerState.Suspended}) order by id",
            Read,
            ("account", account.Value));

    /// <summary>Those that are gone as well.</summary>
    public static Task<List<Server>> AllAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync($"select {Columns} from servers_server where account_id = @account order by id", Read, ("account", account.Value));

    /// <summary>The customer's own tags.</summary>
    public static async Task<List<Tag>> TagsAsync(DatabaseSession session, ServerId id) => (await AllTagsAsync(session, id)).FindAll(tag => !tag.Internal);

    /// <summary>The platform's too.</summary>
    public static Task<List<Tag>> AllTagsAsync(DatabaseSession session, ServerId id) =>
        session.ListAsync(
            "select id, tag, value, extra, internal from servers_tag where server_id = @id order by tag",
            row => new Tag(row.Int(0), row.Text(1), row.Text(2), row.Text(3)) { Internal = row.Flag(4) }, ("id", id.Value));

    /// <summary>Names and values of the customer's own tags on all servers of an account, without what stands in <c>extra</c>.</summary>
    public static Task<List<(ServerId Server, string Name, string Value)>> TagsOfAccountAsync(DatabaseSession session, AccountId account) =>
        session.ListAsync(
            "select t.server_id, t.tag, t.value from servers_tag t join servers_server s on s.id = t.server_id where s.account_id = @account and t.internal = 0",
            row => (new ServerId(row.Int(0)), row.Text(1), row.Text(2)), ("account", account.Value));

    /// <summary>Null when the platform has a tag of this name there.</summary>
    public static Task<int?> SetTagAsync(DatabaseTransaction transaction, ServerId id, string tag, string value, string extra) =>
        transaction.ScalarAsync<int?>(
            "insert into servers_tag (server_id, tag, value, extra, internal) values (@id, @tag, @value, @extra, 0) " +
            "on conflict (server_id, tag) do update set value = excluded.value, extra = excluded.extra where servers_tag.internal = 0 returning id",
            ("id", id.Value), ("tag", tag), ("value", value), ("extra", extra));

    public static Task RemoveTagAsync(DatabaseTransaction transaction, ServerId id, string tag) =>
        transaction.ExecuteAsync("delete from servers_tag where server_id = @id and tag = @tag and internal = 0", ("id", id.Value), ("tag", tag));

    public static Task<int> ClearTagsAsync(DatabaseTransaction transaction, ServerId id) =>
        transaction.ExecuteAsync("delete from servers_tag where server_id = @id and internal = 0", ("id", id.Value));

    public static Task AddEventAsync(DatabaseTransaction transaction, Server server, string kind, string note, string actor, DateTimeOffset now) =>
        transaction.ExecuteAsync(
            "insert into servers_event (server_id, account_id, kind, note, actor, at) values (@server_id, @account_id, @kind, @note, @actor, @at)",
            ("server_id", server.Id.Value), ("account_id", server.AccountId.Value), ("kind", kind), ("note", note), ("actor", actor), ("at", now));

    /// <summary>The latest events of a server.</summary>
    public static Task<List<ServerEvent>> EventsAsync(DatabaseSession session, ServerId id, int most) =>
        session.ListAsync(
            "select kind, note, actor, at from servers_event where server_id = @id order by at desc, id desc limit @most",
            row => new ServerEvent(row.Text(0), row.Text(1), row.Text(2), row.Time(3)),
            ("id", id.Value), ("most", most));

    /// <summary>Events of two kinds, of all servers that the account has or had.</summary>
    public static Task<List<ServerEvent>> EventsOfAccountAsync(DatabaseSession session, AccountId account, (string First, string Second) kinds, DateTimeOffset since) =>
        session.ListAsync(
            "select e.kind, e.note, e.actor, e.at from servers_event e join servers_server s on s.id = e.server_id where s.account_id = @account and e.at > @since and e.kind in (@first, @second)",
            row => new ServerEvent(row.Text(0), row.Text(1), row.Text(2), row.Time(3)),
            ("account", account.Value), ("since", since), ("first", kinds.First), ("second", kinds.Second));

    public static Task<int> CountEventsAsync(DatabaseSession session, ServerId id) => session.ScalarAsync<int>("select count(*) from servers_event where server_id = @id", ("id", id.Value));

    private static Server Read(Row row) => new(
        new ServerId(row.Int(0)), new AccountId(row.Int(1)), new OrderId(row.Int(2)), (ServerState)row.Int(3), (PowerState)row.Int(4), row.Text(5), row.Text(6), new PresetId(row.Int(7)), row.Text(8),
        new OsId(row.Int(9)), row.Text(10), row.IntOrNull(11) is { } software ? new SoftwareId(software) : null, row.TextOrNull(12), new TrafficPlanId(row.Int(13)), row.Time(14), row.TimeOrNull(15),
        row.TextOrNull(16) is { } proof ? JsonSerializer.Deserialize<ReadyProof>(proof) : null)
    {
        Disk = (DiskContent)row.Int(17),
        Trouble = row.TextOrNull(18),
        BootDevice = (BootDevice)row.Int(19),
        SealedNetboot = row.TextOrNull(20),
    };

    private sealed record ServerIdHolder(int Id);
}
