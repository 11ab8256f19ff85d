using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Money : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "anchor_day",
                table: "orders_order",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "suspended_at",
                table: "orders_order",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ends_at",
                table: "orders_cancellation",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "state",
                table: "orders_cancellation",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "attachment",
                table: "mail_message",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "pays_invoice_id",
                table: "billing_invoice_line",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "bill_to",
                table: "billing_invoice",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "net",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "number",
                table: "billing_invoice",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "order_id",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "period_from",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "period_to",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "posted_at",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "purpose",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "refunded",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "tax",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "tax_country",
                table: "billing_invoice",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "tax_included",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "tax_rate",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "tax_removed",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "tax_rule",
                table: "billing_invoice",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "address1",
                table: "accounts_account",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "address2",
                table: "accounts_account",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "city",
                table: "accounts_account",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "password_hash",
                table: "accounts_account",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "phone",
                table: "accounts_account",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "postcode",
                table: "accounts_account",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<int>(
                name: "prepaid",
                table: "accounts_account",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "region",
                table: "accounts_account",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "vat_number",
                table: "accounts_account",
                type: "TEXT",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "accounts_contact",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    account_id = table.Column<int>(type: "INTEGER", nullable: false),
                    email = table.Column<string>(type: "TEXT", nullable: false),
                    phone = table.Column<string>(type: "TEXT", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts_contact", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "accounts_password_reset",
                columns: table => new
                {
                    token_hash = table.Column<string>(type: "TEXT", nullable: false),
                    account_id = table.Column<int>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_accounts_password_reset", x => x.token_hash);
                });

            migrationBuilder.CreateTable(
                name: "billing_credit_note",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    invoice_id = table.Column<int>(type: "INTEGER", nullable: false),
                    account_id = table.Column<int>(type: "INTEGER", nullable: false),
                    number = table.Column<string>(type: "TEXT", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    net = table.Column<long>(type: "INTEGER", nullable: false),
                    tax = table.Column<long>(type: "INTEGER", nullable: false),
                    total = table.Column<long>(type: "INTEGER", nullable: false),
                    reason = table.Column<string>(type: "TEXT", nullable: false),
                    issued_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_credit_note", x => x.id);
                    table.ForeignKey(
                        name: "fk_billing_credit_note_invoice_row_invoice_id",
                        column: x => x.invoice_id,
                        principalTable: "billing_invoice",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "billing_early_event",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    gateway = table.Column<string>(type: "TEXT", nullable: false),
                    reference = table.Column<string>(type: "TEXT", nullable: false),
                    event_json = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_early_event", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "billing_payment",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    gateway = table.Column<string>(type: "TEXT", nullable: false),
                    reference = table.Column<string>(type: "TEXT", nullable: false),
                    other_reference = table.Column<string>(type: "TEXT", nullable: true),
                    account_id = table.Column<int>(type: "INTEGER", nullable: false),
                    invoice_id = table.Column<int>(type: "INTEGER", nullable: false),
                    currency = table.Column<string>(type: "TEXT", nullable: false),
                    asked = table.Column<long>(type: "INTEGER", nullable: false),
                    facts = table.Column<int>(type: "INTEGER", nullable: false),
                    paid = table.Column<long>(type: "INTEGER", nullable: false),
                    returned = table.Column<long>(type: "INTEGER", nullable: false),
                    booked_paid = table.Column<long>(type: "INTEGER", nullable: false),
                    booked_returned = table.Column<long>(type: "INTEGER", nullable: false),
                    url = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    changed_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_payment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "billing_series",
                columns: table => new
                {
                    series = table.Column<string>(type: "TEXT", nullable: false),
                    last = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_billing_series", x => x.series);
                });

            migrationBuilder.CreateTable(
                name: "orders_held_quote",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    account_id = table.Column<int>(type: "INTEGER", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    quote_json = table.Column<string>(type: "TEXT", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false),
                    order_id = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders_held_quote", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "orders_life_event",
                columns: table => new
                {
                    order_id = table.Column<int>(type: "INTEGER", nullable: false),
                    paid_until = table.Column<long>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders_life_event", x => new { x.order_id, x.paid_until, x.kind });
                });

            migrationBuilder.CreateTable(
                name: "orders_line",
                columns: table => new
                {
                    id = table.Column<int>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    order_id = table.Column<int>(type: "INTEGER", nullable: false),
                    kind = table.Column<string>(type: "TEXT", nullable: false),
                    description = table.Column<string>(type: "TEXT", nullable: false),
                    amount = table.Column<long>(type: "INTEGER", nullable: false),
                    recurring = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders_line", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "orders_promotion",
                columns: table => new
                {
                    code = table.Column<string>(type: "TEXT", nullable: false),
                    percent = table.Column<int>(type: "INTEGER", nullable: true),
                    amount = table.Column<long>(type: "INTEGER", nullable: true),
                    currency = table.Column<string>(type: "TEXT", nullable: true),
                    forever = table.Column<int>(type: "INTEGER", nullable: false),
                    most_uses = table.Column<int>(type: "INTEGER", nullable: true),
                    most_uses_per_account = table.Column<int>(type: "INTEGER", nullable: true),
                    from = table.Column<long>(type: "INTEGER", nullable: true),
                    until = table.Column<long>(type: "INTEGER", nullable: true),
                    uses = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders_promotion", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "orders_promotion_use",
                columns: table => new
                {
                    order_id = table.Column<int>(type: "INTEGER", nullable: false),
                    code = table.Column<string>(type: "TEXT", nullable: false),
                    account_id = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orders_promotion_use", x => x.order_id);
                });

            migrationBuilder.CreateIndex(
                name: "orders_order_due",
                table: "orders_order",
                columns: new[] { "state", "paid_until" });

            migrationBuilder.CreateIndex(
                name: "ix_orders_cancellation_account_id",
                table: "orders_cancellation",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "billing_invoice_open",
                table: "billing_invoice",
                column: "state",
                filter: "state in (0, 4, 5)");

            migrationBuilder.CreateIndex(
                name: "billing_invoice_period",
                table: "billing_invoice",
                columns: new[] { "order_id", "purpose", "period_from" },
                unique: true,
                filter: "order_id is not null and period_from is not null and state <> 2");

            migrationBuilder.CreateIndex(
                name: "ix_billing_invoice_number",
                table: "billing_invoice",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_billing_invoice_order_id",
                table: "billing_invoice",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_contact_account_id",
                table: "accounts_contact",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_accounts_contact_email",
                table: "accounts_contact",
                column: "email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_accounts_password_reset_account_id",
                table: "accounts_password_reset",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_billing_credit_note_invoice_id",
                table: "billing_credit_note",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "ix_billing_credit_note_number",
                table: "billing_credit_note",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "billing_early_event_reference",
                table: "billing_early_event",
                columns: new[] { "gateway", "reference" });

            migrationBuilder.CreateIndex(
                name: "billing_payment_other_reference",
                table: "billing_payment",
                columns: new[] { "gateway", "other_reference" });

            migrationBuilder.CreateIndex(
                name: "billing_payment_reference",
                table: "billing_payment",
                columns: new[] { "gateway", "reference" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_billing_payment_invoice_id",
                table: "billing_payment",
                column: "invoice_id");

            migrationBuilder.CreateIndex(
                name: "ix_orders_held_quote_account_id",
                table: "orders_held_quote",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_orders_held_quote_expires_at",
                table: "orders_held_quote",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_orders_line_order_id",
                table: "orders_line",
                column: "order_id");

            migrationBuilder.CreateIndex(
                name: "orders_promotion_use_account",
                table: "orders_promotion_use",
                columns: new[] { "code", "account_id" });

            // What was sold before: the lines of a service are those of its first invoice; what was paid in full had been earned at once, and
            // what was paid in part is held from now on.
            migrationBuilder.Sql(
                """
                insert into orders_line (order_id, kind, description, amount, recurring)
                select order_id, kind, description, amount, 1 from billing_invoice_line where order_id is not null order by id;
                update billing_invoice set net = total, posted_at = case when state = 1 then settled_at end,
                    order_id = (select max(line.order_id) from billing_invoice_line as line where line.invoice_id = billing_invoice.id);
                update billing_invoice set
                    period_from = (select activated_at from servers_server where servers_server.id = billing_invoice.server_id),
                    period_to = (select paid_until from orders_order where orders_order.id = billing_invoice.order_id)
                where state = 1 and (select activated_at from servers_server where servers_server.id = billing_invoice.server_id) is not null;
                insert into billing_entry (at, kind, account_id, invoice_id, memo)
                select issued_at, 'hold', account_id, id, 'paid in part before it was held' from billing_invoice where state = 0 and paid > 0;
                insert into billing_posting (entry_id, book, currency, amount, balance)
                select entry.id, 'revenue', invoice.currency, -invoice.paid, null from billing_entry as entry join billing_invoice as invoice on invoice.id = entry.invoice_id where entry.memo = 'paid in part before it was held';
                insert into billing_posting (entry_id, book, currency, amount, balance)
                select entry.id, 'held:' || invoice.id, invoice.currency, invoice.paid, invoice.paid from billing_entry as entry join billing_invoice as invoice on invoice.id = entry.invoice_id where entry.memo = 'paid in part before it was held';
                update orders_order set anchor_day = coalesce((select cast(strftime('%d', activated_at / 1000, 'unixepoch') as integer) from servers_server where servers_server.id = orders_order.server_id), 0);
                update orders_cancellation set ends_at = requested_at;
                update orders_cancellation set state = 2 where immediate = 1 or server_id in (select id from servers_server where state in (3, 4, 5));
                update orders_cancellation set ends_at = coalesce((select paid_until from orders_order where orders_order.server_id = orders_cancellation.server_id), ends_at) where state = 0;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts_contact");

            migrationBuilder.DropTable(
                name: "accounts_password_reset");

            migrationBuilder.DropTable(
                name: "billing_credit_note");

            migrationBuilder.DropTable(
                name: "billing_early_event");

            migrationBuilder.DropTable(
                name: "billing_payment");

            migrationBuilder.DropTable(
                name: "billing_series");

            migrationBuilder.DropTable(
                name: "orders_held_quote");

            migrationBuilder.DropTable(
                name: "orders_life_event");

            migrationBuilder.DropTable(
                name: "orders_line");

            migrationBuilder.DropTable(
                name: "orders_promotion");

            migrationBuilder.DropTable(
                name: "orders_promotion_use");

            migrationBuilder.DropIndex(
                name: "orders_order_due",
                table: "orders_order");

            migrationBuilder.DropIndex(
                name: "ix_orders_cancellation_account_id",
                table: "orders_cancellation");

            migrationBuilder.DropIndex(
                name: "billing_invoice_open",
                table: "billing_invoice");

            migrationBuilder.DropIndex(
                name: "billing_invoice_period",
                table: "billing_invoice");

            migrationBuilder.DropIndex(
                name: "ix_billing_invoice_number",
                table: "billing_invoice");

            migrationBuilder.DropIndex(
                name: "ix_billing_invoice_order_id",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "anchor_day",
                table: "orders_order");

            migrationBuilder.DropColumn(
                name: "suspended_at",
                table: "orders_order");

            migrationBuilder.DropColumn(
                name: "ends_at",
                table: "orders_cancellation");

            migrationBuilder.DropColumn(
                name: "state",
                table: "orders_cancellation");

            migrationBuilder.DropColumn(
                name: "attachment",
                table: "mail_message");

            migrationBuilder.DropColumn(
                name: "pays_invoice_id",
                table: "billing_invoice_line");

            migrationBuilder.DropColumn(
                name: "bill_to",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "net",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "number",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "order_id",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "period_from",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "period_to",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "posted_at",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "purpose",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "refunded",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "tax",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "tax_country",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "tax_included",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "tax_rate",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "tax_removed",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "tax_rule",
                table: "billing_invoice");

            migrationBuilder.DropColumn(
                name: "address1",
                table: "accounts_account");

            migrationBuilder.DropColumn(
                name: "address2",
                table: "accounts_account");

            migrationBuilder.DropColumn(
                name: "city",
                table: "accounts_account");

            migrationBuilder.DropColumn(
                name: "password_hash",
                table: "accounts_account");

            migrationBuilder.DropColumn(
                name: "phone",
                table: "accounts_account");

            migrationBuilder.DropColumn(
                name: "postcode",
                table: "accounts_account");

            migrationBuilder.DropColumn(
                name: "prepaid",
                table: "accounts_account");

            migrationBuilder.DropColumn(
                name: "region",
                table: "accounts_account");

            migrationBuilder.DropColumn(
                name: "vat_number",
                table: "accounts_account");
        }
    }
}
