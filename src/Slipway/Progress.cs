namespace Slipway;

/// <summary>What a step or a driver answers. A closed family: nothing else can be said.</summary>
public abstract record Progress
{
    private Progress()
    {
    }

    /// <summary>Finished; <paramref name="Note"/> is kept in the journal.</summary>
    public sealed record Done(string? Note = null) : Progress;

    /// <summary>Under way; ask again after this time. No thread is held.</summary>
    public sealed record Again(TimeSpan After, string? Note = null) : Progress;

    /// <summary>Somebody else must act: sleep until the signal arrives, or refuse with <paramref name="Missed"/> when patience ends.</summary>
    public sealed record Wait(string Signal, TimeSpan Patience, Failure? Missed = null) : Progress;

    /// <summary>Refused. <see cref="FailureKind.Unavailable"/> is tried again, everything else unwinds the run.</summary>
    public sealed record Failed(Failure Failure) : Progress;
}
