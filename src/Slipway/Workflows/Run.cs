namespace Slipway.Workflows;

/// <summary>A run as the database remembers it. <see cref="Version"/> is the fence: who has an old one cannot commit.</summary>
internal sealed record Run(
    AsyncKey Key,
    string Workflow,
    string Action,
    string Subject,
    string Location,
    AccountId AccountId,
    RunState State,
    int Step,
    int Version,
    int Attempts,
    string StateJson,
    string? WaitingFor,
    DateTimeOffset? DueAt,
    DateTimeOffset StepStartedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt,
    Failure? Failure)
{
    /// <summary>What it found out: JSON, once it is done.</summary>
    public string? ResultJson { get; init; }

    public RunFacts Facts => new(Key, Workflow, Subject, Location, AccountId);

    /// <summary>From here on the run undoes itself, beginning with the step that may have half happened.</summary>
    public Run Refused(Failure failure, DateTimeOffset now) => this with
    {
        State = State.Next(RunVerb.Refuse),
        Failure = failure,
        Attempts = 0,
        WaitingFor = null,
        DueAt = now,
        StepStartedAt = now,
    };
}
