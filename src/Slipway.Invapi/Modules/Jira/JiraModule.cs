namespace Slipway.Invapi.Modules.Jira;

internal sealed class JiraModule() : InvapiModule("jira")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Session<RequestPowerOn>("request_pon"),
        Session<RequestPowerOff>("request_poff"),
        Session<RequestReboot>("request_reboot"),
        Session<RequestPxeBoot>("request_PXEboot"),
        Session<RequestKvm>("request_kvm"),
        Session<RequestCheck>("request_check"),
        Session<RequestAssistance>("request_assistance"),
    ];
}
