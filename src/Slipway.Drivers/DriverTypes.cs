using Microsoft.Extensions.DependencyInjection;
using Slipway.Drivers.Fake;
using Slipway.Drivers.Qemu;
using Slipway.Machines;

namespace Slipway.Drivers;

/// <summary>The one list of driver types. A new type is a folder beside Fake/ and a line here.</summary>
internal static class DriverTypes
{
    public static IReadOnlyList<DriverType> All(IServiceProvider the) =>
    [
        new("fake")
        {
            Power = the.One<FakePower>(),
            Lifecycle = the.One<FakeLifecycle>(),
            Install = the.One<FakeInstall>(),
            Erase = the.One<FakeErase>(),
            Proof = the.One<FakeProof>(),
            Network = the.One<FakeNetworking>(),
            Management = the.One<FakeManagement>(),
            Console = the.One<FakeConsole>(),
            Snapshots = the.One<FakeSnapshots>(),
            Backups = the.One<FakeBackups>(),
            Media = the.One<FakeMedia>(),
            Guest = the.One<FakeGuest>(),
            Measure = the.One<FakeMeasure>(),
            Engine = the.One<FakeEngine>(),
        },
        new("qemu")
        {
            IsOnlyVirtual = true,
            IsOnlyLinux = true,
            Power = the.One<QemuPower>(),
            Lifecycle = the.One<QemuLifecycle>(),
            Install = the.One<QemuInstall>(),
            Erase = the.One<QemuErase>(),
            Proof = the.One<QemuProof>(),
            Console = the.One<QemuConsole>(),
            Snapshots = the.One<QemuSnapshots>(),
            Backups = the.One<QemuBackups>(),
            Media = the.One<QemuMedia>(),
            Guest = the.One<QemuGuest>(),
            Network = the.One<QemuNetworking>(),
            Measure = the.One<QemuMeasure>(),
            Engine = the.One<QemuEngine>(),
        },
    ];

    private static T One<T>(this IServiceProvider the)
        where T : class => ActivatorUtilities.GetServiceOrCreateInstance<T>(the);
}
