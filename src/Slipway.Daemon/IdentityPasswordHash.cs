using Microsoft.AspNetCore.Identity;
using Slipway.Accounts;

namespace Slipway.Daemon;

/// <summary>Hashes passwords as ASP.NET does: PBKDF2 with a salt for each, the number of rounds in the hash itself.</summary>
internal sealed class IdentityPasswordHash : IPasswordHash
{
    // Its answer does not depend on whose password it is.
    private static readonly object Nobody = new();
    private readonly PasswordHasher<object> _hasher = new();

    public string Of(Secret password) => _hasher.HashPassword(Nobody, password.Reveal());
}
