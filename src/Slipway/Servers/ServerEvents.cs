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

    /// <summary>A customer gave up additional addresses; the note names them, separated by commas.</summary>
    public const string AddressesRemoved = "addresses removed";

    /// <summary>A public address leads to the management module.</summary>
    public const string NatOpened = "static nat";

    private const int LongestNote = 500;

    // As many as a note has room for.
    private const int MostAddressesOfNote = 25;

    /// <param name="kind">What happened, in a word or two: <c>renamed</c>, <c>address added</c>.</param>
    /// <param name="note">Which, for the customer to read. No secret.</param>
    /// <param name="actor"><c>customer</c>, <c>operator</c> or <c>platform</c>.</param>
    public static Task AddAsync(DatabaseTransaction transaction, Server server, string kind, string note, string actor, DateTimeOffset now) =>
        ServerStore.AddEventAsync(transaction, server, kind, note.Length > LongestNote ? note[..LongestNote] : note, actor, now);

    /// <summary>All of them are named, in as many events as that takes.</summary>
    public static async Task AddressesRemovedAsync(DatabaseTransaction transaction, Server server, IEnumerable<string> ips, DateTimeOffset now)
    {
        foreach (var part in ips.Chunk(MostAddressesOfNote))
        {
            await AddAsync(transaction, server, AddressesRemoved, string.Join(", ", part), Customer, now);
        }
    }

    /// <summary>How many addresses the account has taken from the pools since then without keeping them: additional ones that it removed, and those of ways to modules.</summary>
    public static async Task<int> AddressesUsedUpAsync(DatabaseSession session, AccountId account, DateTimeOffset since) =>
        (await ServerStore.EventsOfAccountAsync(session, account, (AddressesRemoved, NatOpened), since)).Sum(happened => happened.Kind == NatOpened ? 1 : happened.Note.Count(sign => sign == ',') + 1);
}
