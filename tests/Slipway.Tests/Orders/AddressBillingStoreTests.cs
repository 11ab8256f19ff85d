using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Slipway.Billing;
using Slipway.Drivers.Fake;
using Slipway.Machines;
using Slipway.Network;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Reconciliation;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Testing.Databases;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>What additional addresses cost, and that nobody pays for one he does not get. An address costs 2.00 EUR a month.</summary>
public abstract class AddressBillingStoreTests(DatabaseKind kind)
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_rest_of_the_period_is_paid_at_once_and_every_further_one_with_the_service()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        await scene.GoHalfwayAsync();
        var (credit, recurring) = (await scene.CreditAsync(), (await scene.OrderAsync()).Recurring);

        var given = (await scene.AddAsync(2)).Value;

        given.Ips.Count.ShouldBe(2);
        (await scene.CreditAsync()).ShouldBe(credit - 2.00m, "two times 2.00, half a month");
        (await scene.CountAsync("select count(*) from billing_invoice where purpose = 5 and posted_at is null")).ShouldBe(1, "held until the machine has them");
        ((await scene.OrderAsync()).Recurring - recurring).ToText().ShouldBe("4.00");
        (await scene.LineAsync()).ShouldBe("Additional IPv4 addresses (2), monthly");

        await scene.Business.AdvanceToRestAsync(given.Run);
        (await scene.CountAsync("select count(*) from billing_invoice where purpose = 5 and posted_at is not null and number is not null")).ShouldBe(1);
        (await scene.MachineAsync()).Extra.Select(extra => extra.Ip).ShouldBe(given.Ips, ignoreOrder: true);

        // :: The next period says them in one line.
        await scene.AdvanceToEndOfPeriodAsync();
        (await scene.CountAsync("select count(*) from billing_invoice_line l join billing_invoice i on i.id = l.invoice_id where i.purpose = 1 and l.kind = 'ipv4' and l.amount = 40000")).ShouldBe(1);
        await scene.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task What_is_removed_costs_nothing_from_the_next_period_on_and_gives_nothing_back()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        var before = (await scene.OrderAsync()).Recurring;
        var given = (await scene.AddAsync(3)).Value;
        await scene.Business.AdvanceToRestAsync(given.Run);
        var credit = await scene.CreditAsync();

        await scene.Business.AdvanceToRestAsync((await scene.RemoveAsync(given.Ips[1])).Value.Run);

        (await scene.CreditAsync()).ShouldBe(credit);
        ((await scene.OrderAsync()).Recurring - before).ToText().ShouldBe("4.00");
        (await scene.LineAsync()).ShouldBe("Additional IPv4 addresses (2), monthly");
        (await scene.MachineAsync()).Extra.Select(extra => extra.Ip).ShouldBe([given.Ips[0], given.Ips[2]], ignoreOrder: true);
        (await scene.RemoveAsync(given.Ips[1])).Failure!.Code.ShouldBe("network.address-unknown");
        (await scene.RemoveAsync((await scene.AddressesAsync())[0].Ip)).Failure!.Code.ShouldBe("network.main-address");

        // :: It rests: nobody can have it for an hour.
        (await scene.AddAsync(new AddressRequest(1, [given.Ips[1]], null))).Failure!.Code.ShouldBe("network.address-taken");

        await scene.Business.AdvanceToRestAsync((await scene.RemoveAsync(null)).Value.Run);
        (await scene.OrderAsync()).Recurring.ShouldBe(before);
        (await scene.LineAsync()).ShouldBeNull();
        (await scene.RemoveAsync(null)).Failure!.Code.ShouldBe("network.no-extra-addresses");
        (await scene.AddressesAsync()).Count.ShouldBe(1);
        await scene.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task Who_cannot_pay_gets_none_and_keeps_everything_as_it_is()
    {
        await using var scene = await AddressScene.OpenAsync(kind, creditLeft: 1.99m);
        var recurring = (await scene.OrderAsync()).Recurring;

        var refused = (await scene.AddAsync(1)).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("billing.not-enough-credit");
        (await scene.AddressesAsync()).Count.ShouldBe(1);
        (await scene.OrderAsync()).Recurring.ShouldBe(recurring);
        (await scene.CreditAsync()).ShouldBe(1.99m);
        (await scene.CountAsync("select count(*) from billing_invoice where purpose = 5")).ShouldBe(0);
        (await scene.CountAsync("select count(*) from workflows_run where ended_at is null and subject like 'network:%'")).ShouldBe(0);
    }

    [Fact]
    public async Task An_address_that_the_machine_does_not_get_costs_nothing_and_is_the_servers_no_longer()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        var (credit, recurring) = (await scene.CreditAsync(), (await scene.OrderAsync()).Recurring);
        scene.Fail("network");

        var given = (await scene.AddAsync(2)).Value;
        await scene.Business.AdvanceToRestAsync(given.Run);

        (await scene.Business.Get<RunQueries>().FindAsync(given.Run, Ending))!.State.ShouldBe(RunState.Failed);
        (await scene.CreditAsync()).ShouldBe(credit);
        (await scene.OrderAsync()).Recurring.ShouldBe(recurring);
        (await scene.AddressesAsync()).Count.ShouldBe(1);
        // What may have been half done is brought to what is true.
        scene.Fail(null);
        await scene.Business.AdvanceToRestAsync((await scene.LiveAsync()).ShouldNotBeNull());
        (await scene.MachineAsync()).Extra.ShouldBeEmpty();
        await scene.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task Twenty_at_once_get_twenty_addresses_and_pay_each_once()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        await scene.GoHalfwayAsync();
        var credit = await scene.CreditAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => scene.AddAsync(1), Ending)));

        results.ShouldAllBe(result => result.Succeeded);
        results.SelectMany(result => result.Value.Ips).Distinct().Count().ShouldBe(20);
        (await scene.CreditAsync()).ShouldBe(credit - 20.00m);
        (await scene.LineAsync()).ShouldBe("Additional IPv4 addresses (20), monthly");
        await scene.SettleAsync();
        (await scene.CountAsync("select count(*) from billing_invoice where purpose = 5 and posted_at is not null")).ShouldBe(20);
        (await scene.MachineAsync()).Extra.Count.ShouldBe(20);
        await scene.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task With_credit_for_seven_of_twenty_seven_get_one()
    {
        await using var scene = await AddressScene.OpenAsync(kind, creditLeft: 14.50m);

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => scene.AddAsync(1), Ending)));

        results.Count(result => result.Succeeded).ShouldBe(7);
        results.Where(result => !result.Succeeded).ShouldAllBe(result => result.Failure!.Code == "billing.not-enough-credit");
        (await scene.AddressesAsync()).Count.ShouldBe(8);
        (await scene.CreditAsync()).ShouldBe(0.50m);
    }

    [Fact]
    public async Task A_promotion_for_ever_takes_its_percentage_off_addresses_too()
    {
        await using var scene = await AddressScene.OpenAsync(kind, promotion: 50);
        await scene.GoHalfwayAsync();
        var (credit, recurring) = (await scene.CreditAsync(), (await scene.OrderAsync()).Recurring);

        (await scene.AddAsync(2)).Succeeded.ShouldBeTrue();

        (await scene.CreditAsync()).ShouldBe(credit - 1.00m, "half of 4.00 for half a month");
        ((await scene.OrderAsync()).Recurring - recurring).ToText().ShouldBe("2.00");
    }

    [Fact]
    public async Task Tax_comes_on_top_and_goes_to_the_tax_office()
    {
        await using var scene = await AddressScene.OpenAsync(kind, settings: [("Tax:Home", "NL"), ("Tax:Rates:NL", "21")]);
        await scene.GoHalfwayAsync();
        var (credit, tax) = (await scene.CreditAsync(), await scene.CountAsync("select sum(amount) from billing_posting where book = 'tax:NL'"));

        await scene.Business.AdvanceToRestAsync((await scene.AddAsync(3)).Value.Run);

        (await scene.CreditAsync()).ShouldBe(credit - 3.63m, "3.00 and 21 %");
        (await scene.CountAsync("select sum(amount) from billing_posting where book = 'tax:NL'")).ShouldBe(tax + 6_300);
    }

    [Fact]
    public async Task By_the_hour_they_are_paid_with_the_next_hour()
    {
        await using var scene = await AddressScene.OpenAsync(kind, period: "hourly", prepaid: true);
        var (credit, hour) = (await scene.CreditAsync(), (await scene.OrderAsync()).Recurring);

        var given = (await scene.AddAsync(2)).Value;
        await scene.Business.AdvanceToRestAsync(given.Run);

        given.Invoice.ShouldBeNull();
        (await scene.CreditAsync()).ShouldBe(credit);
        // 4.00 over 730 hours is less than a cent, which is the least.
        ((await scene.OrderAsync()).Recurring - hour).ToText().ShouldBe("0.01");
        scene.Business.Clock.Advance((await scene.OrderAsync()).PaidUntil - scene.Business.Clock.GetUtcNow());
        await scene.Business.Get<RenewalCycle>().PassAsync(Ending);
        (await scene.CreditAsync()).ShouldBe(credit - hour.Amount - 0.01m);
    }

    [Fact]
    public async Task By_the_hour_too_it_takes_credit_for_an_hour()
    {
        await using var scene = await AddressScene.OpenAsync(kind, period: "hourly", prepaid: true, creditLeft: 0.01m);

        (await scene.AddAsync(1)).Failure!.Code.ShouldBe("billing.not-enough-credit");
        (await scene.AddressesAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_invoice_for_the_next_period_is_issued_anew()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        await scene.GoBeforeTheEndAsync(TimeSpan.FromDays(3));
        await scene.Business.Get<RenewalCycle>().PassAsync(Ending);
        var open = await scene.RenewalAsync();

        await scene.Business.AdvanceToRestAsync((await scene.AddAsync(1)).Value.Run);
        await scene.Business.Get<RenewalCycle>().PassAsync(Ending);

        var anew = await scene.RenewalAsync();
        anew.Id.ShouldNotBe(open.Id);
        (anew.Net - open.Net).ToText().ShouldBe("2.00");
    }

    [Fact]
    public async Task A_key_of_the_server_alone_spends_nothing_but_may_give_up_what_there_is()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        var given = (await scene.AddAsync(1)).Value;
        var scoped = scene.Customer.Caller with { OnlyServer = scene.Server };

        (await scene.Business.Get<AddAddresses>().RunAsync(scoped, scene.Server, new AddressRequest(1, [], null), Ending)).Failure!.Code.ShouldBe("accounts.permission-denied");
        (await scene.Business.Get<RemoveAddresses>().RunAsync(scoped, scene.Server, given.Ips[0], Ending)).Succeeded.ShouldBeTrue();
        var stranger = await scene.Business.GivenCustomerWithCreditAsync(50);
        (await scene.Business.Get<AddAddresses>().RunAsync(stranger.Caller, scene.Server, new AddressRequest(1, [], null), Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await scene.Business.Get<RemoveAddresses>().RunAsync(stranger.Caller, scene.Server, null, Ending)).Failure!.Code.ShouldBe("servers.unknown");
    }

    [Fact]
    public async Task A_server_has_no_more_addresses_than_the_setting_says()
    {
        await using var scene = await AddressScene.OpenAsync(kind, settings: [("Network:MostAddresses", "3")]);

        (await scene.AddAsync(3)).Failure!.Message.ShouldStartWith("amount: ");
        (await scene.AddAsync(2)).Succeeded.ShouldBeTrue();
        (await scene.AddAsync(1)).Failure!.Message.ShouldContain("3 are the most");
    }

    [Fact]
    public async Task Addresses_that_were_ordered_with_the_server_are_on_its_machine_also_after_a_reinstallation()
    {
        await using var scene = await AddressScene.OpenAsync(kind, extra: 3);
        await scene.SettleAsync();
        (await scene.MachineAsync()).Extra.Count.ShouldBe(3);

        var again = (await scene.Business.Get<ReinstallServer>().RunAsync(scene.Customer.Caller, scene.Server, new OrderRequest(null, null, OsId: 219, RootPassword: new Secret("Wxyz9876")), Ending)).Value;
        await scene.Business.AdvanceToRestAsync(again.Callback);
        await scene.SettleAsync();

        (await scene.MachineAsync()).Extra.Select(extra => extra.Ip).ShouldBe((await scene.AddressesAsync()).Where(address => !address.Main).Select(address => address.Ip), ignoreOrder: true);
        (await scene.LineAsync()).ShouldBe("Additional IPv4 addresses (3), monthly");
    }

    [Fact]
    public async Task Changes_one_after_the_other_are_one_run_and_the_last_word_counts()
    {
        await using var scene = await AddressScene.OpenAsync(kind, extra: 1);
        await scene.SettleAsync();
        var port = scene.Business.Get<SwitchPort>();
        var change = scene.Business.Get<ChangeAddress>();
        var extra = (await scene.AddressesAsync()).Single(address => !address.Main).Ip;

        var off = (await port.OffAsync(scene.Customer.Caller, scene.Server, "maintenance", Ending)).Value;
        var block = (await change.BlockAsync(scene.Customer.Caller, scene.Server, extra, "attack", fourHours: true, Ending)).Value;
        var on = (await port.OnAsync(scene.Customer.Caller, scene.Server, Ending)).Value;
        new[] { off, block, on }.Distinct().Count().ShouldBe(1);
        await scene.SettleAsync();
        ((await scene.MachineAsync()).LinkUp, (await scene.MachineAsync()).Extra.Count).ShouldBe((true, 0));

        // :: The block ends by itself, and not before its time.
        scene.Business.Clock.Advance(TimeSpan.FromHours(4) - TimeSpan.FromMinutes(1));
        (await scene.Business.Get<NetworkCycle>().PassAsync(Ending)).ShouldBe(0);
        scene.Business.Clock.Advance(TimeSpan.FromMinutes(1));
        (await scene.Business.Get<NetworkCycle>().PassAsync(Ending)).ShouldBe(1);
        (await scene.Business.Get<NetworkCycle>().PassAsync(Ending)).ShouldBe(0);
        await scene.SettleAsync();
        (await scene.MachineAsync()).Extra.Select(address => address.Ip).ShouldBe([extra]);
    }

    [Fact]
    public async Task The_main_address_can_be_another_one_while_the_port_stays_what_it_was()
    {
        await using var scene = await AddressScene.OpenAsync(kind, extra: 1);
        await scene.SettleAsync();
        var caller = scene.Customer.Caller;
        var before = (await scene.Business.Get<ServerQueries>().FindAsync(caller, scene.Server, Ending))!;
        var (first, second) = (before.MainAddress!.Ip, before.Addresses.Single(address => !address.Main).Ip);

        await scene.Business.AdvanceToRestAsync((await scene.Business.Get<ChangeAddress>().MakeMainAsync(caller, scene.Server, second, Ending)).Value);

        var after = (await scene.Business.Get<ServerQueries>().FindAsync(caller, scene.Server, Ending))!;
        (after.MainAddress!.Ip, after.Mac).ShouldBe((second, before.Mac));
        var machine = await scene.MachineAsync();
        (machine.Extra.Single().Ip, machine.SourceIp).ShouldBe((second, second), "the port's own address is not an extra one to its machine");
        (await scene.RemoveAsync(first)).Failure!.Code.ShouldBe("network.port-address");
        (await scene.RemoveAsync(second)).Failure!.Code.ShouldBe("network.main-address");

        // :: A reinstallation sets the port up anew.
        var again = (await scene.Business.Get<ReinstallServer>().RunAsync(caller, scene.Server, new OrderRequest(null, null, OsId: 219, RootPassword: new Secret("Wxyz9876")), Ending)).Value;
        (await scene.Business.Get<ChangeAddress>().MakeMainAsync(caller, scene.Server, first, Ending)).Failure!.Code.ShouldBe("workflows.busy");
        await scene.Business.AdvanceToRestAsync(again.Callback);
        await scene.SettleAsync();
        after = (await scene.Business.Get<ServerQueries>().FindAsync(caller, scene.Server, Ending))!;
        after.Mac.ShouldBe(Address.MacOf(second));
        (await scene.MachineAsync()).Extra.Single().Ip.ShouldBe(first);
        await scene.Business.AdvanceToRestAsync((await scene.RemoveAsync(first)).Value.Run);
    }

    [Fact]
    public async Task A_port_that_the_provider_switched_off_stays_off()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        await scene.Business.Database.InTransactionAsync(transaction => PortStore.SaveAsync(transaction, scene.Server, new PortOff("abuse", ByOperator: true)), Ending);
        var port = scene.Business.Get<SwitchPort>();

        (await port.OffAsync(scene.Customer.Caller, scene.Server, "mine", Ending)).Succeeded.ShouldBeTrue();
        (await port.OnAsync(scene.Customer.Caller, scene.Server, Ending)).Failure!.Code.ShouldBe("provisioning.port-off-by-operator");

        await scene.SettleAsync();
        (await scene.MachineAsync()).LinkUp.ShouldBeFalse();
    }

    [Fact]
    public async Task Names_go_with_the_address()
    {
        var names = new KeptNames();
        await using var scene = await AddressScene.OpenAsync(kind, extra: 1, change: services => services.AddSingleton<IReverseDns>(names));
        var own = await scene.AddressesAsync();
        var naming = scene.Business.Get<ServerAddresses>();
        foreach (var address in own)
        {
            (await naming.NameAsync(scene.Customer.Caller, scene.Server, address.Ip, ["Mail.example.org.", "www.example.org"], Ending)).Value.Names.ShouldBe(["mail.example.org", "www.example.org"]);
        }

        // :: It says whether the DNS server knows them already.
        (await naming.NameAsync(scene.Customer.Caller, scene.Server, own[0].Ip, ["mail.example.org"], Ending)).Value.Published.ShouldBeTrue();
        names.Away = new Failure(FailureKind.Unavailable, "dns.away", "away");
        (await naming.NameAsync(scene.Customer.Caller, scene.Server, own[0].Ip, ["www.example.org"], Ending)).Value.Published.ShouldBeFalse();
        names.Set[own[0].Ip].ShouldBe(["www.example.org"]);
        names.Away = null;

        var stranger = await scene.Business.GivenCustomerWithCreditAsync(0);
        (await naming.NameAsync(stranger.Caller, scene.Server, own[0].Ip, ["evil.example.org"], Ending)).Failure!.Code.ShouldBe("servers.unknown");
        (await naming.NameAsync(scene.Customer.Caller, scene.Server, "192.0.2.1", ["evil.example.org"], Ending)).Failure!.Code.ShouldBe("network.address-unknown");
        (await naming.NameAsync(scene.Customer.Caller, scene.Server, own[0].Ip, ["not a name"], Ending)).Failure!.Message.ShouldStartWith("ptr: ");
        (await naming.NameAsync(scene.Customer.Caller, scene.Server, own[0].Ip, ["localhost"], Ending)).Failure!.Message.ShouldStartWith("ptr: ");
        (await naming.NameAsync(scene.Customer.Caller, scene.Server, own[0].Ip, [.. Enumerable.Range(0, 17).Select(number => $"n{number}.example.org")], Ending)).Failure!.Message.ShouldContain("at most 16");
        names.Set.Count.ShouldBe(2);

        var extra = own.Single(address => !address.Main).Ip;
        await scene.Business.AdvanceToRestAsync((await scene.RemoveAsync(extra)).Value.Run);
        names.Set[extra].ShouldBeEmpty();
        names.Set[own[0].Ip].ShouldNotBeEmpty();

        (await scene.Business.Get<RequestCancellation>().RunAsync(scene.Customer.Caller, scene.Server, immediate: true, "", Ending)).Succeeded.ShouldBeTrue();
        await scene.SettleAsync();
        names.Set[own[0].Ip].ShouldBeEmpty();
        (await scene.CountAsync("select count(*) from network_address where ptr <> ''")).ShouldBe(0);
    }

    [Fact]
    public async Task A_server_that_is_removed_while_it_gets_addresses_costs_nothing_for_them()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        var credit = await scene.CreditAsync();
        var given = (await scene.AddAsync(2)).Value;

        (await scene.Business.Get<RequestCancellation>().RunAsync(scene.Customer.Caller, scene.Server, immediate: true, "", Ending)).Succeeded.ShouldBeTrue();
        await scene.SettleAsync();

        (await scene.Business.Get<RunQueries>().FindAsync(given.Run, Ending))!.State.ShouldBe(RunState.Failed);
        (await scene.CreditAsync()).ShouldBeGreaterThanOrEqualTo(credit);
        (await scene.CountAsync($"select count(*) from billing_invoice where purpose = 5 and state <> {(int)InvoiceState.Refunded}")).ShouldBe(0);
        (await scene.CountAsync("select sum(amount) from billing_posting where book like 'held:%'")).ShouldBe(0);
        (await scene.AddressesAsync()).ShouldBeEmpty();
        await scene.BooksShouldBalanceAsync();
    }

    [Fact]
    public async Task Who_removes_many_waits_until_they_have_rested()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        await scene.AddAsync(AddressTurnover.MostResting);
        var removed = (await scene.RemoveAsync(null)).Value.Ips;
        removed.Count.ShouldBe(AddressTurnover.MostResting);

        (await scene.AddAsync(1)).Failure!.Code.ShouldBe("servers.addresses-resting");
        (await scene.AddressesAsync()).Count.ShouldBe(1);
        await scene.SettleAsync();

        scene.Business.Clock.Advance(TimeSpan.FromMinutes(61));
        (await scene.AddAsync(1)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task What_joins_does_not_make_paid_addresses_wait_longer()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        await scene.SettleAsync();
        var run = (await scene.AddAsync(1)).Value.Run;
        var begun = (await LoadAsync(scene, run)).StepStartedAt;

        scene.Business.Clock.Advance(TimeSpan.FromMinutes(20));
        (await scene.Business.Get<SwitchPort>().OffAsync(scene.Customer.Caller, scene.Server, "maintenance", Ending)).Value.ShouldBe(run);
        (await scene.AddAsync(1)).Value.Run.ShouldBe(run);

        (await LoadAsync(scene, run)).StepStartedAt.ShouldBe(begun);
    }

    [Fact]
    public async Task Nobody_joins_a_run_that_is_stuck()
    {
        await using var scene = await AddressScene.OpenAsync(kind, extra: 1);
        await scene.SettleAsync();
        var run = (await scene.AddAsync(1)).Value.Run;
        await scene.Business.Database.InTransactionAsync(
            async transaction => (await RunStore.SaveAsync(transaction, (await RunStore.LoadAsync(transaction, run))! with { State = RunState.Stuck, DueAt = null })).ShouldBeTrue(), Ending);
        var credit = await scene.CreditAsync();

        (await scene.AddAsync(1)).Failure!.Code.ShouldBe("workflows.stuck");
        (await scene.RemoveAsync(null)).Failure!.Code.ShouldBe("workflows.stuck");

        (await scene.AddressesAsync()).Count.ShouldBe(3);
        (await scene.CreditAsync()).ShouldBe(credit);
        // What nobody waits for is done when the operator has seen to it.
        await scene.Business.Database.InTransactionAsync(
            async transaction => (await scene.Business.Get<NetworkChanges>().WantAsync(transaction, scene.Server, "NL", scene.Customer.Id, evenStuck: true)).Value.ShouldBe(run), Ending);
        (await LoadAsync(scene, run)).StateJson.ShouldContain("true");
    }

    [Fact]
    public async Task No_renewal_is_issued_while_it_is_open_what_it_costs()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        await scene.GoBeforeTheEndAsync(TimeSpan.FromDays(3));
        var given = (await scene.AddAsync(1)).Value;

        await scene.Business.Get<RenewalCycle>().PassAsync(Ending);
        (await scene.Business.Get<InvoiceQueries>().ListAsync(scene.Customer.Caller, Ending)).Value.ShouldNotContain(invoice => invoice.Purpose == InvoicePurpose.Renewal);
        (await scene.Business.Get<IssueEarly>().RunAsync(scene.Customer.Caller, scene.Server, Ending)).Failure!.Code.ShouldBe("orders.addresses-on-their-way");

        await scene.Business.AdvanceToRestAsync(given.Run);
        (await scene.Business.Get<IssueEarly>().RunAsync(scene.Customer.Caller, scene.Server, Ending)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task What_the_machine_refuses_while_it_is_reinstalled_it_is_asked_again()
    {
        await using var scene = await AddressScene.OpenAsync(kind);
        await scene.SettleAsync();
        var run = (await scene.AddAsync(1)).Value.Run;
        var again = (await scene.Business.Get<ReinstallServer>().RunAsync(scene.Customer.Caller, scene.Server, new OrderRequest(null, null, OsId: 219, RootPassword: new Secret("Wxyz9876")), Ending)).Value;
        scene.Fail("network");

        await scene.Business.Get<RunExecutor>().AdvanceAsync(run, Ending);
        (await LoadAsync(scene, run)).State.ShouldBe(RunState.Running);

        scene.Fail(null);
        await scene.Business.AdvanceToRestAsync(again.Callback);
        await scene.SettleAsync();
        (await LoadAsync(scene, run)).State.ShouldBe(RunState.Done);
        (await scene.MachineAsync()).Extra.Count.ShouldBe(1);
    }

    private static async Task<Run> LoadAsync(AddressScene scene, AsyncKey key) => (await scene.Business.Database.ReadAsync(session => RunStore.LoadAsync(session, key), Ending)).ShouldNotBeNull();

    private sealed class KeptNames : IReverseDns
    {
        public Dictionary<string, IReadOnlyList<string>> Set { get; } = [];

        public Task<Result<Unit>> SetAsync(DatabaseTransaction transaction, string ip, IReadOnlyList<string> names)
        {
            Set[ip] = names;
            return Task.FromResult<Result<Unit>>(Unit.Value);
        }

        public Failure? Away { get; set; }

        public Task<Result<Unit>> PublishAsync(string ip, CancellationToken cancellationToken) => Task.FromResult<Result<Unit>>(Away is { } away ? away : Unit.Value);
    }
}

public sealed class AddressBillingOnSqliteTests() : AddressBillingStoreTests(DatabaseKind.Sqlite);

public sealed class AddressBillingOnPostgreSqlTests() : AddressBillingStoreTests(DatabaseKind.PostgreSql);
