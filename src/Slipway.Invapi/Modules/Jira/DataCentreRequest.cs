using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Modules.Rtm;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Jira;

/// <summary>What the people in the data centre are asked to do to a server. Asking again while it is open gets that ticket's number (quirk Q-070).</summary>
internal abstract class DataCentreRequest(SessionServers servers, OpenTicket open, TicketNumbers numbers, TicketShapes shapes, string kind, string what) : ServerAction
{
    protected sealed override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var message = call.Form.Text("message");
        if (call.Form.Complaint is { } complaint)
        {
            return Refused(complaint);
        }

        if (!(await servers.CardAsync(call.Caller, server, cancellationToken)).TryGet(out var card, out var unknown))
        {
            return Refused(unknown);
        }

        var wanted = new NewTicket(kind, $"{what}: {card.Server.Hostname}"[..Math.Min(200, what.Length + 2 + card.Server.Hostname.Length)], message ?? $"{what} for server {server}, please.") { Server = server };
        return JiraAnswer.Of(await open.RunAsync(call.Caller, wanted, cancellationToken), numbers, shapes);
    }
}

internal sealed class RequestPowerOn(SessionServers servers, OpenTicket open, TicketNumbers numbers, TicketShapes shapes) : DataCentreRequest(servers, open, numbers, shapes, "power-on", "Power on");

internal sealed class RequestPowerOff(SessionServers servers, OpenTicket open, TicketNumbers numbers, TicketShapes shapes) : DataCentreRequest(servers, open, numbers, shapes, "power-off", "Power off");

internal sealed class RequestReboot(SessionServers servers, OpenTicket open, TicketNumbers numbers, TicketShapes shapes) : DataCentreRequest(servers, open, numbers, shapes, "reboot", "Reboot");

internal sealed class RequestPxeBoot(SessionServers servers, OpenTicket open, TicketNumbers numbers, TicketShapes shapes) : DataCentreRequest(servers, open, numbers, shapes, "pxe-boot", "Boot from the network");

internal sealed class RequestKvm(SessionServers servers, OpenTicket open, TicketNumbers numbers, TicketShapes shapes) : DataCentreRequest(servers, open, numbers, shapes, "kvm", "Connect a KVM");

internal sealed class RequestCheck(SessionServers servers, OpenTicket open, TicketNumbers numbers, TicketShapes shapes) : DataCentreRequest(servers, open, numbers, shapes, "check", "Check the server");

internal static class JiraAnswer
{
    public static WireReply Of(Result<Ticket> opened, TicketNumbers numbers, TicketShapes shapes) => opened.TryGet(out var ticket, out var failure)
        ? WireReply.Ok(("jira_issue", numbers.KeyOf(ticket.Id)), ("jira_url", shapes.UrlOf(ticket)), ("ticket_id", TicketNumbers.NumberOf(ticket.Id)))
        : WireReply.Refused(failure);
}
