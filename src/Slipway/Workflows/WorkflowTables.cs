using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Slipway.Workflows;

internal sealed class RunRow
{
    public string AsyncKey { get; set; } = "";
    public string Workflow { get; set; } = "";
    public string Action { get; set; } = "";
    public string Subject { get; set; } = "";
    public string Location { get; set; } = "";
    public int AccountId { get; set; }
    public int State { get; set; }
    public int Step { get; set; }
    public int Version { get; set; }
    public int Attempts { get; set; }
    public string StateJson { get; set; } = "";
    public string? WaitingFor { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset StepStartedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }
    public string? FailureJson { get; set; }

    /// <summary>What the run found out, for who asked: JSON, once it is done.</summary>
    public string? ResultJson { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<RunRow>
    {
        public void Configure(EntityTypeBuilder<RunRow> table)
        {
            table.ToTable("workflows_run");
            table.HasKey(row => row.AsyncKey);
            // One live run per subject: "a reinstall is already running" is a database fact, not a race.
            table.HasIndex(row => row.Subject).IsUnique().HasFilter("ended_at is null").HasDatabaseName("workflows_run_live_subject");
            table.HasIndex(row => row.DueAt).HasFilter("due_at is not null").HasDatabaseName("workflows_run_due");
        }
    }
}

internal sealed class JournalRow
{
    public int Id { get; set; }
    public string AsyncKey { get; set; } = "";
    public string Workflow { get; set; } = "";
    public string Step { get; set; } = "";
    public bool Undo { get; set; }
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset EndedAt { get; set; }
    public string Outcome { get; set; } = "";
    public string? Note { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<JournalRow>
    {
        public void Configure(EntityTypeBuilder<JournalRow> table)
        {
            table.ToTable("workflows_journal");
            table.HasIndex(row => row.AsyncKey).HasDatabaseName("workflows_journal_run");
            table.HasIndex(row => new { row.Workflow, row.Step, row.Id }).HasDatabaseName("workflows_journal_step");
        }
    }
}

internal sealed class SignalRow
{
    public string AsyncKey { get; set; } = "";
    public string Name { get; set; } = "";
    public DateTimeOffset At { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<SignalRow>
    {
        public void Configure(EntityTypeBuilder<SignalRow> table)
        {
            table.ToTable("workflows_signal");
            table.HasKey(row => new { row.AsyncKey, row.Name });
        }
    }
}
