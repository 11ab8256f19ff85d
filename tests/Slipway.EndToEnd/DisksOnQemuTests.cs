using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Renci.SshNet;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>A real guest gets back what it has deleted, from a snapshot and from a backup, and reads a disc that came over HTTP.</summary>
public sealed class DisksOnQemuTests
{
    private const string Password = "Abcd1234";

    [Fact]
    public async Task A_deleted_file_comes_back_and_a_disc_is_read()
    {
        await using var daemon = await Slipwayd.StartedAsync("qemu", null, ("Media:AllowPrivateUrls", "true"));
        var customer = await daemon.CustomerAsync(credit: 100);
        var ordered = await customer.OrderAsync(Password, ("os_id", "219"));
        var card = await customer.ReadyAsync(ordered, seconds: 300);
        var id = ordered.Server.ToString(CultureInfo.InvariantCulture);

        // :: A snapshot of the running server, the file deleted, and it is back.
        (await AskAsync(card, "echo what-the-customer-wrote > /root/kept; sync; cat /root/kept")).ShouldBe("what-the-customer-wrote");
        await DoneAsync(daemon, customer, "vm", "create_snapshot", 60, ("id", id), ("name", "before"));
        (await AskAsync(card, "rm /root/kept; echo later > /root/later; sync; ls /root")).ShouldBe("later");
        var listed = await DoneAsync(daemon, customer, "vm", "get_snapshot", 30, ("id", id));
        listed.GetProperty("scope").GetProperty("snapshots")[0].GetProperty("name").GetString().ShouldBe("before");
        await DoneAsync(daemon, customer, "vm", "restore_snapshot", 300, ("id", id), ("name", "before"));
        (await AskAsync(card, "cat /root/kept; ls /root")).ShouldBe("what-the-customer-wrote\nkept");
        daemon.Guests.ShouldHaveSingleItem();

        // :: The same from a backup that was made while it ran.
        await DoneAsync(daemon, customer, "eq", "create_backup", 300, ("id", id), ("name", "night"));
        await DoneAsync(daemon, customer, "vm", "remove_snapshot", 60, ("id", id), ("name", "before"));
        (await AskAsync(card, "rm /root/kept; sync; ls /root")).ShouldBe("");
        await DoneAsync(daemon, customer, "vm", "restore_snapshot", 300, ("id", id), ("name", "night"), ("type", "backup"));
        (await AskAsync(card, "cat /root/kept")).ShouldBe("what-the-customer-wrote");

        // :: A disc from a URL, in the guest's drive, and out again.
        var (iso, sum) = MakeIso(daemon.Data);
        using var web = new TcpListener(IPAddress.Loopback, 0);
        web.Start();
        var serving = ServeAsync(web, iso);
        var upload = await customer.CallAsync("iso", "upload", ("url", $"http://127.0.0.1:{((IPEndPoint)web.LocalEndpoint).Port}/disc.iso"), ("name", "My disc"), ("sha256", sum));
        (await customer.UntilOverAsync(upload.GetProperty("callback").GetString()!, 60)).GetProperty("result").ToString().ShouldBe("OK", daemon.Log);
        await serving;
        (await AskAsync(card, "blockdev --getsize64 /dev/sr0 2>&1 | grep -c 'No medium'")).ShouldBe("1");
        await DoneAsync(daemon, customer, "iso", "mount_iso", 60, ("id", id), ("iso_id", upload.GetProperty("id").ToString()));
        (await AskAsync(card, "mount -o ro /dev/sr0 /mnt && cat /mnt/hello.txt; umount /mnt")).ShouldBe("read from the disc");
        await DoneAsync(daemon, customer, "iso", "unmount_iso", 60, ("id", id));
        (await AskAsync(card, "mount -o ro /dev/sr0 /mnt 2>/dev/null && echo still-there || echo gone")).ShouldBe("gone");

        // :: The end of the server takes the copies along.
        Directory.EnumerateFiles(Path.Combine(daemon.Data, "backups"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        var cancelled = await customer.CallAsync("whmcs", "request_cancellation", ("id", id), ("cancellation_type", "1"), ("cancellation_reason", "test"));
        cancelled.GetProperty("result").ToString().ShouldNotBe("-1", cancelled.GetRawText());
        await Facts.UntilAsync("nothing of the machine is left", () => Task.FromResult(
            daemon.Guests.Length == 0 && !Directory.EnumerateFileSystemEntries(Path.Combine(daemon.Data, "machines")).Any() && !Directory.EnumerateFileSystemEntries(Path.Combine(daemon.Data, "backups")).Any()), TimeSpan.FromMinutes(2));
    }

    private static async Task<JsonElement> DoneAsync(Slipwayd daemon, CustomerSession customer, string module, string action, int seconds, params (string Name, string Value)[] fields)
    {
        var answer = await customer.CallAsync(module, action, fields);
        answer.GetProperty("result").ToString().ShouldBe("OK", answer.GetRawText());
        var over = await customer.UntilOverAsync(answer.GetProperty("callback").GetString()!, seconds);
        over.GetProperty("result").ToString().ShouldBe("OK", $"{over.GetRawText()}\n{daemon.Log}");
        over.GetProperty("context").GetProperty("action").GetString().ShouldBe(action);
        return over;
    }

    private static async Task<string> AskAsync(JsonElement card, string question)
    {
        var access = card.GetProperty("server_data").GetProperty("access");
        using var ssh = await Ssh.LoginAsync(new PasswordConnectionInfo(access.GetProperty("ssh_host").GetString()!, access.GetProperty("ssh_port").GetInt32(), "root", Password));
        return ssh.Ask(question);
    }

    private static (string File, string Sha256) MakeIso(string folder)
    {
        var tree = Directory.CreateDirectory(Path.Combine(folder, "disc")).FullName;
        File.WriteAllText(Path.Combine(tree, "hello.txt"), "read from the disc\n");
        var iso = Path.Combine(folder, "made.iso");
        using var xorriso = Process.Start("xorriso", ["-as", "mkisofs", "-quiet", "-V", "HELLO", "-J", "-r", "-o", iso, tree]);
        xorriso.WaitForExit();
        return (iso, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(iso))));
    }

    /// <summary>Answers one request with the file, without saying how long it is.</summary>
    private static async Task ServeAsync(TcpListener web, string file)
    {
        using var client = await web.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 })
        {
        }

        await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await stream.WriteAsync(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
    }
}
