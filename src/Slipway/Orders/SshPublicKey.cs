using System.Buffers.Binary;
using System.Text;

namespace Slipway.Orders;

/// <summary>A public key in the one-line form of OpenSSH (RFC 4253 section 6.6 for what is inside the base64).</summary>
public static class SshPublicKey
{
    private static readonly string[] Types =
    [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    public static Result<string> Check(string text)
    {
        var parts = text.Trim().Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        return text.Trim().Any(char.IsControl) || text.Length > 16_384 || parts.Length < 2 || !Types.Contains(parts[0]) || !Names(parts[1], parts[0])
            ? OrderFailures.Invalid("ssh_key", $"give one OpenSSH public key in one line, such as 'ssh-ed25519 AAAA... name'. Types: {string.Join(", ", Types)}.")
            : text.Trim();
    }

    /// <summary>The blob begins with the length and the name of its type.</summary>
    private static bool Names(string base64, string type)
    {
        var blob = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, blob, out var length) && length > 4 + type.Length
            && BinaryPrimitives.ReadInt32BigEndian(blob) == type.Length
            && Encoding.ASCII.GetString(blob, 4, type.Length) == type;
    }
}
