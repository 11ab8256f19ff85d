using System.Globalization;
using System.Text;
using System.Text.Json;
using Renci.SshNet;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.EndToEnd;

/// <summary>The inside of a real server through the API: tasks with their effect, its load, and what went through its port.</summary>
public sealed class GuestOnQemuTests
{
    private const string Password = "Abcd1234";

    [Fact]
    public async Task Tasks_change_the_server_its_load_is_told_and_its_traffic_counted()
    {
        await using var daemon = await Slipwayd.StartedAsync("qemu", null, ("Traffic:Every", "00:00:05"));
        var customer = await daemon.CustomerAsync(credit: 50);
        using var key = new TemporaryKey();
        var ordered = await customer.OrderAsync(Password, ("os_id", "219"));
        var access = (await customer.ReadyAsync(ordered, seconds: 400)).GetProperty("server_data").GetProperty("access");
        var id = ordered.Server.ToString(CultureInfo.InvariantCulture);
        var (host, port) = (access.GetProperty("ssh_host").GetString()!, access.GetProperty("ssh_port").GetInt32());

        (await customer.CallAsync("jenkins", "get_tasks", ("id", id))).GetProperty("tasks").GetArrayLength().ShouldBe(5);
        var scope = (await RunAsync("set-timezone", ("params[timezone]", "Europe/Amsterdam"))).GetProperty("scope");
        scope.GetProperty("exit_status").GetInt32().ShouldBe(0);
        scope.GetProperty("output").GetString().ShouldNotBeNull().ShouldStartWith("The time zone is Europe/Amsterdam; it is ");
        (await RunAsync("add-ssh-key", ("params[ssh_key]", key.Public))).GetProperty("result").ToString().ShouldBe("OK");
        (await RunAsync("enable-swap", ("params[size_mb]", "64"))).GetProperty("result").ToString().ShouldBe("OK");

        // One that ends badly says so, with its own words; so does one whose key is there already, which is none of that.
        var failed = await RunAsync("add-ssh-key", ("params[ssh_key]", key.Public), ("params[user]", "nobody-here"));
        failed.GetProperty("result").GetInt32().ShouldBe(-1);
        failed.GetProperty("error").GetString().ShouldBe("run_task failed: Add an SSH key ended with exit code 2: This server has no user nobody-here.");
        (await RunAsync("add-ssh-key", ("params[ssh_key]", key.Public))).GetProperty("scope").GetProperty("output").GetString().ShouldBe("The key is there already.\n");

        using (var ssh = await Ssh.LoginAsync(new PrivateKeyConnectionInfo(host, port, "root", new PrivateKeyFile(key.File))))
        {
            ssh.Ask("date +%Z; cat /etc/timezone").ShouldMatch("^(CET|CEST)\nEurope/Amsterdam$");
            ssh.Ask("grep -c . /root/.ssh/authorized_keys; stat -c %a /root/.ssh /root/.ssh/authorized_keys | xargs").ShouldBe("1\n700 600");
            ssh.Ask("swapon --noheadings --show=NAME; grep -c slipway/swap /etc/fstab").ShouldBe("/var/lib/slipway/swap\n1");
            ssh.Ask("ls -A /run/slipway/tasks").ShouldBe("");
        }

        var load = (await OverAsync(await customer.CallAsync("vm", "load_stats", ("id", id)))).GetProperty("scope");
        load.GetProperty("cpu").GetProperty("percent").GetDouble().ShouldBeInRange(0, 100);
        load.GetProperty("memory").GetProperty("used").GetInt64().ShouldBeInRange(20_000_000, load.GetProperty("memory").GetProperty("total").GetInt64());
        load.GetProperty("disk").GetProperty("written").GetInt64().ShouldBeGreaterThan(64_000_000);
        load.GetProperty("network").GetProperty("in").GetInt64().ShouldBeGreaterThan(1_000);
        (await customer.CallAsync("vm", "get_engine")).GetProperty("engine").GetString().ShouldBe("QEMU");

        // Four megabytes into the server, then the bytes that were counted.
        await Facts.UntilAsync("the counters were read", async () => (await TrafficAsync()).Series > 0, TimeSpan.FromSeconds(60));
        var before = await TrafficAsync();
        using (var sftp = new SftpClient(host, port, "root", Password))
        {
            await sftp.ConnectAsync(TestContext.Current.CancellationToken);
            using var content = new MemoryStream(new byte[4_000_000]);
            await sftp.UploadFileAsync(content, "/root/upload", TestContext.Current.CancellationToken);
        }

        await Facts.UntilAsync("four megabytes more are counted", async () => (await TrafficAsync()).In - before.In >= 4_000_000, TimeSpan.FromSeconds(60));
        var after = await TrafficAsync();
        (after.In - before.In).ShouldBeLessThan(8_000_000);
        after.Picture.ShouldContain("<svg");
        after.Picture.ShouldContain($"Server {id}, eth0, day");

        // A daemon that is killed goes on counting where it was.
        await daemon.KillAsync();
        await daemon.StartAsync();
        using (await Ssh.LoginAsync(new PasswordConnectionInfo(host, port, "root", Password)))
        {
        }

        await Facts.UntilAsync("the counters are read again", async () => (await TrafficAsync()).In > after.In, TimeSpan.FromSeconds(60));
        (await TrafficAsync()).In.ShouldBeLessThan(after.In + 4_000_000);

        async Task<(long In, int Series, string Picture)> TrafficAsync()
        {
            var answer = await customer.CallAsync("net", "show_cacti", ("id", id), ("graph", "1"));
            answer.GetProperty("result").ToString().ShouldBe("OK", answer.GetRawText());
            return (answer.GetProperty("in").GetInt64(), answer.GetProperty("series").GetArrayLength(), Encoding.UTF8.GetString(Convert.FromBase64String(answer.GetProperty("image").GetString()!.Split(',')[1])));
        }

        async Task<JsonElement> RunAsync(string task, params (string Name, string Value)[] more) => await OverAsync(await customer.CallAsync("jenkins", "call", [("id", id), ("task", task), .. more]));

        async Task<JsonElement> OverAsync(JsonElement begun)
        {
            begun.GetProperty("result").ToString().ShouldBe("OK", begun.GetRawText());
            return await customer.UntilOverAsync(begun.GetProperty("callback").GetString()!, seconds: 180);
        }
    }
}
