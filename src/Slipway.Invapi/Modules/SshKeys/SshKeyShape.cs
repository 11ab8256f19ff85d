using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.SshKeys;

/// <summary>A key as strict clients read it (ssh_keys.md); the fingerprint is ours.</summary>
internal sealed record SshKeyShape(int Id, int CustomerId, string Name, string Key, int Default, string Created, string Fingerprint)
{
    public static SshKeyShape From(SshKey key) => new(
        key.Id.Value, key.AccountId.Value, key.Name, key.PublicKey, key.IsDefault ? 1 : 0, WireWords.Time(key.CreatedAt), key.Fingerprint);
}
