namespace Slipway.Invapi.Modules.Whmcs;

internal sealed class WhmcsModule() : InvapiModule("whmcs")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Account<GetClient>("get_client"),
        Account<GetInvoices>("get_invoices"),
        Account<GetInvoice>("get_invoice"),
        Account<ApplyCreditToInvoice>("apply_credit"),
        Account<RequestCancellationOfServer>("request_cancellation"),
    ];
}
