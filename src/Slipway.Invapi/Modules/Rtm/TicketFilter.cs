using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rtm;

/// <summary><c>location</c> and <c>status</c>, which lists of tickets understand.</summary>
internal sealed record TicketFilter(string? Location, TicketState? State, bool OnlyActive)
{
    public bool Takes(Ticket ticket) =>
        (Location is null || ticket.Location.Equals(Location, StringComparison.OrdinalIgnoreCase))
        && (State is null || ticket.State == State)
        && (!OnlyActive || ticket.ClosedAt is null);

    public static Result<TicketFilter> From(WireForm form)
    {
        var location = form.Text("location")?.Trim();
        var status = form.Text("status")?.Trim();
        return status is null || status.Equals("all", StringComparison.OrdinalIgnoreCase) ? new TicketFilter(location, null, false)
            : status.Equals("active", StringComparison.OrdinalIgnoreCase) ? new TicketFilter(location, null, true)
            : TicketMoves.Words.TryGetValue(status, out var state) ? new TicketFilter(location, state, false)
            : new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, $"status must be {string.Join(", ", TicketMoves.Words.Keys)}, active or all");
    }
}
