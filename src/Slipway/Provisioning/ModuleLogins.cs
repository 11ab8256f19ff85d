using Slipway.Network;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <summary>Temporary logins to management modules: the password is told for an hour, and the user is removed when his time is over.</summary>
public sealed class ModuleLogins(Runs runs, ModuleUserEnd workflow, Sealer sealer, NetworkOptions options, TimeProvider clock)
{
    /// <summary>How long the password is told, and kept.</summary>
    public static readonly TimeSpan ToldFor = TimeSpan.FromHours(1);

    /// <summary>The login that a run made, while its password is told.</summary>
    public ModuleLogin? Of(RunView run) =>
        run is { Action: "add_ipmi_user", EndedAt: { } ended } && clock.GetUtcNow() < ended + ToldFor && run.Result<ModuleAnswer>() is { User: { } user, SealedPassword: { } password }
            ? new ModuleLogin(user, sealer.Open(password))
            : null;

    internal async Task ExpireAsync(DatabaseTransaction transaction, RunFacts run, ServerId server)
    {
        var now = clock.GetUtcNow();
        var removeAt = now + options.ManagementUserFor;
        var told = new ToldPassword(run.Key.Value, now + ToldFor < removeAt ? now + ToldFor : removeAt);
        var subject = $"ipmi-user:{server}";
        // Made once more, the user has another password and another end.
        var joined = await runs.JoinAsync<ModuleUser>(transaction, subject, (user, _) => user with { RemoveAt = removeAt, Told = [.. user.Told, told] }, evenStuck: true);
        if (joined.Value is null
            && (await runs.StartAsync(transaction, workflow, "expire_ipmi_user", subject, run.Location, run.AccountId, new ModuleUser(server.Value, removeAt, [told]))).Failure is { } failure)
        {
            throw new InvalidOperationException($"The user of server {server} would stay for ever: {failure}");
        }
    }
}

public sealed record ModuleLogin(string User, Secret Password);

/// <param name="Told">Runs whose result holds a password, with the time until it does.</param>
public sealed record ModuleUser(int ServerId, DateTimeOffset RemoveAt, IReadOnlyList<ToldPassword> Told);

public sealed record ToldPassword(string Run, DateTimeOffset Until);

/// <summary>Ends a temporary login: first its password is forgotten, then the user is removed.</summary>
public sealed class ModuleUserEnd : Workflow<ModuleUser>
{
    public override string Name => "expire-module-user/1";

    // The longest life that can be set, and time for a module that does not answer.
    public override IReadOnlyList<StepEntry<ModuleUser>> Steps => [Step<Expire>("expire-user", patienceMinutes: 60 * 24 * 40)];

    internal sealed class Expire(Places places, Database database) : Step<ModuleUser>
    {
        private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

        public override async Task<Progress> RunAsync(StepContext<ModuleUser> context, CancellationToken cancellationToken)
        {
            var user = context.State;
            var server = new ServerId(user.ServerId);
            var place = await places.FindAsync(server, cancellationToken);
            var isOver = place is null || context.Now >= user.RemoveAt;
            var due = user.Told.Where(told => isOver || context.Now >= told.Until).ToList();
            if (due.Count > 0)
            {
                await database.InTransactionAsync(
                    async transaction =>
                    {
                        foreach (var told in due)
                        {
                            await Runs.ForgetResultAsync(transaction, new AsyncKey(told.Run));
                        }
                    },
                    cancellationToken);
                context.State = user = user with { Told = [.. user.Told.Except(due)] };
            }

            if (place is null)
            {
                return Done("the server is gone");
            }

            if (!isOver)
            {
                var next = user.Told.Select(told => told.Until).Append(user.RemoveAt).Min() - context.Now;
                return new Progress.Again(next < LongestPause ? next : LongestPause);
            }

            var removed = await place.Driver.Management.RemoveUserAsync(place.Machine(server), ModuleRun.User, cancellationToken);
            return removed is Progress.Failed { Failure.Kind: FailureKind.NotFound } ? Done("the machine is gone") : removed;
        }
    }
}
