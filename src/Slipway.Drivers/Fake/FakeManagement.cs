using System.Globalization;
using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>An imaginary management module. Every simulated machine has one; who may ask for it is decided by what was sold.</summary>
internal sealed class FakeManagement(FakeFleet fleet) : IManagement
{
    private static readonly string[] Readings =
    [
        "CPU1 Temp        | 42 degrees C      | ok",
        "System Temp      | 31 degrees C      | ok",
        "FAN1             | 4300 RPM          | ok",
        "PS1 Input        | 230 Volts         | ok",
        "PS1 Power        | 118 Watts         | ok",
    ];

    public Task<Result<ManagementModule>> FactsAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult<Result<ManagementModule>>(
            fleet.Fault("module") is { } fault ? fault
            : fleet.Find(machine).TryGet(out var found, out var failure) ? new ManagementModule("Simulated BMC", InnerIp(found.MachineId))
            : failure);

    public Task<Result<IReadOnlyList<string>>> SensorsAsync(MachineRef machine, CancellationToken cancellationToken) =>
        Task.FromResult(fleet.Fault("module") is { } fault ? Refused(fault) : fleet.Find(machine).Failure is { } failure ? Refused(failure) : Listed<IReadOnlyList<string>>(Readings));

    public Task<Progress> EnsureUserAsync(MachineRef machine, string name, Secret password, CancellationToken cancellationToken) =>
        ChangeAsync(machine, found => found.ModuleUsers.Contains(name) ? found : found with { ModuleUsers = [.. found.ModuleUsers, name] });

    public Task<Progress> RemoveUserAsync(MachineRef machine, string name, CancellationToken cancellationToken) =>
        ChangeAsync(machine, found => found.ModuleUsers.Contains(name) ? found with { ModuleUsers = [.. found.ModuleUsers.Where(user => user != name)] } : found);

    public Task<Progress> ResetAsync(MachineRef machine, CancellationToken cancellationToken) =>
        ChangeAsync(machine, found => found with { ModuleRestarts = found.ModuleRestarts + 1 });

    private Task<Progress> ChangeAsync(MachineRef machine, Func<FakeMachine, FakeMachine> change)
    {
        var failure = fleet.Fault("module") ?? fleet.Change(machine, change);
        return Task.FromResult<Progress>(failure is null ? new Progress.Done() : new Progress.Failed(failure));
    }

    /// <summary>The same for the machine's whole life.</summary>
    private static string InnerIp(string machineId)
    {
        var number = int.TryParse(machineId.AsSpan(machineId.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 1;
        return $"10.255.{(number >> 8) & 255}.{number & 255}";
    }

    private static Result<IReadOnlyList<string>> Refused(Failure failure) => failure;

    // An interface has no implicit conversion, so the list goes through the generic parameter.
    private static Result<T> Listed<T>(T list) => list;
}
