using Shouldly;
using Slipway.Drivers.Qemu;
using Slipway.Machines;
using Xunit;

namespace Slipway.Tests.Drivers;

public sealed class QemuNetworkTests
{
    [Fact]
    public void A_disk_that_goes_back_is_given_its_addresses_anew()
    {
        var folder = Directory.CreateTempSubdirectory("qemu-network-");
        try
        {
            var files = new QemuFiles(folder.FullName, "");
            QemuNetwork.Forgotten(files);
            QemuNetwork.Find(files).ShouldBeNull("nothing was ever asked for");

            new QemuNetwork([new ExtraAddress("10.64.0.13", 16)], LinkUp: false, Brought: "server-1-a").Save(files);
            QemuNetwork.Forgotten(files);

            var network = QemuNetwork.Find(files).ShouldNotBeNull();
            network.Brought.ShouldBeNull();
            network.LinkUp.ShouldBeFalse();
            network.Extra.ShouldBe([new ExtraAddress("10.64.0.13", 16)]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
