namespace Slipway.Invapi.Modules.Whmcs;

internal sealed class WhmcsModule() : InvapiModule("whmcs")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Account<GetClient>("get_client"),
        Account<UpdateClient>("update_client"),
        Account<GetClientGroups>("get_clientgroups"),
        Account<RequestPasswordReset>("reset_password"),
        Account<GetContacts>("get_contacts"),
        Account<AddContact>("add_contact"),
        Account<UpdateContact>("update_contact"),
        Account<DeleteContact>("delete_contact"),
        Account<GetInvoices>("get_invoices"),
        Account<GetInvoice>("get_invoice"),
        Account<GetProductInvoice>("get_product_invoice"),
        Account<GetRelatedInvoices>("get_related_invoices"),
        Account<GenerateDueInvoice>("generate_due_invoice"),
        Account<DownloadInvoice>("download_invoice"),
        Account<ApplyCreditToInvoice>("apply_credit"),
        Account<MassPay>("mass_pay"),
        Account<CreateAddFunds>("create_addfunds"),
        Account<GetPaymentGateways>("getpaymentgw"),
        Account<GetTransactions>("transactions"),
        Account<GetCredits>("getcredits"),
        Account<GetBillingData>("get_billing_data"),
        Account<GetClientsProducts>("getclientsproducts"),
        Account<RequestCancellationOfServer>("request_cancellation"),
        Account<GetCancellationRequests>("get_cancellation_requests"),
        Account<DeleteCancellationRequest>("delete_cancellation_request"),
    ];
}
