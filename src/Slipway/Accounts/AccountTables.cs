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

    /// <summary>none, email or webhook.</summary>
    public string NotifyMethod { get; set; } = "none";
    public string NotifyAddress { get; set; } = "";

    /// <summary>What it may do, separated by commas: <c>eq/show</c>, <c>pdns/*</c>. Empty is everything.</summary>
    public string Scopes { get; set; } = "";
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The most it may spend in a calendar month (UTC), in the account's currency; null is as much as there is.</summary>
    public long? SpendCap { get; set; }

    /// <summary>How many requests it may make: a name of the operator's settings.</summary>
    public string RateClass { get; set; } = "standard";

    /// <summary>Raised with every change, so that whoever keeps its sessions in memory sees that they are over.</summary>
    public int Version { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ApiKeyRow>
    {
        public void Configure(EntityTypeBuilder<ApiKeyRow> table)
        {
            table.ToTable("accounts_api_key");
            table.HasIndex(row => row.Hash).IsUnique();
            table.HasIndex(row => row.AccountId);
            table.Property(row => row.NotifyMethod).HasDefaultValue("none");
            table.Property(row => row.RateClass).HasDefaultValue("standard");
        }
    }
}

internal sealed class SessionRow
{
    public string TokenHash { get; set; } = "";
    public int AccountId { get; set; }

    /// <summary>The key it was opened with; null for a login with a password.</summary>
    public int? ApiKeyId { get; set; }
    public int? ServerId { get; set; }
    public string? BoundIp { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }
    public DateTimeOffset? CreatedAt { get; set; }
    public string? PeerIp { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<SessionRow>
    {
        public void Configure(EntityTypeBuilder<SessionRow> table)
        {
            table.ToTable("accounts_session");
            table.HasKey(row => row.TokenHash);
            table.HasIndex(row => row.ExpiresAt);
            table.HasIndex(row => row.ApiKeyId);
            table.HasIndex(row => row.AccountId);
        }
    }
}

/// <summary>What happened to a key and by it. Stays when the key goes.</summary>
internal sealed class ApiKeyEventRow
{
    public int Id { get; set; }
    public int ApiKeyId { get; set; }
    public int AccountId { get; set; }

    /// <summary>created, changed, reissued, deleted, login, refused, spent.</summary>
    public string Kind { get; set; } = "";
    public string? Ip { get; set; }

    /// <summary>What changed, why it was refused, what was bought. No secret.</summary>
    public string Note { get; set; } = "";
    public DateTimeOffset At { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ApiKeyEventRow>
    {
        public void Configure(EntityTypeBuilder<ApiKeyEventRow> table)
        {
            table.ToTable("accounts_api_key_event");
            table.HasIndex(row => new { row.ApiKeyId, row.At }).HasDatabaseName("accounts_api_key_event_key");
        }
    }
}

/// <summary>What a key has spent in a month; the row is what its orders wait at for each other.</summary>
internal sealed class ApiKeySpendRow
{
    public int ApiKeyId { get; set; }

    /// <summary>Year and month, UTC: <c>2030-01</c>.</summary>
    public string Month { get; set; } = "";
    public long Amount { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ApiKeySpendRow>
    {
        public void Configure(EntityTypeBuilder<ApiKeySpendRow> table)
        {
            table.ToTable("accounts_api_key_spend");
            table.HasKey(row => new { row.ApiKeyId, row.Month });
        }
    }
}

internal sealed class SshKeyRow
{
    public int Id { get; set; }
    public int AccountId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>As it was given, in one line.</summary>
    public string PublicKey { get; set; } = "";

    /// <summary>SHA-256 of the material, as OpenSSH writes it.</summary>
    public string Fingerprint { get; set; } = "";

    /// <summary>Goes onto every server that is ordered without a key. One of an account at most.</summary>
    public bool IsDefault { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<SshKeyRow>
    {
        public void Configure(EntityTypeBuilder<SshKeyRow> table)
        {
            table.ToTable("accounts_ssh_key");
            table.HasIndex(row => new { row.AccountId, row.Fingerprint }).IsUnique().HasDatabaseName("accounts_ssh_key_material");
            table.HasIndex(row => row.AccountId).IsUnique().HasFilter("is_default = 1").HasDatabaseName("accounts_ssh_key_default");
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
