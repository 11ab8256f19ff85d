using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Accounts;

internal sealed class AccountRow
{
    public int Id { get; set; }
    public string Email { get; set; } = "";
    public string FirstName { get; set; } = "";
    public string LastName { get; set; } = "";
    public string Company { get; set; } = "";
    public string Country { get; set; } = "";
    public string Currency { get; set; } = "";
    public bool AutoPay { get; set; }

    /// <summary>May be billed by the hour.</summary>
    public bool Prepaid { get; set; }
    public string Address1 { get; set; } = "";
    public string Address2 { get; set; } = "";
    public string City { get; set; } = "";
    public string Region { get; set; } = "";
    public string Postcode { get; set; } = "";
    public string Phone { get; set; } = "";

    /// <summary>As the tax office writes it: <c>DE123456789</c>. Empty for a private person.</summary>
    public string VatNumber { get; set; } = "";

    /// <summary>Salted and slow; null until the customer chose a password.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Raised by whoever changes the account's money: the row is what such transactions wait at for each other.</summary>
    public int MoneyVersion { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<AccountRow>
    {
        public void Configure(EntityTypeBuilder<AccountRow> table)
        {
            table.ToTable("accounts_account");
            table.HasIndex(row => row.Email).IsUnique();
        }
    }
}

internal sealed class ApiKeyRow
{
    public int Id { get; set; }
    public int AccountId { get; set; }
    public int? ServerId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key, which is 128 random bits: nothing to guess, so no slow hash is needed.</summary>
    public string Hash { get; set; } = "";
    public bool Active { get; set; }
    public string AllowedIps { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastLoginAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ApiKeyRow>
    {
        public void Configure(EntityTypeBuilder<ApiKeyRow> table)
        {
            table.ToTable("accounts_api_key");
            table.HasIndex(row => row.Hash).IsUnique();
            table.HasIndex(row => row.AccountId);
        }
    }
}

internal sealed class SessionRow
{
    public string TokenHash { get; set; } = "";
    public int AccountId { get; set; }
    public int ApiKeyId { get; set; }
    public int? ServerId { get; set; }
    public string? BoundIp { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<SessionRow>
    {
        public void Configure(EntityTypeBuilder<SessionRow> table)
        {
            table.ToTable("accounts_session");
            table.HasKey(row => row.TokenHash);
            table.HasIndex(row => row.ExpiresAt);
        }
    }
}

internal sealed class ContactRow
{
    public int Id { get; set; }
    public int AccountId { get; set; }
    public string Email { get; set; } = "";
    public string Phone { get; set; } = "";
    public string? PasswordHash { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ContactRow>
    {
        public void Configure(EntityTypeBuilder<ContactRow> table)
        {
            table.ToTable("accounts_contact");
            table.HasIndex(row => row.AccountId);
            table.HasIndex(row => row.Email).IsUnique();
        }
    }
}

internal sealed class PasswordResetRow
{
    /// <summary>SHA-256 of the token in the mailed link, which is random: nothing to guess.</summary>
    public string TokenHash { get; set; } = "";
    public int AccountId { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PasswordResetRow>
    {
        public void Configure(EntityTypeBuilder<PasswordResetRow> table)
        {
            table.ToTable("accounts_password_reset");
            table.HasKey(row => row.TokenHash);
            table.HasIndex(row => row.AccountId);
        }
    }
}
