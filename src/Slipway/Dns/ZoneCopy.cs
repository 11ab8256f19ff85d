using Microsoft.Extensions.Logging;
using Slipway.Storage;

namespace Slipway.Dns;

/// <summary>
/// Makes the DNS server's copy of a zone what the rows say, whatever it is now. Called by whoever has the zone's lock; may be repeated, and
/// is until it succeeds.
/// </summary>
public sealed partial class ZoneCopy(Database database, IDnsServer server, TimeProvider clock, ILogger<ZoneCopy> log)
{
    /// <summary>Nothing to do when the zone is not marked.</summary>
    /// <param name="keepMark">More is to follow.</param>
    public async Task<Result<Unit>> WriteAsync(string name, CancellationToken cancellationToken, bool keepMark = false)
    {
        var contents = await database.ReadAsync(
            async session => await ZoneStore.FindAsync(session, name) is { } zone ? await RecordStore.ContentsAsync(session, zone) : null, cancellationToken);
        if (contents?.Zone.DirtySince is not { } mark)
        {
            return Unit.Value;
        }

        if (contents.Zone.Deleted)
        {
            return await RemoveAsync(contents.Zone, cancellationToken);
        }

        if (!(await server.FindAsync(name, cancellationToken)).TryGet(out var served, out var failure))
        {
            return failure;
        }

        if (served is { IsOurs: false })
        {
            LogNotOurs(name, served.Holder);
            return DnsFailures.NotOurs(name);
        }

        var written = served is null ? await server.CreateAsync(contents.Zone, RrSet.Of(contents), cancellationToken) : await CorrectAsync(contents, served, cancellationToken);
        if (written.Failure is { } refused)
        {
            return refused;
        }

        if (!keepMark)
        {
            await database.InTransactionAsync(transaction => ZoneStore.ClearAsync(transaction, contents.Zone.Id, mark), cancellationToken);
        }

        return Unit.Value;
    }

    private async Task<Result<Unit>> RemoveAsync(Zone zone, CancellationToken cancellationToken)
    {
        if (!(await server.HolderAsync(zone.Name, cancellationToken)).TryGet(out var holder, out var failure))
        {
            return failure;
        }

        if (holder == ServedZone.Ours && (await server.RemoveAsync(zone.Name, cancellationToken)).Failure is { } refused)
        {
            return refused;
        }

        await database.InTransactionAsync(transaction => ZoneStore.DeleteAsync(transaction, zone.Id), cancellationToken);
        return Unit.Value;
    }

    private async Task<Result<Unit>> CorrectAsync(ZoneContents contents, ServedZone served, CancellationToken cancellationToken)
    {
        if (!served.HasKindOf(contents.Zone) && (await server.SetKindAsync(contents.Zone, cancellationToken)).Failure is { } failure)
        {
            return failure;
        }

        if (contents.Zone.Kind == ZoneKind.Slave || RrSet.Changes(served.Sets, RrSet.Of(contents)).Count == 0)
        {
            return Unit.Value;
        }

        // Secondaries have taken what is served now; they take what follows only under a higher number.
        if (contents.SoaRecord is { } record && Soa.Parse(record.Content) is { } soa && served.Serial >= soa.Serial)
        {
            var raised = record with { Content = (soa with { Serial = Soa.Next(served.Serial.Value, clock.GetUtcNow()) }).ToString() };
            await database.InTransactionAsync(transaction => RecordStore.SetContentAsync(transaction, record, raised.Content), cancellationToken);
            contents = contents with { Records = [.. contents.Records.Select(each => each.Id == raised.Id ? raised : each)] };
        }

        LogCorrected(contents.Zone.Name);
        return await server.ChangeAsync(contents.Zone.Name, RrSet.Changes(served.Sets, RrSet.Of(contents)), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "what differs in the DNS server's copy of {Zone} is written anew")]
    private partial void LogCorrected(string zone);

    [LoggerMessage(Level = LogLevel.Error, Message = "the DNS server has a zone {Zone} of account '{Holder}', which was not made here and is not touched; see docs/guides/dns.md")]
    private partial void LogNotOurs(string zone, string holder);
}
