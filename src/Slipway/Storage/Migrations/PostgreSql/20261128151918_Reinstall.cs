using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Slipway.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Reinstall : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "boot_device",
                table: "servers_server",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "sealed_netboot",
                table: "servers_server",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "system_state",
                table: "servers_server",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "trouble",
                table: "servers_server",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "timezone",
                table: "catalog_location",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "servers_erasure",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    server_id = table.Column<int>(type: "integer", nullable: false),
                    account_id = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    report_json = table.Column<string>(type: "text", nullable: false),
                    erased_at = table.Column<long>(type: "bigint", nullable: false),
                    record = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_servers_erasure", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "servers_signing_key",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    public_jwk = table.Column<string>(type: "text", nullable: false),
                    sealed_private_key = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_servers_signing_key", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "servers_erasure_server",
                table: "servers_erasure",
                column: "server_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "servers_erasure");

            migrationBuilder.DropTable(
                name: "servers_signing_key");

            migrationBuilder.DropColumn(
                name: "boot_device",
                table: "servers_server");

            migrationBuilder.DropColumn(
                name: "sealed_netboot",
                table: "servers_server");

            migrationBuilder.DropColumn(
                name: "system_state",
                table: "servers_server");

            migrationBuilder.DropColumn(
                name: "trouble",
                table: "servers_server");

            migrationBuilder.DropColumn(
                name: "timezone",
                table: "catalog_location");
        }
    }
}
