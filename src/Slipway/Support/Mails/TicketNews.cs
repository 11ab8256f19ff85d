using Slipway.Mail;

namespace Slipway.Support.Mails;

/// <summary>To the operator: a customer has asked, written or closed.</summary>
/// <param name="ByMail">Who wrote is only as certain as mail is.</param>
public sealed record TicketNews(
    string Ticket, string Topic, string What, string Kind, string Account, int? ServerId, string? Hostname, string Location, string? Author, bool ByMail, string? Body, IReadOnlyList<string> Files) : Letter
{
    public override string Subject => $"[{Ticket}] {Topic}";
}
