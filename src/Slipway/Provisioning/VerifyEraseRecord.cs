using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Slipway.Provisioning;

/// <summary>Was this record signed here, and is it as it was signed? It holds for ever, whatever the provider is called by now.</summary>
public sealed class VerifyEraseRecord(EraseQueries queries)
{
    private readonly JsonWebTokenHandler _tokens = new();

    public async Task<Result<EraseClaims>> RunAsync(string record, CancellationToken cancellationToken)
    {
        var keys = await queries.KeysAsync(cancellationToken);
        var result = await _tokens.ValidateTokenAsync(record.Trim(), new TokenValidationParameters
        {
            IssuerSigningKeys = keys.Select(key => new JsonWebKey(key)),
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        return result is { IsValid: true, SecurityToken: JsonWebToken token } && Read(token) is { } claims
            ? claims
            : new Failure(FailureKind.Invalid, "provisioning.record-invalid", "This is no record that was signed here, or it was changed since.");
    }

    private static EraseClaims? Read(JsonWebToken token)
    {
        try
        {
            return EraseClaims.FromJson(Base64UrlEncoder.Decode(token.EncodedPayload));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
