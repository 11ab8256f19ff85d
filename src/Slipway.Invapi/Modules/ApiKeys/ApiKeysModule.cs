namespace Slipway.Invapi.Modules.ApiKeys;

internal sealed class ApiKeysModule() : InvapiModule("api_keys")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Account<ListKeys>("list"),
        Account<ListForServer>("list_for_server"),
        Account<View>("view"),
        Account<AddKey>("add"),
        Account<Edit>("edit"),
        Account<Delete>("delete"),
        Account<Reissue>("reissue"),
        Account<History>("history"),
    ];
}
