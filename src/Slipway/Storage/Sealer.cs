using Microsoft.AspNetCore.DataProtection;

namespace Slipway.Storage;

/// <summary>
/// Closes secrets before they are stored. The keys lie beside the database in the data folder, readable only by the
/// daemon; whoever holds a copy of the database alone cannot open anything.
/// </summary>
public sealed class Sealer(IDataProtectionProvider provider)
{
    private readonly IDataProtector _protector = provider.CreateProtector("slipway.sealed-column/1");

    public string Seal(Secret secret) => _protector.Protect(secret.Reveal());

    public Secret Open(string sealedText) => new(_protector.Unprotect(sealedText));
}
