using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Slipway.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class WholeWire : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "result_json",
                table: "workflows_run",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "internal",
                table: "servers_tag",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "media_id",
                table: "servers_server",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "port_off_by_operator",
                table: "servers_server",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "port_off_reason",
                table: "servers_server",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "enabled",
                table: "network_pool",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "block_reason",
                table: "network_address",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "blocked_at",
                table: "network_address",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "blocked_until",
                table: "network_address",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "ptr",
                table: "network_address",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "reserved",
                table: "network_address",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reply_to",
                table: "mail_message",
                type: "text",
                nullable: true);

            migrationBuilder.AlterColumn<int>(
                name: "api_key_id",
                table: "accounts_session",
                type: "integer",
                nullable: true,
                oldClrType: typeof(int),
                oldType: "integer");

            migrationBuilder.AddColumn<long>(
                name: "created_at",
                table: "accounts_session",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "peer_ip",
                table: "accounts_session",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "expires_at",
                table: "accounts_api_key",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "notify_address",
                table: "accounts_api_key",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "notify_method",
                table: "accounts_api_key",
                type: "text",
                nullable: false,
                defaultValue: "none");

            migrationBuilder.AddColumn<string>(
                name: "rate_class",
                table: "accounts_api_key",
                type: "text",
                nullable: false,
                defaultValue: "standard");

            migrationBuilder.AddColumn<string>(
                name: "scopes",
                table: "accounts_api_key",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "spend_cap",
                table: "accounts_api_key",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "version",
                table: "accounts_api_key",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "accounts_api_key_event",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    api_key_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    ip = table.Column<string>(type: "text", nullable: true),
                    note = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts_api_key_event", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "accounts_api_key_spend",
                columns: table => new
                {
                    api_key_id = table.Column<int>(type: "integer", nullable: false),
                    month = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts_api_key_spend", x => new { x.api_key_id, x.month });
                });

            migrationBuilder.CreateTable(
                name: "accounts_ssh_key",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    public_key = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    is_default = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts_ssh_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "consoles_ticket",
                columns: table => new
                {
                    hash = table.Column<string>(type: "text", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    white_ip = table.Column<string>(type: "text", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    used_at = table.Column<long>(type: "bigint", nullable: true),
                    stopped_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consoles_ticket", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "disks_backup_schedule",
                columns: table => new
                {
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    every = table.Column<string>(type: "text", nullable: false),
                    hour = table.Column<int>(type: "integer", nullable: false),
                    keep = table.Column<int>(type: "integer", nullable: false),
                    next_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disks_backup_schedule", x => x.server_id);
                });

            migrationBuilder.CreateTable(
                name: "disks_copy",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    scheduled = table.Column<int>(type: "integer", nullable: false),
                    os_json = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disks_copy", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dns_record",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    zone_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<string>(type: "text", nullable: false),
                    ttl = table.Column<int>(type: "integer", nullable: false),
                    priority = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dns_record", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dns_subdomain",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    zone_id = table.Column<int>(type: "integer", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dns_subdomain", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dns_zone",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    account_id = table.Column<int>(type: "integer", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: true),
                    masters = table.Column<string>(type: "text", nullable: false),
                    dnssec = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    dirty_since = table.Column<long>(type: "bigint", nullable: true),
                    deleted = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dns_zone", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "media_iso",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    account_id = table.Column<int>(type: "integer", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    short_name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    bytes = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    trouble = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_media_iso", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "network_static_nat",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    white_number = table.Column<long>(type: "bigint", nullable: false),
                    inner_ip = table.Column<string>(type: "text", nullable: false),
                    acl = table.Column<string>(type: "text", nullable: false),
                    secured = table.Column<int>(type: "integer", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_network_static_nat", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "servers_event",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    actor = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_servers_event", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "support_attachment",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    message_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: false),
                    content = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_support_attachment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "support_message",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    ticket_id = table.Column<int>(type: "integer", nullable: false),
                    author = table.Column<int>(type: "integer", nullable: false),
                    author_name = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    mail_id = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_support_message", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "support_ticket",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    location = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    reply_token = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    updated_at = table.Column<long>(type: "bigint", nullable: false),
                    closed_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_support_ticket", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "traffic_counter",
                columns: table => new
                {
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    epoch = table.Column<string>(type: "text", nullable: false),
                    received = table.Column<long>(type: "bigint", nullable: false),
                    sent = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_traffic_counter", x => x.server_id);
                });

            migrationBuilder.CreateTable(
                name: "traffic_slice",
                columns: table => new
                {
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    slice = table.Column<int>(type: "integer", nullable: false),
                    from = table.Column<long>(type: "bigint", nullable: false),
                    received = table.Column<long>(type: "bigint", nullable: false),
                    sent = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_traffic_slice", x => new { x.server_id, x.slice, x.from });
                });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_session_account_id",
                table: "accounts_session",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_session_api_key_id",
                table: "accounts_session",
                column: "api_key_id");

            migrationBuilder.CreateIndex(
                name: "accounts_api_key_event_key",
                table: "accounts_api_key_event",
                columns: new[] { "api_key_id", "at" });

            migrationBuilder.CreateIndex(
                name: "accounts_ssh_key_default",
                table: "accounts_ssh_key",
                column: "account_id",
                unique: true,
                filter: "is_default = 1");

            migrationBuilder.CreateIndex(
                name: "accounts_ssh_key_material",
                table: "accounts_ssh_key",
                columns: new[] { "account_id", "fingerprint" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_consoles_ticket_expires_at",
                table: "consoles_ticket",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_consoles_ticket_server_id",
                table: "consoles_ticket",
                column: "server_id");

            migrationBuilder.CreateIndex(
                name: "ix_disks_backup_schedule_next_at",
                table: "disks_backup_schedule",
                column: "next_at");

            migrationBuilder.CreateIndex(
                name: "disks_copy_name",
                table: "disks_copy",
                columns: new[] { "server_id", "kind", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "dns_record_set",
                table: "dns_record",
                columns: new[] { "zone_id", "name", "type" });

            migrationBuilder.CreateIndex(
                name: "ix_dns_subdomain_server_id",
                table: "dns_subdomain",
                column: "server_id");

            migrationBuilder.CreateIndex(
                name: "ix_dns_subdomain_zone_id_name",
                table: "dns_subdomain",
                columns: new[] { "zone_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "dns_zone_dirty",
                table: "dns_zone",
                column: "dirty_since",
                filter: "dirty_since is not null");

            migrationBuilder.CreateIndex(
                name: "ix_dns_zone_account_id",
                table: "dns_zone",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_dns_zone_name",
                table: "dns_zone",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_media_iso_account_id",
                table: "media_iso",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_network_static_nat_expires_at",
                table: "network_static_nat",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_network_static_nat_server_id",
                table: "network_static_nat",
                column: "server_id");

            migrationBuilder.CreateIndex(
                name: "ix_network_static_nat_white_number",
                table: "network_static_nat",
                column: "white_number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "servers_event_server",
                table: "servers_event",
                columns: new[] { "server_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_support_attachment_message_id",
                table: "support_attachment",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "ix_support_message_ticket_id",
                table: "support_message",
                column: "ticket_id");

            migrationBuilder.CreateIndex(
                name: "support_message_mail",
                table: "support_message",
                column: "mail_id",
                unique: true,
                filter: "mail_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_support_ticket_reply_token",
                table: "support_ticket",
                column: "reply_token",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "support_ticket_account",
                table: "support_ticket",
                columns: new[] { "account_id", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "support_ticket_open",
                table: "support_ticket",
                columns: new[] { "server_id", "kind" },
                unique: true,
                filter: "closed_at is null and server_id is not null and kind <> 'question'");

            migrationBuilder.CreateIndex(
                name: "support_ticket_state",
                table: "support_ticket",
                columns: new[] { "state", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "traffic_slice_age",
                table: "traffic_slice",
                columns: new[] { "slice", "from" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts_api_key_event");

            migrationBuilder.DropTable(
                name: "accounts_api_key_spend");

            migrationBuilder.DropTable(
                name: "accounts_ssh_key");

            migrationBuilder.DropTable(
                name: "consoles_ticket");

            migrationBuilder.DropTable(
                name: "disks_backup_schedule");

            migrationBuilder.DropTable(
                name: "disks_copy");

            migrationBuilder.DropTable(
                name: "dns_record");

            migrationBuilder.DropTable(
                name: "dns_subdomain");

            migrationBuilder.DropTable(
                name: "dns_zone");

            migrationBuilder.DropTable(
                name: "media_iso");

            migrationBuilder.DropTable(
                name: "network_static_nat");

            migrationBuilder.DropTable(
                name: "servers_event");

            migrationBuilder.DropTable(
                name: "support_attachment");

            migrationBuilder.DropTable(
                name: "support_message");

            migrationBuilder.DropTable(
                name: "support_ticket");

            migrationBuilder.DropTable(
                name: "traffic_counter");

            migrationBuilder.DropTable(
                name: "traffic_slice");

            migrationBuilder.DropIndex(
                name: "ix_accounts_session_account_id",
                table: "accounts_session");

            migrationBuilder.DropIndex(
                name: "ix_accounts_session_api_key_id",
                table: "accounts_session");

            migrationBuilder.DropColumn(
                name: "result_json",
                table: "workflows_run");

            migrationBuilder.DropColumn(
                name: "internal",
                table: "servers_tag");

            migrationBuilder.DropColumn(
                name: "media_id",
                table: "servers_server");

            migrationBuilder.DropColumn(
                name: "port_off_by_operator",
                table: "servers_server");

            migrationBuilder.DropColumn(
                name: "port_off_reason",
                table: "servers_server");

            migrationBuilder.DropColumn(
                name: "enabled",
                table: "network_pool");

            migrationBuilder.DropColumn(
                name: "block_reason",
                table: "network_address");

            migrationBuilder.DropColumn(
                name: "blocked_at",
                table: "network_address");

            migrationBuilder.DropColumn(
                name: "blocked_until",
                table: "network_address");

            migrationBuilder.DropColumn(
                name: "ptr",
                table: "network_address");

            migrationBuilder.DropColumn(
                name: "reserved",
                table: "network_address");

            migrationBuilder.DropColumn(
                name: "reply_to",
                table: "mail_message");

            migrationBuilder.DropColumn(
                name: "created_at",
                table: "accounts_session");

            migrationBuilder.DropColumn(
                name: "peer_ip",
                table: "accounts_session");

            migrationBuilder.DropColumn(
                name: "expires_at",
                table: "accounts_api_key");

            migrationBuilder.DropColumn(
                name: "notify_address",
                table: "accounts_api_key");

            migrationBuilder.DropColumn(
                name: "notify_method",
                table: "accounts_api_key");

            migrationBuilder.DropColumn(
                name: "rate_class",
                table: "accounts_api_key");

            migrationBuilder.DropColumn(
                name: "scopes",
                table: "accounts_api_key");

            migrationBuilder.DropColumn(
                name: "spend_cap",
                table: "accounts_api_key");

            migrationBuilder.DropColumn(
                name: "version",
                table: "accounts_api_key");

            migrationBuilder.AlterColumn<int>(
                name: "api_key_id",
                table: "accounts_session",
                type: "integer",
                nullable: false,
                defaultValue: 0,
                oldClrType: typeof(int),
                oldType: "integer",
                oldNullable: true);
        }
    }
}
