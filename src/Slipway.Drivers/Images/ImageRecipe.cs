namespace Slipway.Drivers.Images;

/// <summary>An image that can be had: its name (<c>debian-12+redis</c>) and where it comes from.</summary>
/// <param name="Tested">Has a machine been made of it and logged in to? Null where the recipe does not say.</param>
public sealed record ImageRecipe(string Name, ImageSource Source, bool? Tested);

/// <summary>Where an image comes from. A closed family.</summary>
public abstract record ImageSource
{
    private ImageSource()
    {
    }

    /// <summary>Built here from Debian's packages, with software baked in or without.</summary>
    public sealed record Debian(string Suite, string? Software) : ImageSource;

    /// <summary>The vendor's cloud image, fetched and checked.</summary>
    public sealed record Vendor(VendorImage Image) : ImageSource;

    /// <summary>Installed here from the operator's own medium.</summary>
    public sealed record Iso(string Edition, string Drivers) : ImageSource;

    /// <summary>The operator puts it there himself.</summary>
    public sealed record Operator : ImageSource;
}

/// <summary>What is fetched. Exactly one of <paramref name="Checksums"/> and <paramref name="Sha256"/> is given.</summary>
/// <param name="Format"><c>qcow2</c> or <c>raw</c>.</param>
/// <param name="Checksums">File with the image's SHA-256.</param>
/// <param name="Sha256">The SHA-256, known beforehand.</param>
/// <param name="Signing">Who signs the checksums; null when nobody does.</param>
public sealed record VendorImage(Uri Url, string Format, Uri? Checksums, string? Sha256, Signing? Signing);

/// <param name="Signature">The detached signature; null when the checksum file is clear-signed.</param>
/// <param name="Fingerprint">The one key that may have signed: 40 hex digits, capitals.</param>
/// <param name="Keyring">The keyring with this key, binary.</param>
public sealed record Signing(Uri? Signature, string Fingerprint, ReadOnlyMemory<byte> Keyring);
