using System.Security.Cryptography;

namespace Slipway;

/// <summary>The public handle of a run: 32 hex digits, the secret by which a client polls it.</summary>
public readonly record struct AsyncKey(string Value)
{
    public static AsyncKey New() => new(RandomNumberGenerator.GetHexString(32, lowercase: true));

    public override string ToString() => Value;
}
