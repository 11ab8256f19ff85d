namespace Slipway.Invapi.Modules.Auth;

internal sealed class AuthModule() : InvapiModule("auth")
{
    private const string NoSecondFactor = "there is no second factor here; log in with an API key (auth/login) or with mail address and password (auth/whmcslogin)";
    private const string NoSocialLogin = "nobody logs in through another service here; log in with an API key (auth/login) or with mail address and password (auth/whmcslogin)";
    private const string NoFlags = "sessions have no flags here; what a key may do is said by its scopes, see api_keys/edit";

    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Public<Login>("login"),
        Public<PasswordSession>("whmcslogin"),
        Session<Info>("info"),
        Session<Logout>("logout"),
        Account<SessionReset>("session_reset"),
        Account<GetLog>("get_log"),
        Account<GetLogDetails>("get_log_details"),
        Session<BillingList>("billing_list"),
        RefusedToAll("email_check", "who is a customer here is told nobody; log in to find out whether you are"),
        RefusedToAll("2fa_check", NoSecondFactor),
        RefusedToAll("2fa_resend", NoSecondFactor),
        RefusedToAll("github_init", NoSocialLogin),
        RefusedToAll("github_signin", NoSocialLogin),
        RefusedToAll("google_signin", NoSocialLogin),
        RefusedToAll("vk_init", NoSocialLogin),
        RefusedToAll("vk_signin", NoSocialLogin),
        RefusedToAll("tg_verify", NoSocialLogin),
        RefusedToAll("ipalogin", "the staff of this provider works with the program slipwayd, not through this API"),
        Refused("flip_tag", NoFlags),
        Refused("set_tag", NoFlags),
    ];
}
