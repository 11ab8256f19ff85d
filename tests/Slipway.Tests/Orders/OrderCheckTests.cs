using Shouldly;
using Slipway.Orders;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>Every parameter is looked at before anything happens, and a refusal names it.</summary>
public sealed class OrderCheckTests(OnSqlite store) : IClassFixture<OnSqlite>
{
    private static readonly Dictionary<string, (Func<OrderRequest, OrderRequest> Change, string Code, string Words)> Refusals = new()
    {
        ["no preset"] = (order => order with { Preset = null }, "orders.parameter-missing", "preset: required"),
        ["unknown preset"] = (order => order with { Preset = "vm.picco" }, "catalog.preset-unknown", "There is no preset 'vm.picco'. Presets: vm.pico"),
        ["no location"] = (order => order with { Location = null }, "orders.parameter-missing", "location_name: required. Locations: NL"),
        ["unknown location"] = (order => order with { Location = "XX" }, "catalog.location-unknown", "There is no location 'XX'. Locations: NL"),
        ["no system"] = (order => order with { OsId = null }, "orders.parameter-missing", "os_id: required"),
        ["unknown system"] = (order => order with { OsId = 99_999 }, "catalog.os-unknown", "There is no operating system '99999'"),
        ["own system"] = (order => order with { OwnOs = true }, "orders.parameter-invalid", "own_os: "),
        ["unknown software"] = (order => order with { SoftwareId = 99_999 }, "catalog.software-unknown", "There is no software '#99999'"),
        ["software that does not fit"] = (order => order with { OsId = 187, SoftwareId = 49 }, "catalog.software-incompatible", "Odoo (#49) is not compatible with Ubuntu 22.04"),
        ["unknown plan"] = (order => order with { TrafficPlanId = 99_999 }, "catalog.traffic-plan-unknown", "There is no traffic plan '#99999'"),
        ["unknown period"] = (order => order with { Period = "weekly" }, "pricing.period-invalid", "Invalid deploy_period"),
        ["hourly"] = (order => order with { Period = "hourly" }, "orders.hourly-needs-prepaid", "hourly billing is available only for prebill customers."),
        ["currency in digits"] = (order => order with { Currency = "E1R" }, "orders.parameter-invalid", "currency_code: "),
        ["currency that is not the account's"] = (order => order with { Currency = "USD" }, "orders.parameter-invalid", "currency_code: this account is billed in EUR"),
        ["system with a negative id"] = (order => order with { OsId = -1 }, "orders.parameter-invalid", "os_id: "),
        ["software with a negative id"] = (order => order with { SoftwareId = -5 }, "orders.parameter-invalid", "soft_id: "),
        ["reseller's mail address"] = (order => order with { Email = "no address" }, "orders.parameter-invalid", "email: "),
        ["callback to an endless host"] = (order => order with { PostInstallCallback = $"http://{new string('a', 300)}/" }, "orders.parameter-invalid", "post_install_callback: "),
        ["bad host name"] = (order => order with { Hostname = "web_01" }, "servers.hostname-invalid", "hostname: "),
        ["bad key"] = (order => order with { SshKey = "hello" }, "accounts.ssh-key-invalid", "ssh_key: "),
        ["no password"] = (order => order with { RootPassword = null }, "orders.password-invalid", "Invalid root password: root_pass is required"),
        ["root size"] = (order => order with { RootSizePercent = 101 }, "orders.parameter-invalid", "root_size: a percentage from 1 to 100"),
        ["lvm of a virtual server"] = (order => order with { NoLvm = true }, "orders.parameter-invalid", "no_lvm: "),
        ["unknown mirror"] = (order => order with { DiskMirror = "raid5" }, "orders.parameter-invalid", "disk_mirror: allowed are hba, raid0, raid1, raid10."),
        ["mirror of a virtual server"] = (order => order with { DiskMirror = "raid1" }, "orders.parameter-invalid", "disk_mirror: is for dedicated servers"),
        ["too many addresses"] = (order => order with { ExtraIpv4 = 256 }, "orders.parameter-invalid", "ipv4_amount: 0 to 255"),
        ["ipv6 of a virtual server"] = (order => order with { Ipv6 = true }, "catalog.ipv6-unfit", "An IPv6 block is sold with dedicated servers only"),
        ["vlan"] = (order => order with { Vlan = 7 }, "orders.parameter-invalid", "vlan: "),
        ["private vlan"] = (order => order with { PrivateVlan = 7 }, "orders.parameter-invalid", "private_vlan: "),
        ["private address"] = (order => order with { PrivateIp = "10.0.0.1" }, "orders.parameter-invalid", "private_ip: "),
        ["long script"] = (order => order with { PostInstallScript = new Secret(new string('x', 32_769)) }, "orders.parameter-invalid", "post_install_script: "),
        ["callback that is no URL"] = (order => order with { PostInstallCallback = "file:///etc/passwd" }, "orders.parameter-invalid", "post_install_callback: "),
        ["domain without software"] = (order => order with { CustomDomain = "shop.example.org" }, "orders.parameter-invalid", "custom_domain: "),
        ["promotion"] = (order => order with { PromoCode = "FREE" }, "orders.parameter-invalid", "promocode: "),
        ["long idempotency key"] = (order => order with { IdempotencyKey = new string('k', 256) }, "orders.parameter-invalid", "idempotency_key: "),
    };

    private readonly Business _business = store.Business;

    public static TheoryData<string> Names => [.. Refusals.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_does_not_fit_is_refused_by_name_and_leaves_nothing(string name)
    {
        var (change, code, words) = Refusals[name];
        var customer = await _business.GivenCustomerWithCreditAsync(50);

        var refused = (await _business.OrderAsync(customer, change(Business.AnOrder()))).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe(code);
        refused.Message.ShouldContain(words);
        (await _business.CreditOfAsync(customer)).ShouldBe(new Money(50, Currency.Eur));
        (await _business.ScalarAsync<long>($"select count(*) from servers_server where account_id = {customer.Id}")).ShouldBe(0);
    }

    [Fact]
    public async Task A_quote_changes_nothing_and_says_what_the_order_will_cost()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(50);

        var quote = (await _business.Get<PlaceOrder>().QuoteAsync(customer.Caller, Business.AnOrder(), TestContext.Current.CancellationToken)).Value;
        (await _business.ScalarAsync<long>($"select count(*) from servers_server where account_id = {customer.Id}")).ShouldBe(0);
        (await _business.OrderAsync(customer)).Succeeded.ShouldBeTrue();

        (await _business.CreditOfAsync(customer)).ShouldBe(new Money(50, Currency.Eur) - quote.Order.Quote.Total);
        quote.Stock.ShouldBePositive();
    }

    [Fact]
    public async Task A_key_of_one_server_may_not_order() =>
        (await _business.Get<PlaceOrder>().RunAsync((await _business.GivenCustomerWithCreditAsync(50)).Caller with { OnlyServer = new ServerId(1) }, Business.AnOrder(), TestContext.Current.CancellationToken))
            .Failure!.Code.ShouldBe("accounts.permission-denied");

    [Fact]
    public async Task An_order_without_a_host_name_gets_one_that_holds_its_id()
    {
        var placed = (await _business.OrderAsync(await _business.GivenCustomerWithCreditAsync(50), Business.AnOrder() with { Hostname = null })).Value;

        (await _business.ScalarAsync<string>($"select hostname from servers_server where id = {placed.ServerId}")).ShouldBe($"hostkey{placed.ServerId}");
    }
}
