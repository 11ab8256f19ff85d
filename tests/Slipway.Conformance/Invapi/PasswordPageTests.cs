using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Storage;
using Xunit;

namespace Slipway.Conformance.Invapi;

/// <summary>The page behind the link that whmcs/reset_password mails.</summary>
public sealed partial class PasswordPageTests
{
    private const string Chosen = "correct horse <battery>";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Link_opens_once_and_sets_the_password()
    {
        var (host, names) = await CustomerAsync();
        var token = await LinkAsync(host, names);
        var older = await LinkAsync(host, names);

        using var shown = await host.Client.GetAsync(Page(token), Ending);
        var page = await shown.Content.ReadAsStringAsync(Ending);
        shown.StatusCode.ShouldBe(HttpStatusCode.OK);
        shown.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        page.ShouldContain($"name=\"token\" value=\"{token}\"");
        page.ShouldNotContain("<script");
        using var set = await PostAsync(host, token, Chosen);
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await set.Content.ReadAsStringAsync(Ending)).ShouldContain("Your password is set");

        var hash = await StoredAsync(host, names);
        hash.ShouldNotContain(Chosen);
        new PasswordHasher<object>().VerifyHashedPassword(new object(), hash, Chosen).ShouldBe(PasswordVerificationResult.Success);
        foreach (var spent in new[] { token, older })
        {
            using var again = await PostAsync(host, spent, "another password");
            again.StatusCode.ShouldBe(HttpStatusCode.Gone);
            using var reopened = await host.Client.GetAsync(Page(spent), Ending);
            reopened.StatusCode.ShouldBe(HttpStatusCode.Gone);
        }

        (await StoredAsync(host, names)).ShouldBe(hash);
    }

    [Fact]
    public async Task Page_tells_nobody_its_address()
    {
        var (host, names) = await CustomerAsync();
        using var shown = await host.Client.GetAsync(Page(await LinkAsync(host, names)), Ending);

        string Header(string name) => string.Join(", ", shown.Headers.GetValues(name));
        Header("Referrer-Policy").ShouldBe("no-referrer");
        Header("Cache-Control").ShouldBe("no-store");
        Header("X-Content-Type-Options").ShouldBe("nosniff");
        Header("Content-Security-Policy").ShouldStartWith("default-src 'none'; style-src 'sha256-");
        Header("Content-Security-Policy").ShouldEndWith("form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    }

    [Fact]
    public async Task Password_that_will_not_do_leaves_the_link_open()
    {
        var (host, names) = await CustomerAsync();
        var token = await LinkAsync(host, names);
        foreach (var wrong in new[] { "", "short", new string('x', 129), "with\ncontrol" })
        {
            using var refused = await PostAsync(host, token, wrong);
            refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await refused.Content.ReadAsStringAsync(Ending)).ShouldContain("8 to 128 characters are allowed");
        }

        using var set = await PostAsync(host, token, Chosen);
        set.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"><script>alert(1)</script>")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Invented_token_opens_nothing_and_is_not_repeated(string token)
    {
        var host = await InvapiHost.OfAsync("quick");

        using var shown = await host.Client.GetAsync(Page(token), Ending);
        shown.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await shown.Content.ReadAsStringAsync(Ending)).ShouldNotContain("<script");
        using var set = await PostAsync(host, token, Chosen);
        set.StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Links_of_one_account_do_not_open_after_an_hour()
    {
        var (host, names) = await CustomerAsync();
        var token = await LinkAsync(host, names);
        await host.Services.GetRequiredService<Database>().InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                "update accounts_password_reset set expires_at = @then where account_id = @id", ("then", DateTimeOffset.UnixEpoch), ("id", int.Parse(names["customer"], System.Globalization.CultureInfo.InvariantCulture))),
            Ending);

        using var set = await PostAsync(host, token, Chosen);
        set.StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    private static async Task<(InvapiHost Host, Dictionary<string, string> Names)> CustomerAsync()
    {
        var host = await InvapiHost.OfAsync("quick");
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        await new Given(host, names).PrepareAsync("customer with credit 1, auto-pay on");
        return (host, names);
    }

    /// <summary>Asks for a link and reads it as the customer does, in the latest mail.</summary>
    private static async Task<string> LinkAsync(InvapiHost host, Dictionary<string, string> names)
    {
        (await host.PostAsync("/whmcs.php", ("action", "reset_password"), ("token", names["token"]), ("email", names["email"]))).ShouldContain("\"result\":\"OK\"");
        var body = await host.Services.GetRequiredService<Database>().ReadAsync(
            session => session.ScalarAsync<string>("select body from mail_message where recipient = @to order by id desc limit 1", ("to", names["email"])), Ending);
        var link = Link().Match(body!);
        link.Success.ShouldBeTrue(body);
        return link.Groups["token"].Value;
    }

    private static async Task<string> StoredAsync(InvapiHost host, Dictionary<string, string> names) =>
        (await host.Services.GetRequiredService<Database>().ReadAsync(
            session => session.ScalarAsync<string>("select password_hash from accounts_account where email = @email", ("email", names["email"])), Ending))!;

    private static Uri Page(string token) => new($"/reset-password?token={Uri.EscapeDataString(token)}", UriKind.Relative);

    private static async Task<HttpResponseMessage> PostAsync(InvapiHost host, string token, string password)
    {
        using var form = new FormUrlEncodedContent([new("token", token), new("password", password)]);
        return await host.Client.PostAsync(new Uri("/reset-password", UriKind.Relative), form, Ending);
    }

    [GeneratedRegex("^https://api\\.example\\.net/reset-password\\?token=(?<token>[0-9a-f]{64})\\r?$", RegexOptions.Multiline)]
    private static partial Regex Link();
}
