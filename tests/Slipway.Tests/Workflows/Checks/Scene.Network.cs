using Shouldly;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Testing;
using Slipway.Workflows;

namespace Slipway.Tests.Workflows.Checks;

/// <summary>Addresses of a running server, its management module, and the way to that.</summary>
internal abstract partial class Scene
{
    private static IEnumerable<Scene> NetworkScenes => [new AddingAddresses(), new AskingTheModule(), new EndingALogin(), new OpeningAWay(), new ClosingAWay()];

    private sealed class AddingAddresses() : Scene("apply-network/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await ActiveServerAsync(stage);
            // Well into the period, so that something is to be paid for the rest of it.
            stage.Business.Clock.Advance(TimeSpan.FromDays(3));
            var given = (await stage.Business.Get<AddAddresses>().RunAsync(started.Customer.Caller, started.Server, new AddressRequest(2, [], null), CancellationToken.None)).Value;
            return started with { Key = given.Run, Invoice = given.Invoice!.Value };
        }

        public override void ShouldBeDone(Slate slate)
        {
            slate.ShouldBe(slate with { Server = ServerState.Active, Order = OrderState.Active, Invoice = InvoiceState.Paid, Places = 1, Addresses = 3, Machine = true });
            slate.Payments.ShouldBe(1);
        }

        public override void ShouldBeClean(Slate slate, Run run, string step)
        {
            // Nobody pays for what the machine did not get.
            run.State.ShouldBe(RunState.Failed);
            slate.ShouldBe(slate with { Server = ServerState.Active, Order = OrderState.Active, Invoice = InvoiceState.Refunded, Places = 1, Addresses = 1, Machine = true });
        }
    }

    private abstract class OfADedicatedServer(string workflow) : Scene(workflow)
    {
        protected static async Task<Started> DedicatedAsync(Stage stage)
        {
            var intercept = stage.Intercept;
            stage.Intercept = null;
            var customer = await stage.Business.GivenCustomerWithCreditAsync(Gift);
            var placed = (await stage.Business.OrderAsync(customer, Business.AnOrder() with { Preset = "bm.v2-promo", TrafficPlanId = 12 })).Value;
            (await stage.DriveAsync(placed.Callback!.Value)).State.ShouldBe(RunState.Done);
            stage.Intercept = intercept;
            return new Started(placed.Callback.Value, customer, placed.ServerId, placed.InvoiceId);
        }

        protected static async Task<AsyncKey> AddUserAsync(Stage stage, Started started) =>
            (await stage.Business.Get<ManagementModules>().StartAsync(started.Customer.Caller, started.Server, ModuleVerb.AddUser, CancellationToken.None)).Value;

        protected static async Task<AsyncKey> OpenWayAsync(Stage stage, Started started) =>
            (await stage.Business.Get<StaticNats>().AddAsync(started.Customer.Caller, started.Server, "198.51.100.7", 2, false, CancellationToken.None)).Value;

        public override void ShouldBeDone(Slate slate) =>
            slate.ShouldBe(slate with { Server = ServerState.Active, Order = OrderState.Active, Invoice = InvoiceState.Paid, Places = 1, Addresses = 1, Machine = true, Secrets = false });

        public override void ShouldBeClean(Slate slate, Run run, string step)
        {
            run.State.ShouldBe(RunState.Failed);
            ShouldBeDone(slate);
        }
    }

    private sealed class AskingTheModule() : OfADedicatedServer("manage-module/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await DedicatedAsync(stage);
            return started with { Key = await AddUserAsync(stage, started) };
        }
    }

    private sealed class EndingALogin() : OfADedicatedServer("expire-module-user/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await DedicatedAsync(stage);
            var intercept = stage.Intercept;
            stage.Intercept = null;
            (await stage.DriveAsync(await AddUserAsync(stage, started))).State.ShouldBe(RunState.Done);
            stage.Intercept = intercept;
            var key = await stage.Business.Database.ReadAsync(session => Runs.LiveAsync(session, $"ipmi-user:{started.Server}"), CancellationToken.None);
            return started with { Key = key!.Value };
        }
    }

    private sealed class OpeningAWay() : OfADedicatedServer("open-nat/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await DedicatedAsync(stage);
            return started with { Key = await OpenWayAsync(stage, started) };
        }
    }

    private sealed class ClosingAWay() : OfADedicatedServer("close-nat/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await DedicatedAsync(stage);
            var intercept = stage.Intercept;
            stage.Intercept = null;
            (await stage.DriveAsync(await OpenWayAsync(stage, started))).State.ShouldBe(RunState.Done);
            stage.Intercept = intercept;
            return started with { Key = (await stage.Business.Get<StaticNats>().RemoveAsync(started.Customer.Caller, started.Server, null, CancellationToken.None)).Value };
        }
    }
}
