using System.Diagnostics;
using System.Globalization;
using Slipway.Machines;
using Slipway.Testing;

namespace Slipway.Bench;

/// <summary>
/// From the order to ready, beside a bare boot: the same image, QEMU arguments and seed started by hand, until the same SSH
/// login succeeds. Taken in turns, the median of each.
/// </summary>
internal static class BootBench
{
    private const int Rounds = 3;
    private const string Password = "Abcd1234";

    public static async Task<Figure> RunAsync()
    {
        var (ours, bare) = await MeasureAsync(reinstall: false);
        return new Figure("order to ready, s / bare boot, s", ours, bare, "<= 1.05");
    }

    /// <summary>A server that runs is reinstalled: stopped, erased, made anew, booted, proven.</summary>
    public static async Task<Figure> ReinstallAsync()
    {
        var (ours, bare) = await MeasureAsync(reinstall: true);
        return new Figure("reinstall to ready, s / bare boot, s", ours, bare, "<= 1.05");
    }

    /// <summary>Ready is when the software answers too; the bare boot of the same image ends with the login.</summary>
    public static async Task<Figure> SoftwareAsync()
    {
        var (ours, bare) = await MeasureAsync(reinstall: false, ("os_id", "219"), ("soft_id", "38"));
        return new Figure("order with nginx + PHP, s / bare boot, s", ours, bare, "<= 1.15");
    }

    private static async Task<(double Ours, double Bare)> MeasureAsync(bool reinstall, params (string Name, string Value)[] fields)
    {
        List<double> ours = [], bare = [];
        // The first round of each only warms the page cache.
        for (var round = 0; round <= Rounds; round++)
        {
            await using var daemon = await Slipwayd.StartedAsync("qemu");
            var customer = await daemon.CustomerAsync(credit: 100);
            var watch = Stopwatch.StartNew();
            var ordered = await customer.OrderAsync(Password, fields);
            var machine = Path.Combine(daemon.Data, "machines", $"server-{ordered.Server}");
            await Facts.UntilAsync("the guest runs", () => Task.FromResult(File.Exists($"{machine}/pid") && File.ReadAllText($"{machine}/pid").EndsWith('\n')));
            // The seed is wiped when the guest has it, so it is copied while it boots.
            var copy = new BareGuest(daemon.Data, machine);
            await customer.ReadyAsync(ordered, seconds: 240);
            if (reinstall)
            {
                watch.Restart();
                var again = await customer.CallAsync("eq", "order_instance", ("id", ordered.Server.ToString(CultureInfo.InvariantCulture)), ("os_id", "180"), ("root_pass", Password));
                await customer.UntilOverAsync(again.GetProperty("callback").GetString()!, seconds: 240);
            }

            ours.Add(watch.Elapsed.TotalSeconds);
            await customer.SwitchAsync("hard_off", ordered.Server, seconds: 30);
            bare.Add(await copy.BootAsync());
        }

        return (Median(ours.Skip(1)), Median(bare.Skip(1)));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private sealed class BareGuest
    {
        private readonly string _folder;
        private readonly List<string> _arguments;
        private readonly int _port;

        public BareGuest(string data, string machine)
        {
            _folder = Path.Combine(data, "bare");
            Directory.CreateDirectory(_folder);
            File.Copy($"{machine}/seed.iso", $"{_folder}/seed.iso");
            var pid = int.Parse(File.ReadAllText($"{machine}/pid"), CultureInfo.InvariantCulture);
            var line = File.ReadAllText($"/proc/{pid}/cmdline").TrimEnd('\0').Split('\0');
            _port = int.Parse(line.Single(part => part.Contains("hostfwd=tcp:", StringComparison.Ordinal)).Split("hostfwd=tcp:127.0.0.1:")[1].Split('-')[0], CultureInfo.InvariantCulture);
            _arguments = [.. line.Select(part => part.Replace(machine, _folder, StringComparison.Ordinal))];
            Base = Path.GetFullPath($"{machine}/base.qcow2");
            Size = Programs("qemu-img", "info", "--output=json", "-U", $"{machine}/disk.qcow2");
        }

        private string Base { get; }

        private string Size { get; }

        public async Task<double> BootAsync()
        {
            var watch = Stopwatch.StartNew();
            var bytes = System.Text.Json.JsonDocument.Parse(Size).RootElement.GetProperty("virtual-size").GetInt64();
            Programs("qemu-img", "create", "-q", "-f", "qcow2", "-F", "qcow2", "-b", Base, $"{_folder}/disk.qcow2", bytes.ToString(CultureInfo.InvariantCulture));
            Programs(_arguments[0], [.. _arguments.Skip(1)]);
            var ssh = new SshLogin(TimeProvider.System);
            while (true)
            {
                var proof = await ssh.ProveAsync("127.0.0.1", _port, new Login(new Secret(Password), FirstBoot: false), CancellationToken.None);
                if (proof.Progress is Progress.Done)
                {
                    break;
                }

                await Task.Delay(proof.Progress is Progress.Again again ? again.After : throw new InvalidOperationException(proof.Progress.ToString()));
            }

            var seconds = watch.Elapsed.TotalSeconds;
            using var guest = Process.GetProcessById(int.Parse(await File.ReadAllTextAsync($"{_folder}/pid"), CultureInfo.InvariantCulture));
            guest.Kill();
            await Facts.UntilAsync("the bare guest has ended", () => Task.FromResult(!Directory.Exists($"/proc/{guest.Id}")));
            return seconds;
        }

        private static string Programs(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
        }
    }
}
