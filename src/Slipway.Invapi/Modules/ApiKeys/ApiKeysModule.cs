namespace Slipway.Invapi.Modules.ApiKeys;

internal sealed class ApiKeysModule() : InvapiModule("api_keys")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
    ];
}
