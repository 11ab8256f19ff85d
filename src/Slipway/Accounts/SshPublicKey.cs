using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Slipway.Accounts;

/// <summary>A public key in the one-line form of OpenSSH (RFC 4253 section 6.6 for what is inside the base64).</summary>
/// <param name="Line">As it was given: type, material and, if there is one, the comment.</param>
/// <param name="Fingerprint">As <c>ssh-keygen -l</c> prints it: <c>SHA256:...</c></param>
public sealed record SshPublicKey(string Line, string Type, string Comment, string Fingerprint)
{
    private const int LongestLine = 16_384;
    private const int FewestRsaBits = 2048;

    private static readonly string[] Types =
    [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    /// <summary>Types that OpenSSH knows or knew, and nobody should use.</summary>
    private static readonly string[] Weak = ["ssh-dss", "ssh-rsa1"];

    private static readonly string Form = $"give one OpenSSH public key in one line, such as 'ssh-ed25519 AAAA... name'. Types: {string.Join(", ", Types)}.";

    /// <param name="field">What the asker calls it.</param>
    public static Result<SshPublicKey> Read(string field, string text)
    {
        var line = text.Trim();
        var parts = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        if (line.StartsWith("-----BEGIN", StringComparison.Ordinal))
        {
            return Invalid(field, $"this looks like a private key, which you should never give away; {Form}");
        }

        if (text.Length > LongestLine || line.Any(char.IsControl) || parts.Length < 2)
        {
            return Invalid(field, Form);
        }

        if (Weak.Contains(parts[0]))
        {
            return Invalid(field, $"{parts[0]} keys are too weak; {Form}");
        }

        if (!Types.Contains(parts[0]))
        {
            return Invalid(field, Form);
        }

        var blob = new byte[parts[1].Length];
        if (!Convert.TryFromBase64String(parts[1], blob, out var length))
        {
            return Invalid(field, $"what follows {parts[0]} is no base64: the key is cut off or broken. {Form}");
        }

        var material = blob.AsSpan(0, length);
        var fields = Fields(material);
        if (fields is null || fields.Count < 2 || Encoding.ASCII.GetString(fields[0]) != parts[0] || !Holds(parts[0], fields))
        {
            return Invalid(field, $"what follows {parts[0]} is not the material of such a key: it is cut off or broken. {Form}");
        }

        if (parts[0] == "ssh-rsa" && new BigInteger(fields[2], isUnsigned: true, isBigEndian: true).GetBitLength() is < FewestRsaBits and var bits)
        {
            return Invalid(field, $"an RSA key of {bits} bits is too weak; give one of at least {FewestRsaBits} bits, or better an ssh-ed25519 key.");
        }

        return new SshPublicKey(line, parts[0], parts.Length > 2 ? parts[2] : "", $"SHA256:{Convert.ToBase64String(SHA256.HashData(material)).TrimEnd('=')}");
    }

    /// <summary>The strings of the blob, each after its length; null when they do not fill it exactly.</summary>
    private static List<byte[]>? Fields(ReadOnlySpan<byte> blob)
    {
        var fields = new List<byte[]>();
        while (!blob.IsEmpty)
        {
            if (blob.Length < 4 || BinaryPrimitives.ReadUInt32BigEndian(blob) is var length && length > blob.Length - 4)
            {
                return null;
            }

            fields.Add(blob.Slice(4, (int)length).ToArray());
            blob = blob[(4 + (int)length)..];
        }

        return fields;
    }

    private static bool Holds(string type, List<byte[]> fields) => type switch
    {
        "ssh-ed25519" => fields.Count == 2 && fields[1].Length == 32,
        "ssh-rsa" => fields.Count == 3 && fields[1].Length > 0 && fields[2].Length > 0,
        "sk-ssh-ed25519@openssh.com" => fields.Count == 3 && fields[1].Length == 32,
        "sk-ecdsa-sha2-nistp256@openssh.com" => fields.Count == 4 && IsPoint(fields[2], 32),
        _ => fields.Count == 3 && Encoding.ASCII.GetString(fields[1]) == type["ecdsa-sha2-".Length..] && IsPoint(fields[2], type switch { "ecdsa-sha2-nistp256" => 32, "ecdsa-sha2-nistp384" => 48, _ => 66 }),
    };

    // Uncompressed, as OpenSSH writes it: 4, x, y.
    private static bool IsPoint(byte[] point, int coordinate) => point.Length == 1 + (2 * coordinate) && point[0] == 4;

    private static Failure Invalid(string field, string allowed) => new(FailureKind.Invalid, "accounts.ssh-key-invalid", $"{field}: {allowed}");
}
