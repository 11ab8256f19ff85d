using System.Text.RegularExpressions;
using Slipway.Accounts;
using Slipway.Storage;

namespace Slipway.Servers;

/// <summary>The customer's notes on a server: a name has one value.</summary>
public sealed partial class Tags(Database database, Changes changes, RenameServer rename)
{
    /// <summary>The tag that is the host name; setting it renames the server.</summary>
    public const string HostnameTag = "hostname";

    private const int MostTags = 100;
    private const int LongestValue = 256;

    // Names under which clients keep secrets or system facts: never stored for them.
    private static readonly string[] Reserved = ["password", "root_pass", "rootpassword", "os"];

    /// <summary>Sets or replaces.</summary>
    public async Task<Result<Tag>> SetAsync(Caller caller, ServerId id, string? name, string? value, string? extra, CancellationToken cancellationToken)
    {
        value ??= "";
        extra ??= "";
        if (string.Equals(name, HostnameTag, StringComparison.OrdinalIgnoreCase))
        {
            var renamed = await rename.RunAsync(caller, id, value, cancellationToken);
            return renamed.TryGet(out var server, out var failure) ? HostnameOf(server) : failure;
        }

        if (Mistake(name, value, extra) is { } mistake)
        {
            return new Failure(FailureKind.Invalid, "servers.tag-invalid", mistake);
        }

        return await database.InTransactionAsync<Tag>(
            async transaction =>
            {
                if (await ServerQueries.OwnAsync(transaction, caller, id) is null)
                {
                    return ServerFailures.Unknown(id);
                }

                var others = (await ServerStore.TagsAsync(transaction, id)).Count(tag => tag.Name != name);
                if (others >= MostTags)
                {
                    return new Failure(FailureKind.Invalid, "servers.too-many-tags", $"tag: a server has at most {MostTags} tags; remove one first.");
                }

                changes.Touch(transaction, $"account:{caller.AccountId}");
                return await ServerStore.SetTagAsync(transaction, id, name!, value, extra) is { } row ? new Tag(row, name!, value, extra) : OfThePlatform(name!);
            },
            cancellationToken);
    }

    /// <summary>Removing a tag that is not there is no failure.</summary>
    public Task<Result<Unit>> RemoveAsync(Caller caller, ServerId id, string? name, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Unit>(
            async transaction =>
            {
                if (string.IsNullOrEmpty(name))
                {
                    return new Failure(FailureKind.Invalid, "servers.tag-invalid", "tag: give the name of the tag.");
                }

                if (await ServerQueries.OwnAsync(transaction, caller, id) is null)
                {
                    return ServerFailures.Unknown(id);
                }

                if ((await ServerStore.AllTagsAsync(transaction, id)).Exists(tag => tag.Internal && tag.Name == name))
                {
                    return OfThePlatform(name);
                }

                changes.Touch(transaction, $"account:{caller.AccountId}");
                await ServerStore.RemoveTagAsync(transaction, id, name);
                return Unit.Value;
            },
            cancellationToken);

    /// <summary>Removes all that the customer has set; answers how many.</summary>
    public Task<Result<int>> ClearAsync(Caller caller, ServerId id, CancellationToken cancellationToken) =>
        database.InTransactionAsync<int>(
            async transaction =>
            {
                if (await ServerQueries.OwnAsync(transaction, caller, id) is null)
                {
                    return ServerFailures.Unknown(id);
                }

                changes.Touch(transaction, $"account:{caller.AccountId}");
                return await ServerStore.ClearTagsAsync(transaction, id);
            },
            cancellationToken);

    /// <summary>The tags of a server, the host name first; those of the platform only if they are asked for.</summary>
    public async Task<Result<IReadOnlyList<Tag>>> ListAsync(Caller caller, ServerId id, bool withInternal, CancellationToken cancellationToken) =>
        await database.ReadAsync<Result<IReadOnlyList<Tag>>>(
            async session => await ServerQueries.OwnAsync(session, caller, id) is { } server
                ? new[] { HostnameOf(server) }.Concat((await ServerStore.AllTagsAsync(session, id)).Where(tag => withInternal || !tag.Internal)).ToArray()
                : ServerFailures.Unknown(id),
            cancellationToken);

    /// <summary>
    /// The caller's listed servers with a tag whose value holds the text, or whose name is the text, in any case of its letters. In a value a
    /// <c>*</c> stands for anything; every other sign for itself. A part of a name finds nothing: every server has a tag called hostname.
    /// </summary>
    public async Task<Result<IReadOnlyList<ServerId>>> SearchAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        if (text.Length > LongestValue)
        {
            return new Failure(FailureKind.Invalid, "servers.tag-search-invalid", $"value: at most {LongestValue} characters are allowed.");
        }

        // Without backtracking: the time does not depend on what is asked.
        var pattern = new Regex(Regex.Escape(text).Replace("\\*", ".*", StringComparison.Ordinal), RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        return await database.ReadAsync<Result<IReadOnlyList<ServerId>>>(
            async session =>
            {
                var tagged = (await ServerStore.TagsOfAccountAsync(session, caller.AccountId)).Where(tag => IsName(tag.Name) || pattern.IsMatch(tag.Value)).Select(tag => tag.Server).ToHashSet();
                return (await ServerStore.ListAsync(session, caller.AccountId))
                    .Where(server => server.State != ServerState.AwaitingPayment && caller.Sees(server.Id) && (tagged.Contains(server.Id) || IsName(HostnameTag) || pattern.IsMatch(server.Hostname)))
                    .Select(server => server.Id)
                    .ToArray();
            },
            cancellationToken);

        bool IsName(string name) => name.Equals(text, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The host name as a tag; it has no row of its own, so it can never disagree. Its id is outside the range of rows.</summary>
    public static Tag HostnameOf(Server server) => new(1_000_000_000 + server.Id.Value, HostnameTag, server.Hostname, "");

    private static Failure OfThePlatform(string name) => new(FailureKind.Forbidden, "servers.tag-internal", $"tag: '{name}' is set by the platform and cannot be changed.");

    private static string? Mistake(string? name, string value, string extra) =>
        name is null || !Name().IsMatch(name) ? "tag: allowed are 1 to 32 letters, digits, hyphens, underscores and dots."
        : Reserved.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"tag: '{name}' is reserved by the platform; choose another name."
        : value.Length > LongestValue ? $"value: too long, at most {LongestValue} characters."
        : extra.Length > 16384 ? "extra: too long, at most 16384 characters."
        : null;

    [GeneratedRegex("^[A-Za-z0-9_.-]{1,32}\\z")]
    private static partial Regex Name();
}
