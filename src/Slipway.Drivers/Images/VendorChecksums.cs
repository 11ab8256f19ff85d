namespace Slipway.Drivers.Images;

/// <summary>What the vendor says his image looks like, and whether it is really he who says so.</summary>
internal sealed class VendorChecksums(Download download, SignatureCheck signatures)
{
    public async Task<Result<VendorStatement>> AskAsync(VendorImage image, CancellationToken cancellationToken)
    {
        if (image.Checksums is not { } address)
        {
            return new VendorStatement(image.Sha256!, null);
        }

        if (!(await download.SmallAsync(address, cancellationToken)).TryGet(out var text, out var failure))
        {
            return failure;
        }

        if (image.Signing is { } signing)
        {
            byte[]? signature = null;
            if (signing.Signature is { } detached && !(await download.SmallAsync(detached, cancellationToken)).TryGet(out signature, out failure))
            {
                return failure;
            }

            if (!(await signatures.CheckAsync(text, signature, signing, address, cancellationToken)).TryGet(out text, out failure))
            {
                return failure;
            }
        }

        var file = Uri.UnescapeDataString(image.Url.Segments[^1]);
        // rocky.qcow2.CHECKSUM is about rocky.qcow2, by whatever name it knows it.
        var alone = address.AbsoluteUri.StartsWith($"{image.Url.AbsoluteUri}.", StringComparison.Ordinal);
        return ChecksumList.Parse(text).Find(file, alone) is { } sha256
            ? new VendorStatement(sha256, image.Signing?.Fingerprint)
            : new Failure(FailureKind.Unavailable, "images.checksum-missing", $"{address} states no SHA-256 of {file}, or two different ones. The vendor may be replacing his files: try again later, or correct the recipe.");
    }
}

/// <param name="SignedBy">Fingerprint of the key; null when nobody has signed.</param>
internal sealed record VendorStatement(string Sha256, string? SignedBy);
