using Microsoft.Extensions.DependencyInjection;
using Slipway.Storage;
using Slipway.Workflows;

namespace Slipway.Provisioning;

/// <param name="SealedPassword">Of the user that is to be made.</param>
/// <param name="Readings">What the sensors said.</param>
public sealed record ModuleWork(int ServerId, ModuleVerb Verb, string? SealedPassword = null, IReadOnlyList<string>? Readings = null);

/// <summary>What is told of it: a login, whose password is sealed and erased after a while, or readings.</summary>
public sealed record ModuleAnswer(string? User, string? SealedPassword, IReadOnlyList<string>? Readings);

/// <summary>Asks something of a server's management module.</summary>
public sealed class ModuleRun : Workflow<ModuleWork>
{
    /// <summary>The one user that customers get: modules have few places for users.</summary>
    public const string User = "customer";

    public override string Name => "manage-module/1";

    public override IReadOnlyList<StepEntry<ModuleWork>> Steps => [Step<Ask>("ask-module", patienceMinutes: 5, guessSeconds: 2)];

    public static string WordOf(ModuleVerb verb) => verb switch
    {
        ModuleVerb.AddUser => "add_ipmi_user",
        ModuleVerb.RemoveUser => "remove_ipmi_user",
        ModuleVerb.Reset => "unit_reset",
        ModuleVerb.Sensors => "sensors",
    };

    protected override ModuleWork WithoutSecrets(ModuleWork state) => state with { SealedPassword = null };

    protected override object? Result(ModuleWork state) => state.Verb switch
    {
        ModuleVerb.AddUser => new ModuleAnswer(User, state.SealedPassword, null),
        ModuleVerb.Sensors => new ModuleAnswer(null, null, state.Readings),
        ModuleVerb.RemoveUser or ModuleVerb.Reset => null,
    };

    /// <summary>The user goes by itself, and his password is forgotten before that.</summary>
    protected override async Task EndedAsync(IServiceProvider services, DatabaseTransaction transaction, RunFacts run, ModuleWork state, Failure? failure)
    {
        if (failure is null && state.Verb == ModuleVerb.AddUser)
        {
            await services.GetRequiredService<ModuleLogins>().ExpireAsync(transaction, run, new ServerId(state.ServerId));
        }
    }

    internal sealed class Ask(Places places, Sealer sealer) : Step<ModuleWork>
    {
        public override async Task<Progress> RunAsync(StepContext<ModuleWork> context, CancellationToken cancellationToken)
        {
            var work = context.State;
            var server = new ServerId(work.ServerId);
            if (await places.FindAsync(server, cancellationToken) is not { } place)
            {
                return new Progress.Failed(ProvisioningFailures.Gone);
            }

            var (module, machine) = (place.Driver.Management, place.Machine(server));
            switch (work.Verb)
            {
                case ModuleVerb.AddUser:
                    return await module.EnsureUserAsync(machine, User, sealer.Open(work.SealedPassword!), cancellationToken);
                case ModuleVerb.RemoveUser:
                    return await module.RemoveUserAsync(machine, User, cancellationToken);
                case ModuleVerb.Reset:
                    return await module.ResetAsync(machine, cancellationToken);
                case ModuleVerb.Sensors:
                    if (!(await module.SensorsAsync(machine, cancellationToken)).TryGet(out var readings, out var failure))
                    {
                        return new Progress.Failed(failure);
                    }

                    context.State = work with { Readings = readings };
                    return Done();
            }

            throw new InvalidOperationException($"Unknown verb {work.Verb}.");
        }

        /// <summary>The user may have been made before it went wrong.</summary>
        public override async Task<Progress> UndoAsync(StepContext<ModuleWork> context, CancellationToken cancellationToken)
        {
            var server = new ServerId(context.State.ServerId);
            if (context.State.Verb != ModuleVerb.AddUser || await places.FindAsync(server, cancellationToken) is not { } place)
            {
                return Done("there is nothing to undo");
            }

            var removed = await place.Driver.Management.RemoveUserAsync(place.Machine(server), User, cancellationToken);
            // A module that does not do as it is told keeps a user whose password nobody knows.
            return removed is Progress.Failed { Failure.Kind: not FailureKind.Unavailable } ? Done("the module does not answer") : removed;
        }
    }
}
