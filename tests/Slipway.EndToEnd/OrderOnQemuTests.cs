using System.Globalization;
using Renci.SshNet;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>A real guest from the order to the power switch, with the mail sent by SMTP.</summary>
public sealed class OrderOnQemuTests
{
    private const string Password = "Abcd1234";

    [Fact]
    public async Task An_ordered_server_comes_up_is_announced_by_mail_and_obeys_its_switches()
    {
        await using var sink = MailSink.Started(refusals: 1);
        await using var daemon = await Slipwayd.StartedAsync("qemu", null, ("Mail:Host", "127.0.0.1"), ("Mail:Port", sink.Port.ToString(CultureInfo.InvariantCulture)));
        var customer = await daemon.CustomerAsync(credit: 50);
        using var customerKey = new TemporaryKey();

        var ordered = await customer.OrderAsync(
            Password, ("ssh_key", customerKey.Public), ("post_install_script", "#!/bin/sh\necho made-by-the-customer > /root/made; exit 0\n"));
        (await customer.ShowAsync(ordered.Server)).GetProperty("server_data").GetProperty("status").GetString().ShouldBe("TT");
        (await customer.CallAsync("eq", "update_servers")).GetProperty("servers").EnumerateArray().Select(id => id.GetInt32()).ShouldBe([ordered.Server]);

        var card = await customer.ReadyAsync(ordered, seconds: 180);
        var data = card.GetProperty("server_data");
        data.GetProperty("status").GetString().ShouldBe("rent");
        var access = data.GetProperty("access");
        var (host, port) = (access.GetProperty("ssh_host").GetString()!, access.GetProperty("ssh_port").GetInt32());

        using (var ssh = await Ssh.LoginAsync(new PasswordConnectionInfo(host, port, "root", Password)))
        {
            var fingerprint = $"ssh-ed25519 SHA256:{ssh.Fingerprint}";
            access.GetProperty("host_keys").EnumerateArray().Select(key => key.GetString()).ShouldContain(fingerprint);
            ssh.Ask("hostname --fqdn").ShouldBe("web-01.example.org");
            ssh.Ask("cat /root/made").ShouldBe("made-by-the-customer");
            ssh.Ask(". /etc/os-release; echo $ID $VERSION_ID").ShouldBe("debian 11");
            // The guest keeps no copy of what it was told, nor is it offered again.
            ssh.Ask($"grep -rlF {Password} /var/lib/cloud /var/log /run /etc 2>/dev/null; true").ShouldBe("");

            await MailArrivesAsync(sink, data.GetProperty("hostname").GetString()!, host, port, fingerprint);
        }

        using (await Ssh.LoginAsync(new PrivateKeyConnectionInfo(host, port, "root", new PrivateKeyFile(customerKey.File))))
        {
        }

        SecretsAreNowhere(daemon, customer);
        (await customer.CreditAsync()).ShouldBe(50 - 3.10m);

        await customer.SwitchAsync("off", ordered.Server, seconds: 90);
        daemon.Guests.ShouldBeEmpty();
        await customer.SwitchAsync("on", ordered.Server, seconds: 30);
        var guest = daemon.Guests.ShouldHaveSingleItem();
        using (var ssh = await Ssh.LoginAsync(new PasswordConnectionInfo(host, port, "root", Password)))
        {
            ssh.Ask("cat /root/made").ShouldBe("made-by-the-customer");
        }

        // A guest is no child of the daemon: another daemon finds it running.
        await daemon.KillAsync();
        await daemon.StartAsync();
        await customer.SwitchAsync("status", ordered.Server, seconds: 30);
        daemon.Guests.ShouldBe([guest]);
        await customer.SwitchAsync("hard_off", ordered.Server, seconds: 30);
        daemon.Guests.ShouldBeEmpty();
    }

    private static async Task MailArrivesAsync(MailSink sink, string hostname, string host, int port, string fingerprint)
    {
        await Facts.UntilAsync("both mails arrive, one of them at the second attempt", () => Task.FromResult(sink.Received.Count > 1));
        sink.Refused.ShouldBe(1);
        sink.Received.Count.ShouldBe(2);
        // The invoice is earned when the server is ready, and goes out as a PDF.
        var invoice = sink.Received.Single(received => received.Attachments.Any()).ShouldNotBeNull();
        invoice.Subject.ShouldBe($"Invoice INV-{DateTimeOffset.UtcNow.Year}-000001: paid, thank you");
        var file = (MimeKit.MimePart)invoice.Attachments.Single();
        using var pdf = new MemoryStream();
        await file.Content.ShouldNotBeNull().DecodeToAsync(pdf);
        System.Text.Encoding.Latin1.GetString(pdf.ToArray(), 0, 5).ShouldBe("%PDF-");
        var mail = sink.Received.Single(received => !received.Attachments.Any());
        mail.To.ToString().ShouldContain("eva@example.org");
        var text = mail.TextBody.ShouldNotBeNull();
        text.ShouldContain(hostname);
        text.ShouldContain(host);
        text.ShouldContain(port.ToString(CultureInfo.InvariantCulture));
        text.ShouldContain(fingerprint.Split(' ')[1]);
        text.ShouldNotContain(Password);
    }

    private static void SecretsAreNowhere(Slipwayd daemon, CustomerSession customer)
    {
        string[] secrets = [Password, customer.ApiKey, customer.Token, "made-by-the-customer"];
        // The guest's own disk holds what the guest was told to write.
        foreach (var path in Directory.EnumerateFiles(daemon.Data, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith(".qcow2", StringComparison.Ordinal) && new FileInfo(path).Length > 0))
        {
            var text = System.Text.Encoding.Latin1.GetString(ReadShared(path));
            secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty(path);
        }

        secrets.Where(secret => Slipwayd.CommandLine(daemon.Guests.Single()).Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }
}
