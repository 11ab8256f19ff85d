using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Slipway.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accounts_account",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    email = table.Column<string>(type: "text", nullable: false),
                    first_name = table.Column<string>(type: "text", nullable: false),
                    last_name = table.Column<string>(type: "text", nullable: false),
                    company = table.Column<string>(type: "text", nullable: false),
                    country = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    auto_pay = table.Column<int>(type: "integer", nullable: false),
                    money_version = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts_account", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "accounts_api_key",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false),
                    active = table.Column<int>(type: "integer", nullable: false),
                    allowed_ips = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    last_login_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts_api_key", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "accounts_session",
                columns: table => new
                {
                    token_hash = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    api_key_id = table.Column<int>(type: "integer", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: true),
                    bound_ip = table.Column<string>(type: "text", nullable: true),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts_session", x => x.token_hash);
                });

            migrationBuilder.CreateTable(
                name: "billing_entry",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: true),
                    invoice_id = table.Column<int>(type: "integer", nullable: true),
                    memo = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_entry", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "billing_invoice",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: false),
                    paid = table.Column<long>(type: "bigint", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: true),
                    async_key = table.Column<string>(type: "text", nullable: true),
                    issued_at = table.Column<long>(type: "bigint", nullable: false),
                    due_at = table.Column<long>(type: "bigint", nullable: false),
                    settled_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_invoice", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "mail_message",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    recipient = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    due_at = table.Column<long>(type: "bigint", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    sent_at = table.Column<long>(type: "bigint", nullable: true),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_message", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "network_address",
                columns: table => new
                {
                    number = table.Column<long>(type: "bigint", nullable: false),
                    pool_id = table.Column<int>(type: "integer", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: true),
                    main = table.Column<int>(type: "integer", nullable: false),
                    released_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_network_address", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "network_pool",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    location = table.Column<string>(type: "text", nullable: false),
                    prefix = table.Column<string>(type: "text", nullable: false),
                    gateway = table.Column<string>(type: "text", nullable: false),
                    vlan = table.Column<int>(type: "integer", nullable: false),
                    first = table.Column<long>(type: "bigint", nullable: false),
                    last = table.Column<long>(type: "bigint", nullable: false),
                    next = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_network_pool", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "orders_cancellation",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    immediate = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    requested_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders_cancellation", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "orders_idempotency",
                columns: table => new
                {
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    answer_json = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders_idempotency", x => new { x.account_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "orders_order",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    period = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    recurring = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    paid_until = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders_order", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "servers_node",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "text", nullable: false),
                    location = table.Column<string>(type: "text", nullable: false),
                    driver = table.Column<string>(type: "text", nullable: false),
                    enabled = table.Column<int>(type: "integer", nullable: false),
                    cores = table.Column<int>(type: "integer", nullable: false),
                    memory_mb = table.Column<int>(type: "integer", nullable: false),
                    disk_gb = table.Column<int>(type: "integer", nullable: false),
                    used_cores = table.Column<int>(type: "integer", nullable: false),
                    used_memory_mb = table.Column<int>(type: "integer", nullable: false),
                    used_disk_gb = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_servers_node", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "servers_placement",
                columns: table => new
                {
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    node_id = table.Column<int>(type: "integer", nullable: false),
                    cores = table.Column<int>(type: "integer", nullable: false),
                    memory_mb = table.Column<int>(type: "integer", nullable: false),
                    disk_gb = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_servers_placement", x => x.server_id);
                });

            migrationBuilder.CreateTable(
                name: "servers_server",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    order_id = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    power = table.Column<int>(type: "integer", nullable: false),
                    hostname = table.Column<string>(type: "text", nullable: false),
                    location = table.Column<string>(type: "text", nullable: false),
                    preset_id = table.Column<int>(type: "integer", nullable: false),
                    preset_name = table.Column<string>(type: "text", nullable: false),
                    os_id = table.Column<int>(type: "integer", nullable: false),
                    os_name = table.Column<string>(type: "text", nullable: false),
                    software_id = table.Column<int>(type: "integer", nullable: true),
                    software_name = table.Column<string>(type: "text", nullable: true),
                    traffic_plan_id = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    activated_at = table.Column<long>(type: "bigint", nullable: true),
                    proof_json = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_servers_server", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "servers_tag",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    tag = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    extra = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_servers_tag", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "workflows_journal",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    async_key = table.Column<string>(type: "text", nullable: false),
                    workflow = table.Column<string>(type: "text", nullable: false),
                    step = table.Column<string>(type: "text", nullable: false),
                    undo = table.Column<int>(type: "integer", nullable: false),
                    started_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflows_journal", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "workflows_run",
                columns: table => new
                {
                    async_key = table.Column<string>(type: "text", nullable: false),
                    workflow = table.Column<string>(type: "text", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    location = table.Column<string>(type: "text", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<int>(type: "integer", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    state_json = table.Column<string>(type: "text", nullable: false),
                    waiting_for = table.Column<string>(type: "text", nullable: true),
                    due_at = table.Column<long>(type: "bigint", nullable: true),
                    step_started_at = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    failure_json = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflows_run", x => x.async_key);
                });

            migrationBuilder.CreateTable(
                name: "workflows_signal",
                columns: table => new
                {
                    async_key = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflows_signal", x => new { x.async_key, x.name });
                });

            migrationBuilder.CreateTable(
                name: "billing_posting",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    entry_id = table.Column<int>(type: "integer", nullable: false),
                    book = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_posting", x => x.id);
                    table.ForeignKey(
                        name: "fk_billing_posting_billing_entry_entry_id",
                        column: x => x.entry_id,
                        principalTable: "billing_entry",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "billing_invoice_line",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    invoice_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false),
                    order_id = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_invoice_line", x => x.id);
                    table.ForeignKey(
                        name: "fk_billing_invoice_line_invoice_row_invoice_id",
                        column: x => x.invoice_id,
                        principalTable: "billing_invoice",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_account_email",
                table: "accounts_account",
                column: "email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_api_key_account_id",
                table: "accounts_api_key",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_api_key_hash",
                table: "accounts_api_key",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_session_expires_at",
                table: "accounts_session",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_billing_entry_account_id",
                table: "billing_entry",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_billing_entry_invoice_id",
                table: "billing_entry",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "billing_invoice_account",
                table: "billing_invoice",
                columns: new[] { "account_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_billing_invoice_server_id",
                table: "billing_invoice",
                column: "server_id");

            migrationBuilder.CreateIndex(
                name: "ix_billing_invoice_line_invoice_id",
                table: "billing_invoice_line",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "billing_posting_book",
                table: "billing_posting",
                columns: new[] { "book", "currency", "amount" });

            migrationBuilder.CreateIndex(
                name: "ix_billing_posting_entry_id",
                table: "billing_posting",
                column: "entry_id");

            migrationBuilder.CreateIndex(
                name: "mail_message_due",
                table: "mail_message",
                column: "due_at",
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_network_address_server_id",
                table: "network_address",
                column: "server_id");

            migrationBuilder.CreateIndex(
                name: "network_address_free",
                table: "network_address",
                columns: new[] { "pool_id", "released_at" },
                filter: "server_id is null");

            migrationBuilder.CreateIndex(
                name: "ix_network_pool_prefix",
                table: "network_pool",
                column: "prefix",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_orders_cancellation_server_id",
                table: "orders_cancellation",
                column: "server_id");

            migrationBuilder.CreateIndex(
                name: "ix_orders_order_account_id",
                table: "orders_order",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_orders_order_server_id",
                table: "orders_order",
                column: "server_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_servers_node_location",
                table: "servers_node",
                column: "location");

            migrationBuilder.CreateIndex(
                name: "ix_servers_node_name",
                table: "servers_node",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_servers_placement_node_id",
                table: "servers_placement",
                column: "node_id");

            migrationBuilder.CreateIndex(
                name: "servers_server_account",
                table: "servers_server",
                columns: new[] { "account_id", "state" });

            migrationBuilder.CreateIndex(
                name: "servers_tag_name",
                table: "servers_tag",
                columns: new[] { "server_id", "tag" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "workflows_journal_run",
                table: "workflows_journal",
                column: "async_key");

            migrationBuilder.CreateIndex(
                name: "workflows_journal_step",
                table: "workflows_journal",
                columns: new[] { "workflow", "step", "id" });

            migrationBuilder.CreateIndex(
                name: "workflows_run_due",
                table: "workflows_run",
                column: "due_at",
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "workflows_run_live_subject",
                table: "workflows_run",
                column: "subject",
                unique: true,
                filter: "ended_at is null");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts_account");

            migrationBuilder.DropTable(
                name: "accounts_api_key");

            migrationBuilder.DropTable(
                name: "accounts_session");

            migrationBuilder.DropTable(
                name: "billing_invoice_line");

            migrationBuilder.DropTable(
                name: "billing_posting");

            migrationBuilder.DropTable(
                name: "mail_message");

            migrationBuilder.DropTable(
                name: "network_address");

            migrationBuilder.DropTable(
                name: "network_pool");

            migrationBuilder.DropTable(
                name: "orders_cancellation");

            migrationBuilder.DropTable(
                name: "orders_idempotency");

            migrationBuilder.DropTable(
                name: "orders_order");

            migrationBuilder.DropTable(
                name: "servers_node");

            migrationBuilder.DropTable(
                name: "servers_placement");

            migrationBuilder.DropTable(
                name: "servers_server");

            migrationBuilder.DropTable(
                name: "servers_tag");

            migrationBuilder.DropTable(
                name: "workflows_journal");

            migrationBuilder.DropTable(
                name: "workflows_run");

            migrationBuilder.DropTable(
                name: "workflows_signal");

            migrationBuilder.DropTable(
                name: "billing_invoice");

            migrationBuilder.DropTable(
                name: "billing_entry");
        }
    }
}
