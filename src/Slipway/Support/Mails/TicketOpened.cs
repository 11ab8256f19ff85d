using Slipway.Mail;

namespace Slipway.Support.Mails;

/// <summary>The customer's request has arrived.</summary>
/// <param name="CanReply">Answers to this mail come into the ticket.</param>
public sealed record TicketOpened(string Ticket, string Topic, string Body, IReadOnlyList<string> Files, int? ServerId, string? Hostname, bool CanReply) : Letter
{
    public override string Subject => $"[{Ticket}] {Topic}";
}
