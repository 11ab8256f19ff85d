using Slipway.Machines;
using Slipway.Servers;

namespace Slipway.Disks;

/// <summary>What a finished run about a copy tells.</summary>
public sealed record CopyDone(CopyKind Kind, string Name);

/// <summary>What a run about a copy carries from step to step.</summary>
/// <param name="Node">Node of the machine; a placed server does not move.</param>
public sealed record CopyWork(int ServerId, string Node, string Driver, int CopyId, CopyKind Kind)
{
    /// <summary>The server was on, and is to be on again.</summary>
    public bool WasOn { get; init; }

    /// <summary>It answered on SSH's port before, so it has to afterwards.</summary>
    public bool Answered { get; init; }

    /// <summary>Of its schedule: how many are kept; null for one made by hand.</summary>
    public int? Keep { get; init; }

    /// <summary>What the customer calls it; empty in a run that was begun before this was written down.</summary>
    public string CustomerName { get; init; } = "";

    public ServerId Server => new(ServerId);

    public MachineRef Machine => new(Servers.Server.MachineIdOf(Server), Node);

    public string Name => DiskCopy.NameOf(CopyId);

    public CopyDone? Told => CustomerName is "" ? null : new CopyDone(Kind, CustomerName);
}
