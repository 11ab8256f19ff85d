using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.Tokens;
using Slipway.Storage;

namespace Slipway.Provisioning;

/// <summary>
/// The key that signs records of erasing: made when the first one is signed, its private part sealed. Where none can be opened, because
/// the folder of the sealer's keys was lost, another one is made; the old ones stay, to verify by.
/// </summary>
public sealed class EraseKeys(Sealer sealer, TimeProvider clock)
{
    /// <summary>Inside the transaction that signs: what is signed and the key to verify it by become durable together.</summary>
    internal async Task<SigningCredentials> GetAsync(DatabaseTransaction transaction)
    {
        if (Open(await EraseStore.KeysAsync(transaction)) is { } known)
        {
            return known;
        }

        // Looked for once more behind the lock: daemons that start on a new database make one key between them.
        await EraseStore.LockKeysAsync(transaction);
        if (Open(await EraseStore.KeysAsync(transaction)) is { } other)
        {
            return other;
        }

        await EraseStore.InsertKeyAsync(transaction, New(), clock.GetUtcNow());
        return Open(await EraseStore.KeysAsync(transaction)) ?? throw new InvalidOperationException("A key that was just sealed cannot be opened.");
    }

    private SigningCredentials? Open(IEnumerable<SigningKey> keys)
    {
        foreach (var key in keys)
        {
            try
            {
                var opened = Convert.FromBase64String(sealer.Open(key.SealedPrivateKey).Reveal());
                var ecdsa = ECDsa.Create();
                ecdsa.ImportPkcs8PrivateKey(opened, out _);
                return new SigningCredentials(new ECDsaSecurityKey(ecdsa) { KeyId = key.Id }, SecurityAlgorithms.EcdsaSha256);
            }
            catch (CryptographicException)
            {
                // Sealed by keys that are gone.
            }
        }

        return null;
    }

    private SigningKey New()
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = ecdsa.ExportParameters(includePrivateParameters: false).Q;
        var (x, y) = (Base64UrlEncoder.Encode(point.X), Base64UrlEncoder.Encode(point.Y));
        var id = Base64UrlEncoder.Encode(new JsonWebKey { Kty = JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv = JsonWebKeyECTypes.P256, X = x, Y = y }.ComputeJwkThumbprint());
        var jwk = JsonSerializer.Serialize(new { kty = "EC", crv = "P-256", x, y, kid = id, use = "sig", alg = "ES256" });
        return new SigningKey(id, jwk, sealer.Seal(new Secret(Convert.ToBase64String(ecdsa.ExportPkcs8PrivateKey()))));
    }
}
