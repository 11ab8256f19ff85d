using Slipway.Invapi.Modules.Rtm;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Jira;

/// <summary>A person is wanted, about a server or about none. The text has three names on this wire (quirk Q-071).</summary>
internal sealed class RequestAssistance(OpenTicket open, TicketNumbers numbers, TicketShapes shapes) : InvapiAction
{
    private const int LongestSubject = 200;

    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var server = call.Form.Id("id");
        var subject = call.Form.Text("subject");
        var message = call.Form.Text("message") ?? call.Form.Text("terminate_reason_custom");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if ((message ?? subject) is not { } text)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "message is required; subject and terminate_reason_custom are understood too"));
        }

        if (server is { } id && SessionServers.Refuse(call.Caller, new ServerId(id)) is { } refused)
        {
            return WireReply.Refused(refused);
        }

        // A subject that comes alone is the text; it names the ticket as well when it is as short as a name.
        var title = subject is not null && (message is not null || IsTitle(subject)) ? subject : "Assistance";
        var wanted = new NewTicket(TicketKinds.Assistance, title, text) { Server = server is { } about ? new ServerId(about) : null };
        return JiraAnswer.Of(await open.RunAsync(call.Caller, wanted, cancellationToken), numbers, shapes);
    }

    private static bool IsTitle(string text) => text.Length <= LongestSubject && !text.Any(char.IsControl);
}
