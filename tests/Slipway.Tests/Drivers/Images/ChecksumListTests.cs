using System.Text;
using Shouldly;
using Slipway.Drivers.Images;
using Xunit;

namespace Slipway.Tests.Drivers.Images;

public sealed class ChecksumListTests
{
    private static readonly string One = new('1', 64);
    private static readonly string Two = new('2', 64);

    [Theory]
    [InlineData("{1} *ubuntu.img\n{2} *other.img\n", "as sha256sum -b writes it")]
    [InlineData("{1}  ubuntu.img\r\n{2}  other.img\r\n", "text mode, line ends of Windows")]
    [InlineData("{1}  ./ubuntu.img\n", "found in a folder")]
    [InlineData("# ubuntu.img: 12 bytes\nSHA256 (ubuntu.img) = {1}\nSHA256 (other.img) = {2}", "as BSD writes it")]
    [InlineData("Hash: SHA256\n\n{1}  ubuntu.img\n{1}  ubuntu.img\n", "said twice, the same")]
    public void A_checksum_is_found(string text, string why) => Find(text, "ubuntu.img").ShouldBe(One, why);

    [Theory]
    [InlineData("{1}  ubuntu.img.xz\n{1}  my-ubuntu.img\n{1}  old/ubuntu.img\n", "only similar names")]
    [InlineData("{1}  ubuntu.img\n{2}  ubuntu.img\n", "two different ones")]
    [InlineData("SHA512 (ubuntu.img) = {1}\n", "another kind of checksum")]
    [InlineData("{1}{2}  ubuntu.img\n", "too long")]
    [InlineData("<html>{1}  ubuntu.img</html>\n", "not a list")]
    [InlineData("", "nothing")]
    public void What_is_not_certain_is_not_found(string text, string why) => Find(text, "ubuntu.img").ShouldBeNull(why);

    [Fact]
    public void A_list_of_one_file_is_about_this_file_by_whatever_name()
    {
        Find("SHA256 (Rocky-9.5-2026.qcow2) = {1}\n", "Rocky-9.latest.qcow2", alone: true).ShouldBe(One);
        Find("SHA256 (Rocky-9.5-2026.qcow2) = {1}\n", "Rocky-9.latest.qcow2").ShouldBeNull();
        Find("{1}  a\n{2}  b\n", "Rocky-9.latest.qcow2", alone: true).ShouldBeNull();
    }

    private static string? Find(string text, string file, bool alone = false) =>
        ChecksumList.Parse(Encoding.UTF8.GetBytes(text.Replace("{1}", One, StringComparison.Ordinal).Replace("{2}", Two, StringComparison.Ordinal))).Find(file, alone);
}
