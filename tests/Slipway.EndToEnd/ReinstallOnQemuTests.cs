using System.Globalization;
using System.Text;
using System.Text.Json;
using Renci.SshNet;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>The second half of the vendor's FAQ in real guests: another system and other software, nothing of the old, and a system of one's own.</summary>
public sealed class ReinstallOnQemuTests
{
    private const string FirstPassword = "Abcd1234";
    private const string SecondPassword = "Wxyz9876";

    // In the sources in two parts, so that it stands nowhere but on the guest's disk.
    private static readonly string Canary = string.Concat("canary-of-the-old-", "tenant-5f2c");

    [Fact]
    public async Task A_server_gets_another_system_and_nothing_of_the_old_one_is_left()
    {
        using var catalog = new BrokenSoftware();
        await using var daemon = await Slipwayd.StartedAsync("qemu", null, ("Catalog:Folder", catalog.Folder), ("Orders:SoftwareWithin", "00:00:15"));
        var customer = await daemon.CustomerAsync(credit: 100);
        using var key = new TemporaryKey();

        // :: The FAQ's order: Debian 11 with WordPress. Its page answers through the port that show tells.
        var ordered = await customer.OrderAsync(FirstPassword, ("soft_id", "20"));
        var card = await customer.ReadyAsync(ordered, seconds: 300);
        var software = card.GetProperty("software");
        software.GetProperty("password_file").GetString().ShouldBe("/root/wordpress-credentials.txt");
        (await GetAsync(software.GetProperty("url").GetString()!)).ShouldContain("WordPress");
        var address = card.GetProperty("IP")[0].GetProperty("ip").GetString();
        using (var ssh = await Ssh.LoginAsync(PasswordAt(card, FirstPassword)))
        {
            ssh.Ask("stat -c %a /root/wordpress-credentials.txt").ShouldBe("600");
            ssh.Ask($"i=0; while [ $i -lt 3000 ]; do echo {Canary} $i; i=$((i+1)); done > /root/canary; cp /root/canary /var/tmp/; sync; wc -l < /root/canary").ShouldBe("3000");
        }

        // A second name for the old disk, to look into it when it is gone.
        var machine = Path.Combine(daemon.Data, "machines", $"server-{ordered.Server}");
        var oldDisk = Path.Combine(daemon.Data, "old-disk");
        using (var link = System.Diagnostics.Process.Start("ln", [Path.Combine(machine, "disk.qcow2"), oldDisk]))
        {
            await link.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        DiskImage.FindInFile(oldDisk, Encoding.ASCII.GetBytes(Canary)).ShouldNotBeEmpty("the search must be able to find it");

        // :: Debian 12 with nginx and PHP, a key, a smaller root, a script that fails: what the guest shows is what was asked for.
        var reinstalling = await ReinstallAsync(
            customer, ordered.Server,
            ("os_id", "219"), ("soft_id", "38"), ("root_pass", SecondPassword), ("hostname", "web-02.example.org"), ("ssh_key", key.Public), ("root_size", "60"),
            ("post_install_script", "#!/bin/sh\necho what the customer wanted\nexit 3\n"));
        var second = await customer.CallAsync("eq", "order_instance", ("id", Text(ordered.Server)), ("os_id", "180"), ("root_pass", SecondPassword));
        second.GetProperty("error").GetString().ShouldBe($"reinstall: server {ordered.Server} is already being reinstalled");
        second.GetProperty("callback").GetString().ShouldBe(reinstalling);
        (await customer.UntilOverAsync(reinstalling, seconds: 300)).GetProperty("result").ToString().ShouldBe("OK", daemon.Log);

        card = await customer.ShowAsync(ordered.Server);
        card.GetProperty("server_data").GetProperty("os").GetString().ShouldBe("Debian 12");
        card.GetProperty("server_data").GetProperty("hostname").GetString().ShouldBe("web-02.example.org");
        card.GetProperty("IP")[0].GetProperty("ip").GetString().ShouldBe(address);
        card.GetProperty("install").GetProperty("state").GetString().ShouldBe("installed");
        card.GetProperty("install").GetProperty("post_install_exit_code").GetInt32().ShouldBe(3);
        card.GetProperty("install").GetProperty("post_install_output").GetString().ShouldBe("what the customer wanted\n");
        (await GetAsync(card.GetProperty("software").GetProperty("url").GetString()!)).ShouldContain("nginx and PHP");
        using (var ssh = await Ssh.LoginAsync(PasswordAt(card, SecondPassword)))
        {
            ssh.Ask(". /etc/os-release; echo $ID $VERSION_ID").ShouldBe("debian 12");
            ssh.Ask("hostname --fqdn").ShouldBe("web-02.example.org");
            ssh.Ask("grep -c web-02.example.org /etc/hosts").ShouldBe("1");
            ssh.Ask("readlink -f /etc/localtime; cat /etc/timezone").ShouldBe("/usr/share/zoneinfo/Europe/Amsterdam\nEurope/Amsterdam");
            ssh.Ask("findmnt -n -o FSTYPE /; lsblk -nr -o TYPE | grep -c lvm").ShouldBe("ext4\n0");
            var percent = int.Parse(ssh.Ask("d=$(lsblk -nbd -o SIZE /dev/vda); p=$(lsblk -nb -o SIZE $(findmnt -n -o SOURCE /)); echo $((p * 100 / d))"), CultureInfo.InvariantCulture);
            percent.ShouldBeInRange(58, 60);
            ssh.Ask($"grep -rl {Canary} / --exclude-dir=proc --exclude-dir=sys 2>/dev/null; ls /root /var/tmp").ShouldNotContain("canary");
            ssh.Ask("ls -d /usr/share/wordpress 2>/dev/null").ShouldBe("");
        }

        using (await Ssh.LoginAsync(KeyAt(card, key.File)))
        {
        }

        await Should.ThrowAsync<Renci.SshNet.Common.SshAuthenticationException>(async () => (await Ssh.LoginAsync(PasswordAt(card, FirstPassword))).Dispose());

        // :: Nothing of the old: not in what was its disk, not in anything below the machine, not in what the new guest could read.
        DiskImage.FindInFile(oldDisk, Encoding.ASCII.GetBytes(Canary)).ShouldBeEmpty();
        foreach (var file in Directory.EnumerateFiles(machine))
        {
            DiskImage.FindInFile(file, Encoding.ASCII.GetBytes(Canary)).ShouldBeEmpty();
        }

        await customer.SwitchAsync("hard_off", ordered.Server, seconds: 30);
        (await DiskImage.FindAsync(Path.Combine(machine, "disk.qcow2"), Encoding.ASCII.GetBytes(Canary))).ShouldBeEmpty();

        // :: Software that never answers: the server says so, keeps its record, and nothing is charged.
        var credit = await customer.CreditAsync();
        var failing = await customer.UntilOverAsync(
            await ReinstallAsync(customer, ordered.Server, ("os_id", "180"), ("soft_name", BrokenSoftware.Name), ("root_pass", FirstPassword)), seconds: 300);
        failing.GetProperty("error").GetString().ShouldNotBeNull().ShouldContain("reinstall failed: The step install-software did not end within 0.3 minutes");
        daemon.Guests.ShouldBeEmpty();
        card = await customer.ShowAsync(ordered.Server);
        card.GetProperty("server_data").GetProperty("status").GetString().ShouldBe("power_off");
        card.GetProperty("install").GetProperty("state").GetString().ShouldBe("none");
        card.GetProperty("install").GetProperty("reason").GetString().ShouldNotBeNull().ShouldContain("install-software");
        (await customer.CreditAsync()).ShouldBe(credit);

        // :: A blank disk, and a machine that is on.
        (await customer.UntilOverAsync(await ReinstallAsync(customer, ordered.Server, ("own_os", "1"), ("os_id", "0")), seconds: 60)).GetProperty("result").ToString().ShouldBe("OK");
        daemon.Guests.ShouldHaveSingleItem();
        card = await customer.ShowAsync(ordered.Server);
        card.GetProperty("install").GetProperty("state").GetString().ShouldBe("own");
        card.GetProperty("server_data").GetProperty("status").GetString().ShouldBe("rent");
        await customer.SwitchAsync("hard_off", ordered.Server, seconds: 30);
        await DiskIsBlankAsync(Path.Combine(machine, "disk.qcow2"));

        // :: Each erasing is on record, signed.
        var records = (await customer.CallAsync("eq", "erase_record", ("id", Text(ordered.Server)))).GetProperty("records");
        records.GetArrayLength().ShouldBe(3);
        records.EnumerateArray().Select(record => record.GetProperty("reason").GetString()).ShouldAllBe(reason => reason == "reinstallation");
        records[0].GetProperty("disks")[0].GetProperty("bytes").GetInt64().ShouldBeGreaterThan(1_000_000);
    }

    private static async Task<string> ReinstallAsync(CustomerSession customer, int server, params (string Name, string Value)[] fields)
    {
        var answer = await customer.CallAsync("eq", "order_instance", [("id", Text(server)), .. fields]);
        answer.GetProperty("result").ToString().ShouldBe("OK", answer.GetRawText());
        answer.GetProperty("id").GetInt32().ShouldBe(server);
        return answer.GetProperty("callback").GetString()!;
    }

    private static async Task DiskIsBlankAsync(string disk)
    {
        var start = new System.Diagnostics.ProcessStartInfo("qemu-img", ["map", "--output=json", disk]) { RedirectStandardOutput = true };
        using var map = System.Diagnostics.Process.Start(start)!;
        using var extents = JsonDocument.Parse(await map.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken));
        extents.RootElement.EnumerateArray().ShouldAllBe(extent => extent.GetProperty("zero").GetBoolean());
    }

