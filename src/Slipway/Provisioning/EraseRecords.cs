using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Slipway.Accounts;
using Slipway.Machines;
using Slipway.Storage;

namespace Slipway.Provisioning;

public enum EraseReason
{
    /// <summary>Another system was put on the server.</summary>
    Reinstallation,

    /// <summary>The server ended.</summary>
    Removal,
}

/// <summary>That the disks of a server were erased.</summary>
/// <param name="Signed">The record as its customer keeps it: a JWS in compact form, of <see cref="EraseClaims"/>.</param>
public sealed record EraseRecord(ServerId Server, EraseReason Reason, EraseReport Report, string Signed)
{
    public DateTimeOffset ErasedAt => Report.EndedAt;
}

/// <summary>Keeps for ever what was done to the disks of a server, as a signed record that its customer may ask for.</summary>
public sealed class EraseRecords(EraseKeys keys, PublicOptions site, TimeProvider clock)
{
    private readonly JsonWebTokenHandler _tokens = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>One record for each erasing and reason, however often it is told.</summary>
    public async Task<Result<Unit>> AddAsync(DatabaseTransaction transaction, ServerId server, AccountId account, EraseReason reason, string node, EraseReport report)
    {
        if (await EraseStore.IsKnownAsync(transaction, server, reason, report))
        {
            return Unit.Value;
        }

        var credentials = await keys.GetAsync(transaction);
        using var key = ((ECDsaSecurityKey)credentials.Key).ECDsa;
        // A signer that is kept would outlive its key.
        credentials.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false };
        var claims = EraseClaims.From(site.Url, server, reason, node, report, clock.GetUtcNow());
        await EraseStore.InsertAsync(transaction, account, new EraseRecord(server, reason, report, _tokens.CreateToken(claims.ToJson(), credentials)));
        return Unit.Value;
    }
}
