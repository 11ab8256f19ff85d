using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using Slipway.Conformance.Invapi;
using Xunit;

namespace Slipway.Conformance.Consoles;

/// <summary>The files of the page: that they are there, closed to others, and kept by browsers for as long as they may.</summary>
public sealed partial class ConsolePageTests
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_file_that_the_page_needs_is_there_with_its_type()
    {
        Queue<string> ahead = new(["/novnc/"]);
        HashSet<string> seen = [];
        while (ahead.TryDequeue(out var path))
        {
            if (!seen.Add(path))
            {
                continue;
            }

            using var answer = await GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            var text = await answer.Content.ReadAsStringAsync(Ending);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe(Path.GetExtension(path) switch { ".js" => "text/javascript", ".css" => "text/css", _ => "text/html" });
            foreach (var next in (path.EndsWith(".js", StringComparison.Ordinal) ? Import() : Reference()).Matches(text).Select(match => match.Groups["path"].Value).Where(next => next != "data:,"))
            {
                ahead.Enqueue(new Uri(new Uri($"http://x{path}"), next).AbsolutePath);
            }
        }

        seen.Count.ShouldBeGreaterThan(50, "noVNC has many files");
        seen.ShouldAllBe(path => path.StartsWith("/novnc/"));
    }

    [Theory]
    [InlineData("/novnc/", "no-cache")]
    [InlineData("/novnc/console.js", "no-cache")]
    [InlineData("/novnc/novnc-1.7.0/core/rfb.js", "public, max-age=31536000, immutable")]
    public async Task Pages_are_closed_to_others_and_kept_as_long_as_they_are_the_same(string path, string kept)
    {
        using var answer = await GetAsync(path);

        string Header(string name) => string.Join(", ", answer.Headers.GetValues(name));
        Header("Referrer-Policy").ShouldBe("no-referrer");
        Header("X-Frame-Options").ShouldBe("DENY");
        Header("X-Content-Type-Options").ShouldBe("nosniff");
        Header("Cache-Control").ShouldBe(kept);
        var policy = Header("Content-Security-Policy");
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self'; ");
        policy.ShouldContain("connect-src 'self' wss://api.example.net;");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");

        var host = await InvapiHost.OfAsync("quick");
        using var again = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative)) { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
        using var same = await host.Client.SendAsync(again, Ending);
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task The_page_has_no_script_or_style_of_its_own()
    {
        using var answer = await GetAsync("/novnc/");
        var page = await answer.Content.ReadAsStringAsync(Ending);

        Inline().IsMatch(page).ShouldBeFalse(page);
    }

    [Fact]
    public async Task Without_the_slash_one_is_led_to_the_page()
    {
        using var answer = await GetAsync("/novnc");

        answer.StatusCode.ShouldBe(HttpStatusCode.Found);
        answer.Headers.Location!.ToString().ShouldBe("novnc/");
    }

    [Theory]
    [InlineData("/novnc/nothing.js")]
    [InlineData("/novnc/README.md")]
    [InlineData("/novnc/../slipway.db")]
    [InlineData("/novnc/%2e%2e/%2e%2e/etc/passwd")]
    public async Task What_is_not_of_the_page_is_not_there(string path)
    {
        using var answer = await GetAsync(path);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<HttpResponseMessage> GetAsync(string path)
    {
        var host = await InvapiHost.OfAsync("quick");
        return await host.Client.GetAsync(new Uri(path, UriKind.Relative), Ending);
    }

    [GeneratedRegex("""^(import|export)\b[^;]*?["'](?<path>\.{1,2}/[^"']+\.js)["']""", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("(src|href)=\"(?<path>[^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("""<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=""")]
    private static partial Regex Inline();
}
