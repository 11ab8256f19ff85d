namespace Slipway.Accounts;

/// <summary>A customer: who rents servers and whose credit pays for them.</summary>
/// <param name="AutoPay">New invoices are settled from the credit when it suffices.</param>
public sealed record Account(
    AccountId Id, string Email, string FirstName, string LastName, string Company, string Country, Currency Currency, bool AutoPay, DateTimeOffset CreatedAt)
{
    /// <summary>May be billed by the hour.</summary>
    public bool Prepaid { get; init; }

    /// <summary>Written as the tax office does; empty for a private person.</summary>
    public string VatNumber { get; init; } = "";

    public PostalAddress Address { get; init; } = PostalAddress.None;

    public string Phone { get; init; } = "";

    /// <summary>The company, or the person, or at least the mail address.</summary>
    public string Name => Company.Length > 0 ? Company : $"{FirstName} {LastName}".Trim() is { Length: > 0 } person ? person : Email;
}

public sealed record PostalAddress(string Line1, string Line2, string City, string Region, string Postcode)
{
    public static readonly PostalAddress None = new("", "", "", "", "");
}

/// <summary>Who is asking: an account, perhaps narrowed to one server by the API key it came with.</summary>
public sealed record Caller(AccountId AccountId, ServerId? OnlyServer)
{
    /// <summary>The key it came with, which may have limits of its own; null for a password, and for the operator.</summary>
    public ApiKeyId? Key { get; init; }

    /// <summary>Refuses what concerns the whole account when the key is of one server.</summary>
    public Failure? MayUseAccount() => OnlyServer is null ? null : AccountFailures.PermissionDenied;

    /// <summary>A key of one server sees no other.</summary>
    public bool Sees(ServerId server) => OnlyServer is null || OnlyServer == server;

    /// <summary>Two keys of one reach are one caller: what is seen does not depend on the key.</summary>
    public bool Equals(Caller? other) => other is not null && AccountId == other.AccountId && OnlyServer == other.OnlyServer;

    public override int GetHashCode() => HashCode.Combine(AccountId, OnlyServer);
}

public static class AccountFailures
{
    public static readonly Failure PermissionDenied = new(FailureKind.Forbidden, "accounts.permission-denied", "Permission denied");

    public static readonly Failure InvalidToken = new(FailureKind.Unauthenticated, "accounts.invalid-token", "invalid token");

    public static readonly Failure KeyEmpty = new(FailureKind.Invalid, "accounts.key-empty", "api key is empty");

    public static readonly Failure KeyFormat = new(FailureKind.Invalid, "accounts.key-format", "incorrect api key format");

    public static readonly Failure KeyUnknown = new(FailureKind.Unauthenticated, "accounts.key-unknown", "invalid api key");

    public static readonly Failure KeyDisabled = new(FailureKind.Forbidden, "accounts.key-disabled", "api key is disabled");

    public static readonly Failure KeyExpired = new(FailureKind.Forbidden, "accounts.key-expired", "this API key has expired");

    public static readonly Failure WrongPassword = new(FailureKind.Forbidden, "accounts.wrong-password", "user or password is wrong");

    public static readonly Failure IpNotAllowed = new(FailureKind.Forbidden, "accounts.ip-not-allowed", "ip not allowed");

    /// <summary>The message begins with the field's name.</summary>
    public const string FieldInvalid = "accounts.field-invalid";

    public static readonly Failure ResetOver = new(FailureKind.Invalid, "accounts.reset-over", "This link does not work any more: it was used, or its hour is over.");

    public static Failure NoKey(ApiKeyId id) => new(FailureKind.NotFound, "accounts.api-key-unknown", $"There is no API key {id} on this account.");

    public static Failure NoSshKey(SshKeyId id) => new(FailureKind.NotFound, "accounts.ssh-key-unknown", $"SSH key {id} was not found on this account.");

    public static Failure NoContact(ContactId id) => new(FailureKind.NotFound, "accounts.contact-unknown", $"There is no contact {id} on this account.");

    public static Failure ContactEmailTaken(string email) => new(FailureKind.Invalid, "accounts.contact-email-taken", $"email: {email} is used by another contact or account already.");

    public static Failure EmailTaken(string email) => new(FailureKind.Invalid, "accounts.email-taken", $"There is already an account with the e-mail address {email}.");
}
