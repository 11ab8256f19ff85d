namespace Slipway.Accounts;

/// <summary>A further person of an account.</summary>
/// <param name="HasPassword">A password has been set for it.</param>
public sealed record Contact(ContactId Id, string Email, string Phone, bool HasPassword, DateTimeOffset CreatedAt);

/// <summary>What is to be changed of a contact; what is null stays.</summary>
public sealed record ContactChange(string? Email, string? Phone, Secret? Password)
{
    public bool IsEmpty => Email is null && Phone is null && Password is null;
}
