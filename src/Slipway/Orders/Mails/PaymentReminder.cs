using Slipway.Billing;
using Slipway.Mail;
using Slipway.Servers;

namespace Slipway.Orders.Mails;

/// <summary>An invoice for the next period is not paid yet.</summary>
public sealed record PaymentReminder(string Hostname, int ServerId, int Invoice, string Balance, string Due, bool IsOverdue, string OffOn) : Letter
{
    public override string Subject => IsOverdue ? $"Invoice {Invoice} for {Hostname} is overdue" : $"Invoice {Invoice} for {Hostname} is due on {Due}";

    public override string? Attachment => $"invoice:{Invoice}";

    public static PaymentReminder Of(Invoice invoice, Server server, DateTimeOffset off, DateTimeOffset now) => new(
        server.Hostname, server.Id.Value, invoice.Id.Value, invoice.Balance.ToString(), invoice.DueAt.ToDay(), now > invoice.DueAt, off.ToDay());
}
