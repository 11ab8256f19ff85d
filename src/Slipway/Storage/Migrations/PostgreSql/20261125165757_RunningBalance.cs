using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Slipway.Storage.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class RunningBalance : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "billing_posting_book",
                table: "billing_posting");

            migrationBuilder.AddColumn<long>(
                name: "balance",
                table: "billing_posting",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "billing_posting_book",
                table: "billing_posting",
                columns: new[] { "book", "currency", "id" });

            migrationBuilder.Sql(
                """
                update billing_posting set balance = (
                    select sum(earlier.amount) from billing_posting as earlier
                    where earlier.book = billing_posting.book and earlier.currency = billing_posting.currency and earlier.id <= billing_posting.id)
                where book like 'credit:%'
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "billing_posting_book",
                table: "billing_posting");

            migrationBuilder.DropColumn(
                name: "balance",
                table: "billing_posting");

            migrationBuilder.CreateIndex(
                name: "billing_posting_book",
                table: "billing_posting",
                columns: new[] { "book", "currency", "amount" });
        }
    }
}
