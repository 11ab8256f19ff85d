namespace Slipway.Catalog;

/// <summary>Where the disk image of a system comes from: the block <c>image</c> of its recipe.</summary>
/// <param name="Source">
/// Who makes it: <c>debian</c> (built here from Debian's packages), <c>vendor</c> (his cloud image is fetched, or the operator
/// provides one), <c>iso</c> (installed here from the operator's own medium).
/// </param>
/// <param name="Suite">What is built, for <c>debian</c>.</param>
public sealed record OsImage(string Source, string? Suite)
{
    /// <summary>What is fetched, for <c>vendor</c>. Null when the operator provides the image himself.</summary>
    public VendorDownload? Download { get; init; }

    /// <summary>What is installed, for <c>iso</c>.</summary>
    public InstallationMedium? Medium { get; init; }
}

/// <param name="Url">The vendor's own address of the image.</param>
/// <param name="Format"><c>qcow2</c> or <c>raw</c>.</param>
/// <param name="Checksums">File with the SHA-256 of the image; null when the recipe itself states it.</param>
/// <param name="Sha256">The SHA-256, stated by the recipe.</param>
/// <param name="Signing">Who signs the checksums; null when nobody does.</param>
public sealed record VendorDownload(Uri Url, string Format, Uri? Checksums, string? Sha256, ChecksumSigning? Signing);

/// <param name="Signature">The detached signature; null when the checksum file is clear-signed.</param>
/// <param name="Fingerprint">Full fingerprint of the one key that may have signed: 40 hex digits, capitals.</param>
/// <param name="Keyring">File in <c>catalog/keys</c> with this key.</param>
public sealed record ChecksumSigning(Uri? Signature, string Fingerprint, string Keyring);

/// <param name="Edition">Name of the image inside <c>install.wim</c>.</param>
/// <param name="Drivers">Folder of this system on the virtio driver disc: <c>2k22</c>.</param>
public sealed record InstallationMedium(string Edition, string Drivers);
