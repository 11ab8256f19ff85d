using System.Text.RegularExpressions;

namespace Slipway.Catalog;

/// <summary>The block <c>image</c> of a system's recipe.</summary>
internal static partial class OsImageReader
{
    public static OsImage Read(YamlMap recipe)
    {
        var map = recipe.Map("image");
        var image = new OsImage(map.Text("source"), map.TextOrNull("suite"));
        switch (image.Source)
        {
            case "debian" when image.Suite is null:
                recipe.Mistake("image", "an image built from Debian names its suite");
                break;
            case "debian" or "":
                break;
            case "vendor":
                image = image with { Download = map.Has("url") ? ReadDownload(map) : null };
                break;
            case "iso":
                image = image with { Medium = new InstallationMedium(map.Text("edition"), map.Text("drivers")) };
                break;
            default:
                map.Mistake("source", $"'source' must be debian, vendor or iso, not '{image.Source}'");
                break;
        }

        map.End();
        return image;
    }

    private static VendorDownload ReadDownload(YamlMap map)
    {
        var format = map.Text("format");
        if (format is not ("qcow2" or "raw" or ""))
        {
            map.Mistake("format", "'format' must be qcow2 or raw");
        }

        var sha256 = map.TextOrNull("sha256")?.ToLowerInvariant();
        if (sha256 is not null && !Sha256().IsMatch(sha256))
        {
            map.Mistake("sha256", "'sha256' must be 64 hex digits");
        }

        if ((sha256 is null) == !map.Has("checksums"))
        {
            map.Mistake("url", "what is fetched has to be checked: give 'checksums' with 'signature', or 'sha256'");
        }

        var checksums = map.Has("checksums") ? Address(map, "checksums") : null;
        var download = new VendorDownload(Address(map, "url"), format, checksums, sha256, checksums is null ? null : ReadSigning(map));
        // Whoever can change the image on its way could change the checksum as well.
        if (checksums is not null && download.Signing is null && (!IsEncrypted(download.Url) || !IsEncrypted(checksums)))
        {
            map.Mistake("signature", "what nobody has signed is fetched by https only");
        }

        return download;
    }

    private static ChecksumSigning? ReadSigning(YamlMap map)
    {
        var signature = map.Text("signature");
        if (signature is "none" or "")
        {
            return null;
        }

        var key = map.Text("key").Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        if (key.Length > 0 && !Fingerprint().IsMatch(key))
        {
            map.Mistake("key", "'key' must be the full fingerprint of the signing key, 40 hex digits");
        }

        var keyring = map.Text("keyring");
        if (keyring.Length > 0 && !FileName().IsMatch(keyring))
        {
            map.Mistake("keyring", "'keyring' must be the name of a file in keys/, such as vendor.gpg");
        }

        return new ChecksumSigning(signature == "inline" ? null : Address(map, "signature"), key, keyring);
    }

    private static Uri Address(YamlMap map, string key)
    {
        var text = map.Text(key);
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "https" or "http")
        {
            return url;
        }

        if (text.Length > 0)
        {
            map.Mistake(key, $"'{key}' must be an address such as https://host/path");
        }

        return new Uri("https://invalid/");
    }

    private static bool IsEncrypted(Uri url) => url.Scheme == "https";

    [GeneratedRegex(@"\A[0-9a-f]{64}\z")]
    private static partial Regex Sha256();

    [GeneratedRegex(@"\A[0-9A-F]{40}\z")]
    private static partial Regex Fingerprint();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]*\z")]
    private static partial Regex FileName();
}
