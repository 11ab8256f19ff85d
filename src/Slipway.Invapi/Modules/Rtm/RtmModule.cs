namespace Slipway.Invapi.Modules.Rtm;

internal sealed class RtmModule() : InvapiModule("rtm")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<GetTickets>("get_tickets"),
        Session<GetTicket>("get_ticket_by_id"),
        Session<AddComment>("add_comment"),
        Session<OpenQuestion>("open_ticket"),
    ];
}