    private static async Task<string> GetAsync(string url)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        return await client.GetStringAsync(new Uri(url), TestContext.Current.CancellationToken);
    }

    private static PasswordConnectionInfo PasswordAt(JsonElement card, string password) => new(HostOf(card), PortOf(card), "root", password);

    private static PrivateKeyConnectionInfo KeyAt(JsonElement card, string file) => new(HostOf(card), PortOf(card), "root", new PrivateKeyFile(file));

    private static string HostOf(JsonElement card) => card.GetProperty("server_data").GetProperty("access").GetProperty("ssh_host").GetString()!;

    private static int PortOf(JsonElement card) => card.GetProperty("server_data").GetProperty("access").GetProperty("ssh_port").GetInt32();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A provider's own catalog with software whose check never passes.</summary>
    private sealed class BrokenSoftware : IDisposable
    {
        public const string Name = "Never ready";

        public BrokenSoftware()
        {
            var recipe = Directory.CreateDirectory(Path.Combine(Folder, "software", "never-ready"));
            File.WriteAllText(Path.Combine(recipe.FullName, "software.yaml"), $$"""
                id: 990
                name: {{Name}}
                os: [debian-11]
                kinds: [vm]
                minimum: {cores: 1, ram_gb: 1, disk_gb: 10}
                ports: [80]
                install: first-boot
                check: {port: 80, path: /, contains: it works}
                """);
            File.WriteAllText(Path.Combine(recipe.FullName, "install.sh"), "#!/bin/sh\ntouch /root/installed\n");
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("sw-catalog-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
