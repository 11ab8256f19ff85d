using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>
/// Writes down what was done to a server and is no run, in the transaction that does it. Runs tell their own story; both together are its history.
/// </summary>
public static class ServerEvents
{
    public const string Customer = "customer";
    public const string Operator = "operator";
    public const string Platform = "platform";

    private const int LongestNote = 500;

    /// <param name="kind">What happened, in a word or two: <c>renamed</c>, <c>address added</c>.</param>
    /// <param name="note">Which, for the customer to read. No secret.</param>
    /// <param name="actor"><c>customer</c>, <c>operator</c> or <c>platform</c>.</param>
    public static Task AddAsync(DatabaseTransaction transaction, Server server, string kind, string note, string actor, DateTimeOffset now) =>
        ServerStore.AddEventAsync(transaction, server, kind, note.Length > LongestNote ? note[..LongestNote] : note, actor, now);
}
