using System.Net;
using System.Security.Cryptography;
using System.Text;
using Slipway.Accounts;

namespace Slipway.Daemon;

/// <summary>
/// The page behind the mailed link: one field, no script. The token stands in the address because it comes from a mail, so no other
/// place may be told the address (no referrer), nobody may keep the page, and requests are not logged with their query.
/// </summary>
internal sealed class PasswordPage(ResetPassword reset)
{
    private const string Style =
        "body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:10vh auto;padding:0 1rem;color:#1c2026;background:#fff}label,input,button{display:block;width:100%;box-sizing:border-box;font:inherit}" +
        "input{margin:.25rem 0;padding:.5rem;border:1px solid #68707a;border-radius:.25rem}button{margin-top:1rem;padding:.6rem;border:0;border-radius:.25rem;background:#1d4ed8;color:#fff}" +
        ".hint{margin:0;color:#525a64}.wrong{padding:.5rem .75rem;border-left:.25rem solid #b91c1c;background:#fef2f2}:focus-visible{outline:.2rem solid #1d4ed8;outline-offset:.1rem}";

    private const int MostBytes = 8192;

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static void Map(WebApplication app)
    {
        app.MapGet(ResetPassword.Page, (HttpContext context, PasswordPage page) => page.ShowAsync(context));
        app.MapPost(ResetPassword.Page, (HttpContext context, PasswordPage page) => page.SetAsync(context));
    }

    private async Task ShowAsync(HttpContext context)
    {
        var token = context.Request.Query["token"].ToString();
        await (await reset.OpensAsync(new Secret(token), context.RequestAborted)
            ? WriteAsync(context, StatusCodes.Status200OK, Form(token, null))
            : WriteAsync(context, StatusCodes.Status410Gone, Message(AccountFailures.ResetOver.Message)));
    }

    private async Task SetAsync(HttpContext context)
    {
        // A form that was sent from elsewhere holds no token, so none but this page's can do anything.
        if (context.Request.ContentLength is null or > MostBytes || !context.Request.HasFormContentType)
        {
            await WriteAsync(context, StatusCodes.Status400BadRequest, Message("This request cannot be read."));
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var token = form["token"].ToString();
        var set = await reset.SetAsync(new Secret(token), new Secret(form["password"].ToString()), context.RequestAborted);
        await (set.Failure is not { } failure ? WriteAsync(context, StatusCodes.Status200OK, Message("Your password is set. You can close this page.", "Done"))
            : failure.Code == AccountFailures.ResetOver.Code ? WriteAsync(context, StatusCodes.Status410Gone, Message(failure.Message))
            : WriteAsync(context, StatusCodes.Status400BadRequest, Form(token, $"The password cannot be used: {Passwords.Shortest} to {Passwords.Longest} characters are allowed.")));
    }

    private static async Task WriteAsync(HttpContext context, int status, string body)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\"><title>Set a new password</title><style>{Style}</style></head><body><main>{body}</main></body></html>",
            context.RequestAborted);
    }

    private static string Form(string token, string? wrong) =>
        "<h1>Set a new password</h1>" +
        (wrong is null ? "" : $"<p class=\"wrong\" id=\"wrong\" role=\"alert\">{WebUtility.HtmlEncode(wrong)}</p>") +
        $"<form method=\"post\" action=\"{ResetPassword.Page}\"><input type=\"hidden\" name=\"token\" value=\"{WebUtility.HtmlEncode(token)}\">" +
        $"<label for=\"password\">New password</label><input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"new-password\" required minlength=\"{Passwords.Shortest}\" maxlength=\"{Passwords.Longest}\" " +
        $"aria-describedby=\"hint{(wrong is null ? "" : " wrong")}\"{(wrong is null ? "" : " aria-invalid=\"true\"")}><p class=\"hint\" id=\"hint\">{Passwords.Shortest} to {Passwords.Longest} characters.</p>" +
        "<button type=\"submit\">Set password</button></form>";

    private static string Message(string text, string title = "Set a new password") => $"<h1>{title}</h1><p role=\"status\">{WebUtility.HtmlEncode(text)}</p>";
}
