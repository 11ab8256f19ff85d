namespace Slipway.Invapi.Modules.Auth;

internal sealed class AuthModule() : InvapiModule("auth")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Public<Login>("login"),
        Session<Info>("info"),
        Session<Logout>("logout"),
    ];
}
