using Slipway.Billing;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.Whmcs;

/// <summary>A list of invoices as two actions answer it, and the parameters by which a part is asked for.</summary>
/// <param name="Status">Only these; null is all.</param>
internal sealed record InvoiceList(int Start, int Count, InvoiceState? Status)
{
    private static readonly InvoiceState[] States = Enum.GetValues<InvoiceState>();

    public static Result<InvoiceList> Read(WireForm form)
    {
        var start = form.Int("limitstart") ?? 0;
        var count = form.Int("limitnum") ?? int.MaxValue;
        var word = form.Text("status");
        if (form.Complaint is { } complaint)
        {
            return complaint;
        }

        if (start < 0 || count < 0)
        {
            return Invalid($"{(start < 0 ? "limitstart" : "limitnum")} must be a whole number from 0");
        }

        if (word is null)
        {
            return new InvoiceList(start, count, null);
        }

        return States.Where(state => InvoiceShape.WordOf(state).Equals(word, StringComparison.OrdinalIgnoreCase)).ToArray() is [var wanted]
            ? new InvoiceList(start, count, wanted)
            : Invalid($"status must be one of {string.Join(", ", States.Select(InvoiceShape.WordOf))}");
    }

    public WireReply Reply(IEnumerable<Invoice> invoices)
    {
        var all = invoices.Where(invoice => Status is null || invoice.State == Status).ToArray();
        var shown = all.Skip(Start).Take(Count).Select(InvoiceShape.From).ToArray();
        return WireReply.Ok(
            ("totalresults", all.Length), ("startnumber", Start), ("numreturned", shown.Length),
            // Quirk Q-013: an object around the array; a bare array breaks a strict client.
            ("invoices", new { invoice = shown }));
    }

    private static Failure Invalid(string text) => new(FailureKind.Invalid, WireFailures.InvalidRequest, text);
}
