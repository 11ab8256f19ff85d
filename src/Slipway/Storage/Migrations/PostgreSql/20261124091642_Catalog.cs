using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Catalog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "catalog_discount",
                columns: table => new
                {
                    months = table.Column<int>(type: "integer", nullable: false),
                    percent = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_discount", x => x.months);
                });

            migrationBuilder.CreateTable(
                name: "catalog_location",
                columns: table => new
                {
                    code = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    country = table.Column<string>(type: "text", nullable: false),
                    city = table.Column<string>(type: "text", nullable: false),
                    data_centre = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_location", x => x.code);
                });

            migrationBuilder.CreateTable(
                name: "catalog_preset",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    group_name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    cores = table.Column<int>(type: "integer", nullable: false),
                    ram_gb = table.Column<int>(type: "integer", nullable: false),
                    disk_count = table.Column<int>(type: "integer", nullable: false),
                    disk_gb = table.Column<int>(type: "integer", nullable: false),
                    disk_type = table.Column<string>(type: "text", nullable: false),
                    cpu_name = table.Column<string>(type: "text", nullable: false),
                    cpu_ghz = table.Column<double>(type: "double precision", nullable: false),
                    gpu = table.Column<string>(type: "text", nullable: true),
                    active = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_preset", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "catalog_preset_group",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_preset_group", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "catalog_price",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false),
                    item_id = table.Column<int>(type: "integer", nullable: false),
                    location = table.Column<string>(type: "text", nullable: false),
                    currency = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_price", x => new { x.kind, x.item_id, x.location, x.currency });
                });

            migrationBuilder.CreateTable(
                name: "catalog_traffic_plan",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    kinds = table.Column<string>(type: "text", nullable: false),
                    limit_in_tb = table.Column<int>(type: "integer", nullable: true),
                    limit_out_tb = table.Column<int>(type: "integer", nullable: true),
                    bandwidth_mbps = table.Column<int>(type: "integer", nullable: false),
                    is_main = table.Column<int>(type: "integer", nullable: false),
                    active = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_catalog_traffic_plan", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_catalog_preset_name",
                table: "catalog_preset",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_catalog_preset_group_name",
                table: "catalog_preset_group",
                column: "name",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "catalog_discount");

            migrationBuilder.DropTable(
                name: "catalog_location");

            migrationBuilder.DropTable(
                name: "catalog_preset");

            migrationBuilder.DropTable(
                name: "catalog_preset_group");

            migrationBuilder.DropTable(
                name: "catalog_price");

            migrationBuilder.DropTable(
                name: "catalog_traffic_plan");
        }
    }
}
