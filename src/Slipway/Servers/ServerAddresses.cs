using Slipway.Accounts;
using Slipway.Network;
using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>The caller's own addresses: whose they are, and their names in the reverse zone.</summary>
public sealed class ServerAddresses(Database database, IReverseDns names, Changes changes, TimeProvider clock)
{
    /// <summary>Names of one address.</summary>
    public const int MostNames = 16;

    /// <summary>An address of any server of the caller's.</summary>
    public async Task<Result<OwnAddress>> FindAsync(Caller caller, string ip, CancellationToken cancellationToken) =>
        Address.Parse(ip) is { } address && await database.ReadAsync(session => OwnAsync(session, caller, address), cancellationToken) is { } own
            ? own
            : NetworkFailures.NotYours(ip);

    /// <summary>An address of this server of the caller's.</summary>
    public async Task<Result<OwnAddress>> FindAsync(Caller caller, ServerId id, string ip, CancellationToken cancellationToken)
    {
        if (await database.ReadAsync(session => ServerQueries.OwnAsync(session, caller, id), cancellationToken) is null)
        {
            return ServerFailures.Unknown(id);
        }

        return (await FindAsync(caller, ip, cancellationToken)).TryGet(out var own, out _) && own.Server.Id == id ? own : NetworkFailures.NoAddress(ip);
    }

    /// <summary>The address has these names afterwards; none takes them away.</summary>
    public async Task<Result<NamedAddress>> NameAsync(Caller caller, ServerId id, string ip, IReadOnlyList<string> wanted, CancellationToken cancellationToken)
    {
        if (!Check(wanted).TryGet(out var checkedNames, out var mistake))
        {
            return mistake;
        }

        var named = await database.InTransactionAsync<string>(
            async transaction =>
            {
                if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server)
                {
                    return ServerFailures.Unknown(id);
                }

                if (Address.Parse(ip) is not { } address || (await Addresses.OfAsync(transaction, id)).All(own => own.Ip != address))
                {
                    return NetworkFailures.NoAddress(ip);
                }

                if ((await names.SetAsync(transaction, address, checkedNames)).Failure is { } refused)
                {
                    return refused;
                }

                await Addresses.SetPtrAsync(transaction, id, address, string.Join('\n', checkedNames));
                await ServerEvents.AddAsync(transaction, server, "reverse name", checkedNames.Count == 0 ? $"{address}: none" : $"{address}: {string.Join(", ", checkedNames)}", "customer", clock.GetUtcNow());
                changes.Touch(transaction, $"account:{server.AccountId}");
                return address;
            },
            cancellationToken);
        if (!named.TryGet(out var done, out var failure))
        {
            return failure;
        }

        // It is durable, and published by itself later when the DNS server does not answer now.
        var published = await names.PublishAsync(done, cancellationToken);
        return new NamedAddress(checkedNames, published.Succeeded);
    }

    private static async Task<OwnAddress?> OwnAsync(DatabaseSession session, Caller caller, string ip) =>
        await Addresses.FindAsync(session, ip) is { } held && await ServerQueries.OwnAsync(session, caller, held.Server) is { } server
            ? new OwnAddress(server, held, (await Addresses.OfAsync(session, server.Id)).First(address => address.Main).Ip)
            : null;

    private static Result<List<string>> Check(IReadOnlyList<string> wanted)
    {
        if (wanted.Count > MostNames)
        {
            return NetworkFailures.Invalid("ptr", $"an address has at most {MostNames} names.");
        }

        var names = new List<string>();
        foreach (var text in wanted)
        {
            var bare = text.EndsWith('.') ? text[..^1] : text;
            if (!bare.Contains('.', StringComparison.Ordinal) || !Hostname.Check(bare).TryGet(out var name, out _))
            {
                return NetworkFailures.Invalid(
                    "ptr", $"'{(text.Length > 60 ? text[..60] : text)}' is no host name such as mail.example.org: labels of letters, digits and hyphens (not at an end), at least two of them, up to 63 characters each and 253 in all.");
            }

            if (!names.Contains(name))
            {
                names.Add(name);
            }
        }

        return names;
    }
}

/// <param name="Published">False when the DNS server did not answer: the names are kept, and published by themselves once it does.</param>
public sealed record NamedAddress(IReadOnlyList<string> Names, bool Published);

/// <param name="MainIp">The main address of its server.</param>
public sealed record OwnAddress(Server Server, HeldAddress Held, string MainIp)
{
    public Address Address => Held.Address;

    /// <summary>Hardware address of the port it is on.</summary>
    public string Mac => Address.MacOf(Server.PortIpOf(MainIp));
}
