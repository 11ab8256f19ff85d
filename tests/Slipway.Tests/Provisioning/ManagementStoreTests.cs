using Shouldly;
using Slipway.Drivers.Fake;
using Slipway.Machines;
using Slipway.Network;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Testing.Databases;
using Slipway.Tests.Orders;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Provisioning;

/// <summary>Management modules and the way to them: of dedicated servers only, for a while only.</summary>
public abstract class ManagementStoreTests(DatabaseKind kind)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_temporary_login_is_told_for_an_hour_kept_no_longer_and_ends_by_itself()
    {
        await using var scene = await OpenAsync();
        var key = await StartAsync(scene, ModuleVerb.AddUser);

        var login = (await LoginAsync(scene, key)).ShouldNotBeNull();
        login.Password.Reveal().Length.ShouldBe(16);
        (await MachineAsync(scene)).ModuleUsers.ShouldBe([login.User]);
        (await scene.CountAsync($"select count(*) from workflows_run where state_json like '%{login.Password.Reveal()}%' or result_json like '%{login.Password.Reveal()}%'")).ShouldBe(0, "sealed");
        (await scene.CountAsync($"select count(*) from workflows_run where async_key = '{key}' and state_json like '%CfDJ8%'")).ShouldBe(0, "forgotten with the end of the run");
        (await scene.CountAsync($"select count(*) from workflows_run where async_key = '{key}' and result_json like '%CfDJ8%'")).ShouldBe(1);

        scene.Business.Clock.Advance(TimeSpan.FromMinutes(59));
        (await LoginAsync(scene, key)).ShouldNotBeNull();
        scene.Business.Clock.Advance(TimeSpan.FromMinutes(1));
        (await LoginAsync(scene, key)).ShouldBeNull();
        await scene.SettleAsync();
        (await scene.CountAsync($"select count(*) from workflows_run where async_key = '{key}' and result_json is not null")).ShouldBe(0, "erased");
        (await MachineAsync(scene)).ModuleUsers.ShouldBe([login.User]);

        // :: Made once more, the user has another password and lives longer.
        var again = await StartAsync(scene, ModuleVerb.AddUser);
        (await LoginAsync(scene, again))!.Password.Reveal().ShouldNotBe(login.Password.Reveal());
        scene.Business.Clock.Advance(TimeSpan.FromHours(23.5));
        await scene.SettleAsync();
        (await MachineAsync(scene)).ModuleUsers.ShouldBe([login.User]);
        scene.Business.Clock.Advance(TimeSpan.FromHours(0.6));
        await scene.SettleAsync();
        (await MachineAsync(scene)).ModuleUsers.ShouldBeEmpty();
        (await scene.CountAsync("select count(*) from workflows_run where ended_at is null and subject like 'ipmi-user:%'")).ShouldBe(0);
    }

    [Fact]
    public async Task What_the_module_is_asked_it_does()
    {
        await using var scene = await OpenAsync();
        await StartAsync(scene, ModuleVerb.AddUser);

        await StartAsync(scene, ModuleVerb.RemoveUser);
        (await MachineAsync(scene)).ModuleUsers.ShouldBeEmpty();
        await StartAsync(scene, ModuleVerb.Reset);
        (await MachineAsync(scene)).ModuleRestarts.ShouldBe(1);
        var sensors = await StartAsync(scene, ModuleVerb.Sensors);
        (await scene.Business.Get<RunQueries>().FindAsync(sensors, Ending))!.Result<ModuleAnswer>()!.Readings!.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_virtual_server_has_no_module_and_a_strangers_server_is_nobodys()
    {
        await using var scene = await OpenAsync("vm.mini");
        var modules = scene.Business.Get<ManagementModules>();
        (await modules.StartAsync(scene.Customer.Caller, scene.Server, ModuleVerb.AddUser, Ending)).Failure!.Message.ShouldBe("This kind of server has no management module; only dedicated servers have one.");
        (await modules.StartAsync(scene.Customer.Caller, scene.Server, ModuleVerb.Sensors, Ending)).Failure!.Message.ShouldBe("sensors are available for dedicated servers only");
        (await scene.Business.Get<StaticNats>().AddAsync(scene.Customer.Caller, scene.Server, "198.51.100.7", 2, false, Ending)).Failure!.Code.ShouldBe("provisioning.no-module");

        var stranger = await scene.Business.GivenCustomerWithCreditAsync(0);
        (await modules.StartAsync(stranger.Caller, scene.Server, ModuleVerb.AddUser, Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await scene.Business.Get<StaticNats>().AddAsync(stranger.Caller, scene.Server, "198.51.100.7", 2, false, Ending)).Failure!.Code.ShouldBe("servers.unknown");
    }

    [Fact]
    public async Task A_way_to_the_module_takes_an_address_of_its_own_until_its_time_is_over()
    {
        await using var scene = await OpenAsync();
        var nats = scene.Business.Get<StaticNats>();
        var key = (await nats.AddAsync(scene.Customer.Caller, scene.Server, "198.51.100.7, 203.0.113.0/24", 2, true, Ending)).Value;
        await scene.Business.AdvanceToRestAsync(key);

        var told = (await scene.Business.Get<RunQueries>().FindAsync(key, Ending))!.Result<NatWork>()!;
        told.InnerIp.ShouldStartWith("10.255.");
        (await scene.AddressesAsync()).ShouldNotContain(address => address.Ip == told.WhiteIp, "it is not one of the server's");
        (await scene.CountAsync($"select count(*) from network_address where number = {Address.ToNumber(told.WhiteIp)} and server_id is null and reserved is not null")).ShouldBe(1);
        (await scene.AddAsync(new AddressRequest(1, [told.WhiteIp], null))).Failure!.Code.ShouldBe("network.address-taken");
        (await scene.Business.Get<Pools>().ReleaseAsync(told.WhiteIp, Ending)).Failure!.Code.ShouldBe("network.address-in-use");

        scene.Business.Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromMinutes(1));
        (await scene.Business.Get<NetworkCycle>().PassAsync(Ending)).ShouldBe(0);
        scene.Business.Clock.Advance(TimeSpan.FromMinutes(1));
        (await scene.Business.Get<NetworkCycle>().PassAsync(Ending)).ShouldBe(1);
        (await scene.CountAsync("select count(*) from network_static_nat")).ShouldBe(0);
        (await scene.AddAsync(new AddressRequest(1, [told.WhiteIp], null))).Failure!.Code.ShouldBe("network.address-taken", "it rests");
        scene.Business.Clock.Advance(TimeSpan.FromMinutes(61));
        (await scene.AddAsync(new AddressRequest(1, [told.WhiteIp], null))).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Ways_are_closed_by_their_owner_only()
    {
        await using var scene = await OpenAsync();
        var nats = scene.Business.Get<StaticNats>();
        var caller = scene.Customer.Caller;
        var told = new List<NatWork>();
        for (var number = 0; number < 4; number++)
        {
            var key = (await nats.AddAsync(caller, scene.Server, "198.51.100.7", 1 + number, false, Ending)).Value;
            await scene.Business.AdvanceToRestAsync(key);
            told.Add((await scene.Business.Get<RunQueries>().FindAsync(key, Ending))!.Result<NatWork>()!);
        }

        told.Select(work => work.WhiteIp).Distinct().Count().ShouldBe(4);
        (await nats.AddAsync(caller, scene.Server, "198.51.100.7", 2, false, Ending)).Failure!.Message.ShouldContain("which is the most");
        var stranger = (await scene.Business.GivenCustomerWithCreditAsync(0)).Caller;
        (await nats.DropAsync(stranger, told[0].Nats[0], null, Ending)).Failure!.Code.ShouldBe("network.no-static-nat");
        (await nats.ClearAsync(stranger, told[0].InnerIp!, Ending)).Failure!.Code.ShouldBe("network.no-static-nat");
        (await nats.DropAsync(caller with { OnlyServer = new ServerId(1) }, told[0].Nats[0], null, Ending)).Failure!.Code.ShouldBe("network.no-static-nat");

        (await nats.DropAsync(caller, told[0].Nats[0], "192.0.2.1", Ending)).Failure!.Code.ShouldBe("network.no-static-nat", "both have to fit");
        (await nats.DropAsync(caller, told[0].Nats[0], null, Ending)).Value.ShouldBe([told[0].WhiteIp]);
        (await nats.DropAsync(caller, null, told[1].WhiteIp, Ending)).Value.ShouldBe([told[1].WhiteIp]);
        await scene.Business.AdvanceToRestAsync((await nats.RemoveAsync(caller, scene.Server, told[2].WhiteIp, Ending)).Value);
        (await nats.RemoveAsync(caller, scene.Server, told[2].WhiteIp, Ending)).Failure!.Code.ShouldBe("network.no-static-nat");
        (await nats.ClearAsync(caller, told[3].InnerIp!, Ending)).Value.ShouldBe([told[3].WhiteIp]);
        (await scene.CountAsync("select count(*) from network_static_nat")).ShouldBe(0);
        (await scene.CountAsync("select count(*) from network_address where reserved is not null")).ShouldBe(0);
    }

    [Fact]
    public async Task Two_ways_at_once_are_closed_each()
    {
        await using var scene = await OpenAsync();
        var nats = scene.Business.Get<StaticNats>();
        var caller = scene.Customer.Caller;
        (await nats.AddAsync(caller, scene.Server, "198.51.100.7", 1, false, Ending)).Succeeded.ShouldBeTrue();
        (await nats.AddAsync(caller, scene.Server, "198.51.100.7", 2, false, Ending)).Succeeded.ShouldBeTrue();
        await scene.SettleAsync();
        var open = await scene.Business.Database.ReadAsync(session => Nats.OfAsync(session, scene.Server), Ending);

        var first = (await nats.RemoveAsync(caller, scene.Server, open[0].WhiteIp, Ending)).Value;
        (await nats.RemoveAsync(caller, scene.Server, open[1].WhiteIp, Ending)).Value.ShouldNotBe(first);
        (await nats.RemoveAsync(caller, scene.Server, open[0].WhiteIp, Ending)).Value.ShouldBe(first, "the same one is closed once");

        await scene.SettleAsync();
        (await scene.CountAsync("select count(*) from network_static_nat")).ShouldBe(0);
    }

    [Fact]
    public async Task Ways_opened_one_after_the_other_do_not_empty_the_pool()
    {
        await using var scene = await OpenAsync();
        var nats = scene.Business.Get<StaticNats>();
        var caller = scene.Customer.Caller;
        for (var number = 0; number < AddressTurnover.MostResting; number++)
        {
            (await nats.AddAsync(caller, scene.Server, "198.51.100.7", 1, false, Ending)).Succeeded.ShouldBeTrue();
            var open = await scene.Business.Database.ReadAsync(session => Nats.OfAsync(session, scene.Server), Ending);
            (await nats.DropAsync(caller, open[0].Id, null, Ending)).Succeeded.ShouldBeTrue();
        }

        (await nats.AddAsync(caller, scene.Server, "198.51.100.7", 1, false, Ending)).Failure!.Code.ShouldBe("servers.addresses-resting");
        scene.Business.Clock.Advance(TimeSpan.FromMinutes(61));
        (await nats.AddAsync(caller, scene.Server, "198.51.100.7", 1, false, Ending)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void A_removed_address_rests_at_least_as_long_as_added_ones_are_tried()
    {
        new NetworkOptions { Quarantine = TimeSpan.FromMinutes(29) }.Mistakes().ShouldHaveSingleItem().ShouldStartWith("Network:Quarantine");
        new NetworkOptions { Quarantine = TimeSpan.FromMinutes(30) }.Mistakes().ShouldBeEmpty();
    }

    [Fact]
    public async Task With_the_server_goes_what_leads_to_it()
    {
        await using var scene = await OpenAsync();
        await scene.Business.AdvanceToRestAsync((await scene.Business.Get<StaticNats>().AddAsync(scene.Customer.Caller, scene.Server, "198.51.100.7", 24, false, Ending)).Value);

        (await scene.Business.Get<RequestCancellation>().RunAsync(scene.Customer.Caller, scene.Server, immediate: true, "", Ending)).Succeeded.ShouldBeTrue();
        await scene.SettleAsync();

        (await scene.CountAsync("select count(*) from network_static_nat")).ShouldBe(0);
        (await scene.CountAsync("select count(*) from network_address where reserved is not null or server_id is not null")).ShouldBe(0);
        await scene.BooksShouldBalanceAsync();
    }

    [Theory]
    [InlineData("", 2, "ip_acl: ")]
    [InlineData("everybody", 2, "ip_acl: ")]
    [InlineData("0.0.0.0/0", 2, "ip_acl: ")]
    [InlineData("::/0", 2, "ip_acl: ")]
    [InlineData("1", 2, "ip_acl: ")]
    [InlineData("1.1.1.1,1.1.1.2,1.1.1.3,1.1.1.4,1.1.1.5,1.1.1.6,1.1.1.7,1.1.1.8,1.1.1.9,1.1.1.10,1.1.1.11,1.1.1.12,1.1.1.13,1.1.1.14,1.1.1.15,1.1.1.16,1.1.1.17", 2, "ip_acl: ")]
    [InlineData("198.51.100.7", 0, "ttl: ")]
    [InlineData("198.51.100.7", 25, "ttl: ")]
    [InlineData("198.51.100.7", -1, "ttl: ")]
    public async Task Who_may_come_and_how_long_is_looked_at_first(string acl, int hours, string begins)
    {
        await using var scene = await OpenAsync();

        (await scene.Business.Get<StaticNats>().AddAsync(scene.Customer.Caller, scene.Server, acl, hours, false, Ending)).Failure!.Message.ShouldStartWith(begins);

        (await scene.CountAsync("select count(*) from network_address where reserved is not null")).ShouldBe(0);
    }

    private Task<AddressScene> OpenAsync(string preset = "bm.v2-promo") => AddressScene.OpenAsync(kind, preset: preset);

    private static async Task<AsyncKey> StartAsync(AddressScene scene, ModuleVerb verb)
    {
        var key = (await scene.Business.Get<ManagementModules>().StartAsync(scene.Customer.Caller, scene.Server, verb, Ending)).Value;
        await scene.Business.AdvanceToRestAsync(key);
        return key;
    }

    private static async Task<ModuleLogin?> LoginAsync(AddressScene scene, AsyncKey key) => scene.Business.Get<ModuleLogins>().Of((await scene.Business.Get<RunQueries>().FindAsync(key, Ending))!);

    private static async Task<FakeMachine> MachineAsync(AddressScene scene)
    {
        var node = (await scene.Business.Database.ReadAsync(session => Capacity.NodeOfAsync(session, scene.Server), Ending))!;
        return scene.Business.Get<FakeFleet>().Find(new MachineRef(Server.MachineIdOf(scene.Server), node.Name)).Value;
    }
}

public sealed class ManagementOnSqliteTests() : ManagementStoreTests(DatabaseKind.Sqlite);

public sealed class ManagementOnPostgreSqlTests() : ManagementStoreTests(DatabaseKind.PostgreSql);
