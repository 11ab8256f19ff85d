using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Slipway.Machines;

namespace Slipway.Drivers.Fake;

/// <summary>
/// The machines of the simulated fleet: a small file each, so that they outlive the daemon as real ones do, and so that
/// two daemons with one data folder see the same fleet.
/// </summary>
internal sealed class FakeFleet(IOptions<FakeOptions> options)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly Lock _gate = new();

    public FakeOptions Options => options.Value;

    private string Folder => Options.Folder;

    /// <summary>The refusal that the rehearsal asks for at this step, if it does.</summary>
    public Failure? Fault(string step) => string.Equals(Options.FailStep, step, StringComparison.OrdinalIgnoreCase)
        ? new Failure(Options.FailKind, "fake.refused", "The simulated machine was told to refuse this.", new DriverFacts($"Fake:FailStep is '{step}'"))
        : null;

    public Result<FakeMachine> Find(MachineRef machine)
    {
        lock (_gate)
        {
            return MachineId.Check(machine) is { } bad ? bad
                : Read(PathOf(machine.MachineId)) is { } found ? found
                : MachineId.Unknown(machine);
        }
    }

    public bool IsErased(MachineRef machine) => Find(machine).TryGet(out var found, out _) && found.ErasedAt is not null;

    /// <summary>Makes the machine when there is none, none of this image, or one without a disk.</summary>
    public Failure? Ensure(MachineSpecification specification)
    {
        var machine = specification.Machine;
        if (MachineId.Check(machine) is { } bad)
        {
            return bad;
        }

        lock (_gate)
        {
            if (Read(PathOf(machine.MachineId)) is not { ErasedAt: null } found || found.Image != specification.Image.Name)
            {
                Write(new FakeMachine(
                    machine.MachineId,
                    machine.Node,
                    specification.Image.Name,
                    specification.Address,
                    PowerState.Off,
                    StartedAt: null,
                    PostInstall: false,
                    HostKey: NewFingerprint())
                { Disc = Read(PathOf(machine.MachineId))?.Disc });
            }

            return null;
        }
    }

    public Failure? Change(MachineRef machine, Func<FakeMachine, FakeMachine> change)
    {
        lock (_gate)
        {
            if (!Find(machine).TryGet(out var found, out var failure))
            {
                return failure;
            }

            var changed = change(found);
            if (changed != found)
            {
                Write(changed);
            }

            return null;
        }
    }

    public Failure? Remove(MachineRef machine)
    {
        if (MachineId.Check(machine) is { } bad)
        {
            return bad;
        }

        lock (_gate)
        {
            if (Directory.Exists(Folder))
            {
                File.Delete(PathOf(machine.MachineId));
            }

            return null;
        }
    }

    public IReadOnlyList<string> List(string node)
    {
        if (!Directory.Exists(Folder))
        {
            return [];
        }

        return [.. Directory.EnumerateFiles(Folder, "*.json")
            .Select(Read)
            .Where(machine => machine?.Node == node)
            .Select(machine => machine!.MachineId)
            .Order(StringComparer.Ordinal)];
    }

    private string PathOf(string id) => Path.Combine(Folder, $"{id}.json");

    private static FakeMachine? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<FakeMachine>(File.ReadAllBytes(path), Json);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private void Write(FakeMachine machine)
    {
        AtomicFile.EnsureFolder(Folder);
        AtomicFile.Write(PathOf(machine.MachineId), JsonSerializer.SerializeToUtf8Bytes(machine, Json), durable: false);
    }

    private static string NewFingerprint() =>
        $"ssh-ed25519 SHA256:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes)).TrimEnd('=')}";
}
