using Slipway.Accounts;
using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rtm;

/// <summary>Tickets to shapes, with where they can be read: the operator's page of it, or this very API.</summary>
internal sealed class TicketShapes(TicketNumbers numbers, SupportOptions options, PublicOptions here)
{
    public TicketShape From(Ticket ticket, IReadOnlyList<TicketMessage>? messages = null) => new(
        TicketNumbers.NumberOf(ticket.Id), numbers.KeyOf(ticket.Id), ticket.Subject, ticket.Kind, ticket.State.Word(), ticket.ServerId?.Value, ticket.Location,
        WireWords.Time(ticket.CreatedAt), WireWords.Time(ticket.UpdatedAt), ticket.ClosedAt is { } closed ? WireWords.Time(closed) : null, UrlOf(ticket),
        messages is null ? null : [.. messages.Select(MessageShape.From)]);

    public string UrlOf(Ticket ticket) => options.TicketUrl is { } page
        ? page.Replace("{ticket}", numbers.KeyOf(ticket.Id), StringComparison.Ordinal)
        : $"{here.Url}/rtm.php?action=get_ticket_by_id&ticket_id={numbers.KeyOf(ticket.Id)}";
}
