using Microsoft.AspNetCore.Identity;
using Slipway.Accounts;

namespace Slipway.Daemon;

/// <summary>Hashes passwords as ASP.NET does: PBKDF2 with a salt for each, the number of rounds in the hash itself.</summary>
internal sealed class IdentityPasswordHash : IPasswordHash
{
    // Its answer does not depend on whose password it is.
    private static readonly object Nobody = new();
    private readonly PasswordHasher<object> _hasher = new();
    private readonly Lazy<string> _nobodys;

    public IdentityPasswordHash() => _nobodys = new(() => Of(ApiKey.New()));

    public string Of(Secret password) => _hasher.HashPassword(Nobody, password.Reveal());

    public bool Fits(Secret password, string? hash) =>
        _hasher.VerifyHashedPassword(Nobody, hash ?? _nobodys.Value, password.Reveal()) != PasswordVerificationResult.Failed && hash is not null;
}
