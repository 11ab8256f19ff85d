using Microsoft.Extensions.Logging;
using Slipway.Accounts;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Media;

/// <summary>The images of a customer, and the operator's that everybody may use.</summary>
public sealed partial class IsoLibrary(Database database, Runs runs, FetchIso workflow, IsoFolder folder, MediaOptions options, TimeProvider clock, ILogger<IsoLibrary> log)
{
    private const int LongestUrl = 2048;

    /// <summary>Those an account may put into a drive: the operator's, then its own that are there or coming.</summary>
    public Task<IReadOnlyList<Iso>> UsableAsync(Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Iso>>(
            async session => [.. await IsoStore.ListAsync(session, null), .. (await IsoStore.ListAsync(session, caller.AccountId)).Where(iso => iso.Phase != IsoPhase.Refused)], cancellationToken);

    /// <summary>Its own, the newest first; those that were refused are among them.</summary>
    public Task<IReadOnlyList<Iso>> OwnAsync(Caller caller, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Iso>>(async session => await IsoStore.ListAsync(session, caller.AccountId), cancellationToken);

    /// <summary>Which of them is in the drive of the caller's server; null for none.</summary>
    public Task<Result<DriveView>> DriveAsync(Caller caller, ServerId server, CancellationToken cancellationToken) =>
        database.ReadAsync<Result<DriveView>>(
            async session => await ServerQueries.OwnAsync(session, caller, server) is null ? ServerFailures.Unknown(server) : new DriveView(await Drives.DiscOfAsync(session, server)), cancellationToken);

    /// <summary>Begins to fetch an image. One at a time for an account: what they take together is known only when they are there.</summary>
    public async Task<Result<StartedFetch>> UploadAsync(Caller caller, string url, string? sha256, IsoWords words, CancellationToken cancellationToken)
    {
        if (url.Length > LongestUrl || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || !IsoFetching.IsWeb(uri) || uri.UserInfo.Length > 0 || uri.Host.Length == 0)
        {
            return IsoFailures.BadUrl();
        }

        if (sha256 is not null && !Iso.Sha256Form().IsMatch(sha256))
        {
            return IsoFailures.BadSum();
        }

        if (words.Mistake is { } mistake)
        {
            return mistake;
        }

        var shown = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        var name = words.Name ?? (Path.GetFileName(uri.LocalPath) is { Length: > 0 and <= Iso.LongestName } file ? file : uri.Host);
        return await database.InTransactionAsync<StartedFetch>(
            async transaction =>
            {
                // First the lock on the account, so that two requests do not count at the same time.
                _ = await AccountQueries.GetForMoneyAsync(transaction, caller.AccountId);
                var subject = Iso.SubjectOf(caller.AccountId);
                if (await Runs.LiveAsync(transaction, subject) is { } busy)
                {
                    return new Failure(FailureKind.Busy, "media.busy", "another ISO image of this account is being fetched; wait until that is done.", new BusySubject(subject, busy));
                }

                if (await IsoStore.CountAsync(transaction, caller.AccountId) >= options.MostPerAccount)
                {
                    return IsoFailures.TooMany(options.MostPerAccount);
                }

                if (await IsoStore.BytesAsync(transaction, caller.AccountId) >= (long)options.MostGbPerAccount << 30)
                {
                    return IsoFailures.NoRoom(options.MostGbPerAccount);
                }

                var iso = new Iso(
                    0, caller.AccountId, name, words.ShortName ?? "", words.Description ?? "", shown, sha256?.ToLowerInvariant() ?? "", 0, IsoPhase.Pending, null, clock.GetUtcNow());
                iso = iso with { Id = await IsoStore.InsertAsync(transaction, iso) };
                // No server's, so of no location: any daemon may do it.
                var started = await runs.StartAsync(transaction, workflow, FetchIso.Action, subject, "", caller.AccountId, new FetchState(iso.Id, uri.AbsoluteUri, iso.Sha256) { Name = iso.Name });
                return started.TryGet(out var key, out var refused) ? new StartedFetch(iso, key) : refused;
            },
            cancellationToken);
    }

    /// <summary>Other words for the caller's own image.</summary>
    public Task<Result<Iso>> DescribeAsync(Caller caller, int id, IsoWords words, CancellationToken cancellationToken) =>
        database.InTransactionAsync<Iso>(
            async transaction =>
            {
                if (words.Mistake is { } mistake)
                {
                    return mistake;
                }

                if (await IsoStore.FindForUpdateAsync(transaction, id) is not { } iso || iso.AccountId != caller.AccountId)
                {
                    return IsoFailures.Unknown($"{id}");
                }

                var described = iso with { Name = words.Name ?? iso.Name, ShortName = words.ShortName ?? iso.ShortName, Description = words.Description ?? iso.Description };
                await IsoStore.DescribeAsync(transaction, described);
                return described;
            },
            cancellationToken);

    /// <summary>Deletes the caller's own image; the operator's when there is no caller. One that is in a drive stays.</summary>
    public async Task<Result<Iso>> DeleteAsync(Caller? caller, int id, CancellationToken cancellationToken)
    {
        var deleted = await database.InTransactionAsync<Iso>(
            async transaction =>
            {
                if (await IsoStore.FindForUpdateAsync(transaction, id) is not { } iso || iso.AccountId != caller?.AccountId)
                {
                    return IsoFailures.Unknown($"{id}");
                }

                if (iso.Phase == IsoPhase.Pending)
                {
                    return IsoFailures.NotReady(iso);
                }

                if (await Drives.WithAsync(transaction, id) is { Count: > 0 } servers)
                {
                    return IsoFailures.InUse(iso, servers);
                }

                await IsoStore.DeleteAsync(transaction, id);
                return iso;
            },
            cancellationToken);
        if (deleted.Succeeded)
        {
            try
            {
                // Should the daemon die in between, or the file not go, it is left without a name, which the operator's list shows.
                folder.Remove(id);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                LogLeft(id, exception);
            }
        }

        return deleted;
    }

    /// <summary>Files that belong to no image: their deletion did not come to its end. The operator may remove them.</summary>
    public async Task<IReadOnlyList<string>> OrphansAsync(CancellationToken cancellationToken)
    {
        // First the files: one that comes meanwhile has its number written down before.
        var files = folder.Numbered();
        var known = (await AllAsync(cancellationToken)).Select(iso => iso.Id).ToHashSet();
        return [.. files.Where(file => !known.Contains(file.Id)).Select(file => file.Path)];
    }

    /// <summary>Everybody's, for the operator.</summary>
    public Task<IReadOnlyList<Iso>> AllAsync(CancellationToken cancellationToken) => database.ReadAsync<IReadOnlyList<Iso>>(async session => await IsoStore.AllAsync(session), cancellationToken);

    /// <summary>A file of the operator's becomes an image that everybody may use.</summary>
    public async Task<Result<Iso>> AddAsync(string file, IsoWords words, CancellationToken cancellationToken)
    {
        if (words.Mistake is { } mistake)
        {
            return mistake;
        }

        if (!await IsoFolder.IsIsoAsync(file, cancellationToken))
        {
            return new Failure(FailureKind.Invalid, "media.not-iso-file", $"'{file}' is no ISO 9660 image.");
        }

        // Written down first, so that its number is its own; ready when the file is there.
        var iso = new Iso(0, null, words.Name ?? Path.GetFileNameWithoutExtension(file), words.ShortName ?? "", words.Description ?? "", "", "", 0, IsoPhase.Pending, null, clock.GetUtcNow());
        iso = iso with { Id = (await database.InTransactionAsync<int>(async transaction => await IsoStore.InsertAsync(transaction, iso), cancellationToken)).Value };
        try
        {
            Fetched copied;
            await using (var from = File.OpenRead(file))
            await using (var to = folder.OpenDraft(iso.Id))
            {
                copied = await IsoFolder.CopyAsync(from, to, long.MaxValue, () => folder.Free, cancellationToken) ?? throw new IOException("There is not enough room for it (Media:KeepFreeGb).");
            }

            folder.Keep(iso.Id);
            await database.InTransactionAsync(transaction => IsoStore.FetchedAsync(transaction, iso.Id, copied.Bytes, copied.Sha256), cancellationToken);
            return iso with { Bytes = copied.Bytes, Sha256 = copied.Sha256, Phase = IsoPhase.Ready };
        }
        catch
        {
            folder.Remove(iso.Id);
            await database.InTransactionAsync(transaction => IsoStore.DeleteAsync(transaction, iso.Id), CancellationToken.None);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "the file of the deleted ISO image {Id} could not be removed; slipwayd iso list shows it")]
    private partial void LogLeft(int id, Exception exception);
}

/// <param name="Key">The run that fetches it.</param>
public sealed record StartedFetch(Iso Iso, AsyncKey Key);

/// <param name="IsoId">Null when the drive is empty.</param>
public sealed record DriveView(int? IsoId);
