using Shouldly;
using Slipway.Catalog;
using Xunit;

namespace Slipway.Tests.Catalog;

/// <summary>The block <c>image</c> of a system's recipe, and those that are shipped.</summary>
public sealed class OsImageTests
{
    private const string Url = "url: https://vendor.example/os.qcow2";
    private const string Signed = "checksums: https://vendor.example/SHA256SUMS, signature: https://vendor.example/SHA256SUMS.gpg, key: D2EB 4462 6FDD C30B 513D 5BB7 1A5D 6C4C 7DB8 7C81, keyring: vendor.gpg";

    [Fact]
    public void A_vendors_image_is_read()
    {
        var download = Read($"source: vendor, {Url}, format: qcow2, {Signed}").Download.ShouldNotBeNull();

        download.Url.ShouldBe(new Uri("https://vendor.example/os.qcow2"));
        download.Signing.ShouldBe(new ChecksumSigning(new Uri("https://vendor.example/SHA256SUMS.gpg"), "D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81", "vendor.gpg"));
        Read($"source: vendor, {Url}, format: raw, {Signed.Replace("https://vendor.example/SHA256SUMS.gpg", "inline", StringComparison.Ordinal)}").Download!.Signing!.Signature.ShouldBeNull();
        Read($"source: vendor, {Url}, format: qcow2, sha256: {new string('A', 64)}").Download!.Sha256.ShouldBe(new string('a', 64));
        Read("source: vendor").Download.ShouldBeNull("the operator provides it");
        Read("source: iso, edition: Windows, drivers: 2k22").Medium.ShouldBe(new InstallationMedium("Windows", "2k22"));
    }

    [Theory]
    [InlineData("source: debian", "names its suite")]
    [InlineData("source: elsewhere", "debian, vendor or iso")]
    [InlineData("source: vendor, " + Url + ", format: vmdk, " + Signed, "qcow2 or raw")]
    [InlineData("source: vendor, " + Url + ", " + Signed, "'format' is missing")]
    [InlineData("source: vendor, " + Url + ", format: qcow2", "has to be checked")]
    [InlineData("source: vendor, " + Url + ", format: qcow2, sha256: 12", "64 hex digits")]
    [InlineData("source: vendor, " + Url + ", format: qcow2, checksums: https://vendor.example/SUMS", "'signature' is missing")]
    [InlineData("source: vendor, " + Url + ", format: qcow2, checksums: http://vendor.example/SUMS, signature: none", "by https only")]
    [InlineData("source: vendor, url: http://vendor.example/os.qcow2, format: qcow2, checksums: https://vendor.example/SUMS, signature: none", "by https only")]
    [InlineData("source: vendor, url: ftp://vendor.example/os.qcow2, format: qcow2, " + Signed, "must be an address")]
    [InlineData("source: vendor, " + Url + ", format: qcow2, checksums: https://vendor.example/SUMS, signature: inline, key: 7DB87C81, keyring: vendor.gpg", "full fingerprint")]
    [InlineData("source: vendor, " + Url + ", format: qcow2, checksums: https://vendor.example/SUMS, signature: inline, key: D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81, keyring: ../vendor.gpg", "name of a file")]
    [InlineData("source: vendor, " + Url + ", format: qcow2, checksums: https://vendor.example/SUMS, signature: none, key: D2EB", "unknown field 'key'")]
    [InlineData("source: iso, drivers: 2k22", "'edition' is missing")]
    [InlineData("source: debian, suite: bookworm, url: https://vendor.example", "unknown field 'url'")]
    public void A_mistake_is_reported_with_its_place(string image, string text)
    {
        var mistake = Load(image).Mistakes.ShouldHaveSingleItem();
        mistake.Text.ShouldContain(text);
        mistake.Line.ShouldBe(7);
    }

    [Fact]
    public void Every_shipped_system_has_a_source_and_says_whether_it_was_tested()
    {
        foreach (var os in ShippedCatalog.Snapshot.Systems)
        {
            (os.Image.Suite is not null || os.Image.Download is not null || os.Image.Medium is not null).ShouldBeTrue(os.Key);
            CatalogFile.Shipped().Single(file => file.Name == $"catalog/os/{os.Key}.yaml").Text.ShouldContain("\ntested: ");
        }
    }

    [Fact]
    public void Every_shipped_vendors_image_is_fetched_by_https_and_its_keyring_is_shipped()
    {
        foreach (var download in ShippedCatalog.Snapshot.Systems.Select(os => os.Image.Download).OfType<VendorDownload>())
        {
            download.Url.Scheme.ShouldBe("https");
            if (download.Signing is { } signing)
            {
                // A packet of a public key holds its fingerprint nowhere, but the keyring is not empty; the conformance tests ask gpg.
                SigningKeys.Find(signing.Keyring, null).ShouldNotBeNull(signing.Keyring).Length.ShouldBeGreaterThan(100);
            }
        }
    }

    [Fact]
    public void An_operators_keyring_is_taken_before_a_shipped_one()
    {
        var folder = Directory.CreateTempSubdirectory("swk-").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "keys"));
            File.WriteAllBytes(Path.Combine(folder, "keys", "almalinux-9.gpg"), [1, 2, 3]);

            SigningKeys.Find("almalinux-9.gpg", folder).ShouldBe([1, 2, 3]);
            SigningKeys.Find("ubuntu-cloudimage.gpg", folder)!.Length.ShouldBeGreaterThan(3);
            SigningKeys.Find("nobody.gpg", folder).ShouldBeNull();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static OsImage Read(string image) => Load(image).OrThrow().Systems.Single().Image;

    private static Loaded<CatalogRecipes> Load(string image) => CatalogLoader.LoadRecipes(
        [new CatalogFile("catalog/os/some-1.yaml", $"id: 1\nname: Some\nalias: some\nfamily: linux\nkinds: [vm]\nminimum: {{cores: 1, ram_gb: 1, disk_gb: 5}}\nimage: {{{image}}}\n")]);
}
