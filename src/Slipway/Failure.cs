namespace Slipway;

/// <summary>
/// A refusal: part of the contract, returned as a value. <paramref name="Kind"/> decides what machinery does,
/// <paramref name="Code"/> is the stable name of this very refusal (<c>catalog.software-incompatible</c>),
/// <paramref name="Message"/> is for the customer, and <paramref name="Facts"/> lets an edge word it its own way.
/// </summary>
public sealed record Failure(FailureKind Kind, string Code, string Message, object? Facts = null)
{
    public override string ToString() => $"{Code}: {Message}";
}

/// <summary>Few kinds, switched on exhaustively. <see cref="Unavailable"/> is the only transient one.</summary>
public enum FailureKind
{
    Invalid,
    Unauthenticated,
    Forbidden,
    NotFound,
    Busy,
    PaymentRequired,
    OutOfStock,
    Unsupported,
    Unavailable,
}
