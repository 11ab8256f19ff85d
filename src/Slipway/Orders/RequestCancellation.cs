using Slipway.Accounts;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Orders;

/// <summary>
/// The customer's wish to leave: now, or at the end of the period that is paid. A server that is not handed over yet is
/// withdrawn instead: its run undoes itself and the money goes back.
/// </summary>
public sealed class RequestCancellation(Database database, Runs runs, TerminateServer workflow, Changes changes, TimeProvider clock)
{
    public static readonly Failure Withdrawn = new(FailureKind.Invalid, "orders.withdrawn", "The order was cancelled by the customer.");

    public Task<Result<RequestedCancellation>> RunAsync(Caller caller, ServerId id, bool immediate, string reason, CancellationToken cancellationToken) =>
        database.InTransactionAsync<RequestedCancellation>(
            async transaction =>
            {
                if (caller.MayUseAccount() is { } refused)
                {
                    return refused;
                }

                if (reason.Length > 4096)
                {
                    return OrderFailures.Invalid("cancellation_reason", "at most 4096 characters are allowed.");
                }

                if (await ServerStates.FindOwnAsync(transaction, caller, id) is not { } server || await OrderStore.FindAsync(transaction, id) is not { } order)
                {
                    return ServerFailures.Unknown(id);
                }

                var now = clock.GetUtcNow();
                var subject = TerminateServer.SubjectOf(id);
                var scheduled = await Runs.LiveAsync(transaction, subject);
                await OrderStore.InsertCancellationAsync(transaction, caller.AccountId, id, immediate, reason, now);
                changes.Touch(transaction, $"account:{caller.AccountId}");
                // Not handed over yet, and not wanted any more; one that is wanted to the end of its period is delivered first.
                if (server.State != ServerState.Active && (immediate || server.State != ServerState.Deploying))
                {
                    var live = await Runs.LiveAsync(transaction, server.Subject);
                    return live is { } deploying && await runs.AbortAsync(transaction, deploying, Withdrawn)
                        ? new RequestedCancellation(id, now)
                        : new Failure(FailureKind.Busy, "orders.cancellation-busy", $"server {id} is being removed already.");
                }

                if (immediate && await Runs.LiveAsync(transaction, server.Subject) is { } busy)
                {
                    return new Failure(FailureKind.Busy, "workflows.busy", $"server {id} is being worked on; wait until that is done.", new BusySubject(server.Subject, busy));
                }

                var endsAt = immediate ? now : order.PaidUntil;
                if (immediate)
                {
                    // What the customer sees changes now; the machine follows.
                    _ = await ServerStates.MoveAsync(transaction, server, ServerVerb.Terminate);
                    await OrderStore.UpdateAsync(transaction, order with { State = order.State.Next(OrderVerb.End).Value });
                }

                if (scheduled is { } known)
                {
                    // Asked again: an earlier end is told to the run that waits, the same end is already arranged.
                    if (immediate)
                    {
                        await runs.SignalAsync(transaction, known, TerminateServer.NowSignal);
                    }

                    return new RequestedCancellation(id, endsAt);
                }

                var started = await runs.StartAsync(transaction, workflow, "terminate", subject, server.Location, caller.AccountId, new Termination(id.Value, endsAt));
                return started.Failure is { } failure ? failure : new RequestedCancellation(id, endsAt);
            },
            cancellationToken);
}

public sealed record RequestedCancellation(ServerId ServerId, DateTimeOffset EndsAt);
