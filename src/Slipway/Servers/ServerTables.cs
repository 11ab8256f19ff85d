using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Servers;

internal sealed class ServerRow
{
    public int Id { get; set; }
    public int AccountId { get; set; }
    public int OrderId { get; set; }
    public int State { get; set; }

    /// <summary>What the customer last asked for or the machine last showed: 0 off, 1 on.</summary>
    public int Power { get; set; }
    public string Hostname { get; set; } = "";
    public string Location { get; set; } = "";
    public int PresetId { get; set; }
    public string PresetName { get; set; } = "";
    public int OsId { get; set; }
    public string OsName { get; set; } = "";
    public int? SoftwareId { get; set; }
    public string? SoftwareName { get; set; }
    public int TrafficPlanId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? ActivatedAt { get; set; }

    /// <summary>What the proof of readiness saw: access, host keys, outcome of the post-install script.</summary>
    public string? ProofJson { get; set; }

    /// <summary>What is on its disk: see <see cref="DiskContent"/>.</summary>
    public int SystemState { get; set; }

    /// <summary>Why the last reinstallation brought no system, as it is told to the customer.</summary>
    public string? Trouble { get; set; }

    /// <summary>What the next start boots from: see <see cref="Servers.BootDevice"/>.</summary>
    public int BootDevice { get; set; }

    /// <summary>The sealed settings of an installation that the next boot from the network begins.</summary>
    public string? SealedNetboot { get; set; }

    /// <summary>Why its port is switched off; null when it is on.</summary>
    public string? PortOffReason { get; set; }

    /// <summary>Who switched the port off: the customer may switch on again only what he switched off.</summary>
    public bool PortOffByOperator { get; set; }

    /// <summary>The ISO image in its drive.</summary>
    public int? MediaId { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ServerRow>
    {
        public void Configure(EntityTypeBuilder<ServerRow> table)
        {
            table.ToTable("servers_server");
            table.HasIndex(row => new { row.AccountId, row.State }).HasDatabaseName("servers_server_account");
        }
    }
}

/// <summary>What happened to a server, for its customer: powered, renamed, reinstalled, addresses, snapshots.</summary>
internal sealed class ServerEventRow
{
    public int Id { get; set; }
    public int ServerId { get; set; }
    public int AccountId { get; set; }
    public string Kind { get; set; } = "";
    public string Note { get; set; } = "";

    /// <summary>Who did it: <c>api key 12</c>, <c>operator</c>, <c>platform</c>.</summary>
    public string Actor { get; set; } = "";
    public DateTimeOffset At { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<ServerEventRow>
    {
        public void Configure(EntityTypeBuilder<ServerEventRow> table)
        {
            table.ToTable("servers_event");
            table.HasIndex(row => new { row.ServerId, row.At }).HasDatabaseName("servers_event_server");
        }
    }
}

internal sealed class TagRow
{
    public int Id { get; set; }
    public int ServerId { get; set; }
    public string Tag { get; set; } = "";
    public string Value { get; set; } = "";
    public string Extra { get; set; } = "";

    /// <summary>Set by the platform; customers see it only when they ask, and cannot change it.</summary>
    public bool Internal { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<TagRow>
    {
        public void Configure(EntityTypeBuilder<TagRow> table)
        {
            table.ToTable("servers_tag");
            table.HasIndex(row => new { row.ServerId, row.Tag }).IsUnique().HasDatabaseName("servers_tag_name");
        }
    }
}

/// <summary>That a machine's disks were erased, for ever: the customer may ask for it years later.</summary>
internal sealed class ErasureRow
{
    public int Id { get; set; }
    public int ServerId { get; set; }
    public int AccountId { get; set; }
    public string Reason { get; set; } = "";
    public string ReportJson { get; set; } = "";
    public DateTimeOffset ErasedAt { get; set; }

    /// <summary>The signed record, a JWS in compact form.</summary>
    public string Record { get; set; } = "";

    internal sealed class Table : IEntityTypeConfiguration<ErasureRow>
    {
        public void Configure(EntityTypeBuilder<ErasureRow> table)
        {
            table.ToTable("servers_erasure");
            table.HasIndex(row => row.ServerId).HasDatabaseName("servers_erasure_server");
        }
    }
}

/// <summary>A key that signs records of erasure. A new one may be made; old ones stay, to verify by.</summary>
internal sealed class SigningKeyRow
{
    /// <summary>RFC 7638 thumbprint.</summary>
    public string Id { get; set; } = "";
    public string PublicJwk { get; set; } = "";
    public string SealedPrivateKey { get; set; } = "";
    public DateTimeOffset CreatedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<SigningKeyRow>
    {
        public void Configure(EntityTypeBuilder<SigningKeyRow> table) => table.ToTable("servers_signing_key");
    }
}

/// <summary>A hypervisor with what it can carry and what it carries. What is used is part of every order's transaction.</summary>
internal sealed class NodeRow
{
    public int Id { get; set; }
    public string Name { get; set; } = "";
    public string Location { get; set; } = "";
    public string Driver { get; set; } = "";
    public bool Enabled { get; set; }
    public int Cores { get; set; }
    public int MemoryMb { get; set; }
    public int DiskGb { get; set; }
    public int UsedCores { get; set; }
    public int UsedMemoryMb { get; set; }
    public int UsedDiskGb { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<NodeRow>
    {
        public void Configure(EntityTypeBuilder<NodeRow> table)
        {
            table.ToTable("servers_node");
            table.HasIndex(row => row.Name).IsUnique();
            table.HasIndex(row => row.Location);
        }
    }
}

internal sealed class PlacementRow
{
    public int ServerId { get; set; }
    public int NodeId { get; set; }
    public int Cores { get; set; }
    public int MemoryMb { get; set; }
    public int DiskGb { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PlacementRow>
    {
        public void Configure(EntityTypeBuilder<PlacementRow> table)
        {
            table.ToTable("servers_placement");
            table.HasKey(row => row.ServerId);
            table.Property(row => row.ServerId).ValueGeneratedNever();
            table.HasIndex(row => row.NodeId);
        }
    }
}
