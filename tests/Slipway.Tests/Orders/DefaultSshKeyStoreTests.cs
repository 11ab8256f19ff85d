using Shouldly;
using Slipway.Accounts;
using Slipway.Orders;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>The keys that an account keeps, and which of them goes onto a new system; on both databases.</summary>
public abstract class DefaultSshKeyStoreTests(StoreFixture store)
{
    private const string Laptop = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl eva@laptop";
    private const string Desk = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f eva@desk";

    private readonly Business _business = store.Business;

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private SshKeys Keys => _business.Get<SshKeys>();

    [Fact]
    public async Task There_is_one_default_at_most_and_the_newest_is_it()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var laptop = (await Keys.AddAsync(customer.Caller, "laptop", Laptop, true, Ending)).Value;
        var desk = (await Keys.AddAsync(customer.Caller, "desk", Desk, true, Ending)).Value;

        (await Keys.ListAsync(customer.Caller, Ending)).Value.ShouldBe([laptop with { IsDefault = false }, desk]);
        desk.PublicKey.ShouldBe(Desk);
    }

    [Fact]
    public async Task The_same_material_is_stored_once_whatever_it_is_called()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var both = await Task.WhenAll(
            Keys.AddAsync(customer.Caller, "laptop", Laptop, false, Ending), Keys.AddAsync(customer.Caller, "again", Laptop.Replace("eva@laptop", "another comment", StringComparison.Ordinal), false, Ending));

        both.Count(added => added.Succeeded).ShouldBe(1);
        both.Single(added => !added.Succeeded).Failure!.Code.ShouldBe("accounts.ssh-key-taken");
        // Another account may have it too.
        (await Keys.AddAsync((await _business.GivenCustomerWithCreditAsync(0)).Caller, "laptop", Laptop, false, Ending)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public async Task Others_cannot_delete_a_key_and_a_key_of_one_server_sees_none()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(0);
        var stranger = await _business.GivenCustomerWithCreditAsync(0);
        var key = (await Keys.AddAsync(customer.Caller, "laptop", Laptop, true, Ending)).Value;

        (await Keys.DeleteAsync(stranger.Caller, key.Id, Ending)).Failure.ShouldBe(AccountFailures.NoSshKey(key.Id));
        (await Keys.ListAsync(customer.Caller with { OnlyServer = new ServerId(1) }, Ending)).Failure.ShouldBe(AccountFailures.PermissionDenied);
        (await Keys.DeleteAsync(customer.Caller, key.Id, Ending)).Succeeded.ShouldBeTrue();
        (await Keys.DeleteAsync(customer.Caller, key.Id, Ending)).Failure.ShouldBe(AccountFailures.NoSshKey(key.Id));
    }

    [Fact]
    public async Task An_order_and_a_reinstallation_without_a_key_get_the_default()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(1000);
        (await Keys.AddAsync((await _business.GivenCustomerWithCreditAsync(0)).Caller, "not his", Laptop, true, Ending)).Succeeded.ShouldBeTrue();
        (await OrderAsync(customer, Business.AnOrder())).Placed.SshKeyFingerprint.ShouldBeNull();
        var key = (await Keys.AddAsync(customer.Caller, "desk", Desk, true, Ending)).Value;

        var (placed, state) = await OrderAsync(customer, Business.AnOrder());
        (placed.SshKeyName, placed.SshKeyFingerprint).ShouldBe(("desk", key.Fingerprint));
        state.ShouldContain(Desk);

        await _business.AdvanceToRestAsync(placed.Callback!.Value);
        var started = (await _business.Get<ReinstallServer>().RunAsync(customer.Caller, placed.ServerId, new OrderRequest(null, null, OsId: 219, RootPassword: new Secret("Wxyz9876")), Ending)).Value;
        (started.SshKeyName, started.SshKeyFingerprint).ShouldBe(("desk", key.Fingerprint));
        (await StateAsync(started.Callback)).ShouldContain(Desk);
    }

    [Fact]
    public async Task A_key_that_is_named_wins_and_an_empty_disk_gets_none()
    {
        var customer = await _business.GivenCustomerWithCreditAsync(1000);
        (await Keys.AddAsync(customer.Caller, "desk", Desk, true, Ending)).Succeeded.ShouldBeTrue();

        var (placed, state) = await OrderAsync(customer, Business.AnOrder() with { SshKey = Laptop });
        placed.SshKeyName.ShouldBeNull();
        placed.SshKeyFingerprint.ShouldBe(SshPublicKey.Read("key", Laptop).Value.Fingerprint);
        state.ShouldContain(Laptop);
        state.ShouldNotContain(Desk);

        var (empty, own) = await OrderAsync(customer, Business.AnOrder() with { OsId = null, OwnOs = true, RootPassword = null });
        empty.SshKeyFingerprint.ShouldBeNull();
        own.ShouldNotContain(Desk);
    }

    private async Task<(PlacedOrder Placed, string State)> OrderAsync(Customer customer, OrderRequest request)
    {
        var placed = (await _business.OrderAsync(customer, request)).Value;
        return (placed, await StateAsync(placed.Callback!.Value));
    }

    // What the machine is made of.
    private async Task<string> StateAsync(AsyncKey run) => (await _business.ScalarAsync<string>($"select state_json from workflows_run where async_key = '{run.Value}'"))!;
}

public sealed class DefaultSshKeyOnSqlite(OnSqlite store) : DefaultSshKeyStoreTests(store), IClassFixture<OnSqlite>;

public sealed class DefaultSshKeyOnPostgreSql(OnPostgreSql store) : DefaultSshKeyStoreTests(store), IClassFixture<OnPostgreSql>;
