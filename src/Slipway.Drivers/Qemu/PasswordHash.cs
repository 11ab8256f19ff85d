using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Slipway.Drivers.Qemu;

/// <summary>The password as <c>/etc/shadow</c> keeps it: SHA-512-crypt, made by the system's own crypt(3).</summary>
internal static class PasswordHash
{
    private const string SaltLetters = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly Lock Gate = new();

    public static string Sha512Crypt(Secret password) => Crypt(password.Reveal(), $"$6${RandomNumberGenerator.GetString(SaltLetters, 16)}");

    internal static string Crypt(string password, string setting)
    {
        // crypt(3) answers in a buffer of its own, one for the whole process.
        lock (Gate)
        {
            var hash = Marshal.PtrToStringUTF8(Native(password, setting));
            return hash is not null && hash.StartsWith("$6$", StringComparison.Ordinal)
                ? hash
                : throw new InvalidOperationException("The system's crypt(3) does not know SHA-512.");
        }
    }

    [DllImport("libcrypt.so.1", EntryPoint = "crypt")]
    private static extern nint Native([MarshalAs(UnmanagedType.LPUTF8Str)] string password, [MarshalAs(UnmanagedType.LPUTF8Str)] string setting);
}
