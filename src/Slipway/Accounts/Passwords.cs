namespace Slipway.Accounts;

/// <summary>What a password must be like: long enough, and nothing else that makes people write it down.</summary>
public static class Passwords
{
    public const int Shortest = 8;
    public const int Longest = 128;

    /// <summary>Null if it will do.</summary>
    /// <param name="field">What the asker calls it.</param>
    public static Failure? Check(string field, Secret password) =>
        password.Reveal() is { Length: < Shortest or > Longest } || password.Reveal().Any(char.IsControl)
            ? new Failure(FailureKind.Invalid, "accounts.password-invalid", $"{field}: {Shortest} to {Longest} characters are allowed, without control characters.")
            : null;
}

/// <summary>Makes of a password what may be stored: salted and slow. The executable brings the implementation, because that is ASP.NET's.</summary>
public interface IPasswordHash
{
    string Of(Secret password);

    /// <summary>Without a hash the answer is no, after the same work: how long it takes tells nobody whether there is such a user.</summary>
    bool Fits(Secret password, string? hash);
}
