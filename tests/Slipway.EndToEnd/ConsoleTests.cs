using System.Globalization;
using Microsoft.Playwright;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>A customer opens the screen of a real server in a real browser.</summary>
public sealed class ConsoleTests
{
    private const string Chromium = "/usr/bin/chromium";

    private const string Password = "Abcd1234";

    [Fact]
    public async Task The_screen_of_a_real_server_is_seen_and_typed_into_and_its_link_opens_once()
    {
        File.Exists(Chromium).ShouldBeTrue($"{Chromium} is missing: run 'deploy/setup/debian.sh test'.");
        await using var daemon = await Slipwayd.StartedAsync("qemu");
        var customer = await daemon.CustomerAsync(credit: 50);
        var ordered = await customer.OrderAsync(Password);
        await customer.ReadyAsync(ordered, seconds: 180);
        var server = ordered.Server.ToString(CultureInfo.InvariantCulture);
        var link = (await customer.CallAsync("eq", "novnc", ("id", server), ("white_ip", "127.0.0.1"))).GetProperty("url").GetString()!;
        link.ShouldStartWith($"{daemon.Url}/novnc/#ticket=");

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            // Chromium's own walls need what a container does not give to root; the pages here are all our own.
            Args = Environment.UserName == "root" ? ["--no-sandbox", "--disable-dev-shm-usage"] : [],
        });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 900, Height = 600 } });
        List<string> complaints = [];
        List<string> addresses = [];
        page.Console += (_, message) => complaints.AddRange(message.Type == "error" ? [message.Text] : []);
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) => addresses.Add(request.Url);

        // :: The login prompt.
        await page.GotoAsync(link);
        await SaysAsync(page, "Connected");
        (await page.TitleAsync()).ShouldBe("web-01.example.org - console");
        page.Url.ShouldBe($"{daemon.Url}/novnc/", "the ticket does not stay in the address");
        await UntilAsync(page, "the prompt is on the screen", screen => screen.Lit > 200 && screen.Lines >= 2);
        var before = await LookAsync(page);
        before.Lit.ShouldBeLessThan(before.Pixels / 10, "text on a dark screen");
        KeepPicture(await page.ScreenshotAsync());

        // :: What is typed is seen.
        await page.Keyboard.TypeAsync("root");
        await page.Keyboard.PressAsync("Enter");
        await UntilAsync(page, "it asks for the password", screen => screen.Lines > before.Lines);

        // :: Typed by the page, with a capital letter: the password opens the server.
        await page.GetByRole(AriaRole.Button, new() { Name = "Type text" }).ClickAsync();
        await page.Locator("#paste-text").FillAsync($"{Password}\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "Type it" }).ClickAsync();
        await Facts.UntilAsync("root is logged in on the screen", async () =>
        {
            using var ssh = await Ssh.LoginAsync(new Renci.SshNet.PasswordConnectionInfo("127.0.0.1", await SshPortAsync(customer, ordered.Server), "root", Password));
            return ssh.Ask("ps -t tty1 -o comm= | tr '\\n' ' '").Contains("bash", StringComparison.Ordinal);
        });

        // :: Once.
        var second = await browser.NewPageAsync();
        await second.GotoAsync(link);
        await SaysAsync(second, "This link does not open the console any more: it was used, or its time is over. Get a new one (eq/novnc).");

        // :: Ended by its owner, in words.
        (await customer.CallAsync("eq", "stop_novnc", ("id", server))).GetProperty("ended").GetInt32().ShouldBe(1);
        await SaysAsync(page, "Ended: The console was ended by its owner (eq/stop_novnc).");

        // :: It spoke to nobody else, nothing on the page broke its rules, and no log has the ticket.
        addresses.ShouldAllBe(address => address.StartsWith(daemon.Url, StringComparison.Ordinal) || address.StartsWith("data:", StringComparison.Ordinal) || address.StartsWith("blob:", StringComparison.Ordinal));
        var ticket = link.Split("#ticket=")[1];
        addresses.Count(address => address.Contains(ticket, StringComparison.Ordinal)).ShouldBe(addresses.Count(address => address == link), "only as the fragment that a browser keeps to itself");
        complaints.ShouldBeEmpty();
        daemon.Log.ShouldNotContain(ticket);
        daemon.Log.ShouldContain($"a console of server {server} was opened");
    }

    private static async Task<int> SshPortAsync(CustomerSession customer, int server) =>
        (await customer.ShowAsync(server)).GetProperty("server_data").GetProperty("access").GetProperty("ssh_port").GetInt32();

    private static async Task SaysAsync(IPage page, string words)
    {
        var state = page.GetByRole(AriaRole.Status);
        await Facts.UntilAsync($"the page says '{words}', and not '{await state.TextContentAsync()}'", async () => await state.TextContentAsync() == words);
    }

    private static async Task UntilAsync(IPage page, string fact, Func<Seen, bool> isTrue) =>
        await Facts.UntilAsync(fact, async () => isTrue(await LookAsync(page)), TimeSpan.FromSeconds(60));

    /// <summary>What is on the canvas: how many pixels are lit, and how many lines hold text, which is more than a cursor.</summary>
    private static async Task<Seen> LookAsync(IPage page)
    {
        var seen = await page.EvaluateAsync<long[]>(
            """
            () => {
                const canvas = document.querySelector('#screen canvas');
                const { width, height } = canvas;
                const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
                const lines = new Array(Math.ceil(height / 16)).fill(0);
                for (let pixel = 0; pixel < width * height; pixel++) {
                    if (pixels[4 * pixel] + pixels[4 * pixel + 1] + pixels[4 * pixel + 2] > 96) {
                        lines[Math.floor(pixel / width / 16)]++;
                    }
                }
                return [width * height, lines.reduce((sum, lit) => sum + lit, 0), lines.filter(lit => lit > 24).length];
            }
            """);
        return new Seen(seen[0], seen[1], seen[2]);
    }

    /// <summary>For the guide, which shows it; <c>make console-picture</c> puts it there.</summary>
    private static void KeepPicture(byte[] png)
    {
        var folder = Path.Combine(Golden.Root, "artifacts");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "console.png"), png);
    }

    private sealed record Seen(long Pixels, long Lit, long Lines);
}
