using Slipway.Mail;

namespace Slipway.Support.Mails;

/// <summary>The operator has answered, or closed the ticket, or both.</summary>
public sealed record TicketAnswered(string Ticket, string Topic, string? Body, bool IsClosed, bool CanReply) : Letter
{
    public override string Subject => $"[{Ticket}] {Topic}";
}
