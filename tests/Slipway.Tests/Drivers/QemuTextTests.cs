using Shouldly;
using Slipway.Drivers.Qemu;
using Slipway.Machines;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Drivers;

/// <summary>What the QEMU driver generates, held by golden files beside this test.</summary>
public sealed class QemuTextTests
{
    private const string Hash = "$6$saltsaltsaltsalt$hash";

    private static readonly MachineAddress Address = new("203.0.113.77", 24, "203.0.113.1", "52:54:00:12:34:56");

    [Fact]
    public void Arguments_under_emulation_with_a_seed_and_web_ports() => Golden.ShouldMatch(
        Lines(Machine(new SortedDictionary<int, int> { [22] = 22011, [80] = 28000, [443] = 28001 }), kvm: false, withSeed: true, "/var/lib/slipway/machines/server-70211"),
        "arguments-tcg.golden.txt");

    [Fact]
    public void Arguments_with_kvm_and_no_seed_in_a_folder_with_a_comma() => Golden.ShouldMatch(
        Lines(Machine(new SortedDictionary<int, int> { [22] = 22011 }), kvm: true, withSeed: false, "/srv/a,b/server-70211"),
        "arguments-kvm.golden.txt");

    [Fact]
    public void Seed_with_everything() => Golden.ShouldMatch(
        Text(NoCloudSeed.For(
            "server-70211-1",
            new Installation("web1.example.test", new Secret("never-in-it"), "ssh-ed25519 AAAA it's me\r\nssh-rsa BBBB", new Secret("#!/bin/sh\r\necho hello\r\n"), RootSizePercent: 60),
            Hash)),
        "seed-full.golden.txt");

    [Fact]
    public void Seed_with_the_least() => Golden.ShouldMatch(
        Text(NoCloudSeed.For("server-70211-1", new Installation("web1", new Secret("never-in-it"), SshKey: null, PostInstallScript: null), Hash)),
        "seed-plain.golden.txt");

    [Fact]
    public void Seed_afterwards() => Golden.ShouldMatch(
        Text(NoCloudSeed.Forgotten("server-70211-1", "web1.example.test")),
        "seed-forgotten.golden.txt");

    private static QemuMachine Machine(SortedDictionary<int, int> ports) =>
        QemuMachine.From(new MachineSpecification(new MachineRef("server-70211", "NL-1"), 2, 1024, 10, new ImageRef("debian-11", null), Address), new ChosenPorts(ports, []))
            with
        { Uuid = Guid.Parse("6f1c1a3e-0000-4000-8000-000000070211") };

    private static string Lines(QemuMachine machine, bool kvm, bool withSeed, string folder) => string.Join(
        '\n',
        QemuArguments.For(machine, new QemuFiles(folder, "/var/lib/slipway/backups/server-70211"), UserNetwork.For(Address).Value, new QemuLaunch(kvm, 128, "127.0.0.1", "writeback"), withSeed)) + "\n";

    private static string Text(NoCloudSeed seed)
    {
        seed.UserData.ShouldNotContain("never-in-it");
        return $"meta-data\n---------\n{seed.MetaData}\nuser-data\n---------\n{seed.UserData}";
    }
}
