using Shouldly;
using Slipway.Billing;
using Slipway.Machines;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Testing;
using Slipway.Workflows;

namespace Slipway.Tests.Workflows.Checks;

/// <summary>How a workflow comes to run, and what is to be true afterwards. A new workflow needs one; the checks do the rest.</summary>
internal abstract partial class Scene(string workflow)
{
    protected const decimal Gift = 50;

    public static IReadOnlyList<Scene> All { get; } = [new PaidOrder(), new OrderPaidLater(), new SwitchingOff(), new RemovalNow(), new RemovalAtTheEnd(),
        new Reinstalling(), new ReinstallingByHand(), new ChoosingTheBootDevice(), new CallingTheCustomer(),
        new MakingACopy(), new MakingABackup(), new GoingBackToACopy(), new RemovingACopy(), new LookingAtCopies(), new PuttingInADisc(), new FetchingAnImage(),
        new RunningATask(), new MeasuringLoad(), .. NetworkScenes];

    public string Workflow { get; } = workflow;

    public string Name => GetType().Name;

    /// <summary>Too many calls to be repeated for each point of each step.</summary>
    public virtual bool IsLong => false;

    public abstract Task<Started> StartAsync(Stage stage);

    /// <summary>Does what the run waits for.</summary>
    public virtual Task NudgeAsync(Stage stage, Started started) => Task.CompletedTask;

    /// <summary>The run is done.</summary>
    public abstract void ShouldBeDone(Slate slate);

    /// <summary>The run failed in this step and has undone itself, or says that it cannot.</summary>
    public abstract void ShouldBeClean(Slate slate, Run run, string step);

    protected static async Task<Started> OrderAsync(Stage stage, bool autoPay)
    {
        var customer = await stage.Business.GivenCustomerWithCreditAsync(Gift, autoPay);
        var placed = (await stage.Business.OrderAsync(
            customer, Business.AnOrder() with { Notify = true, SoftwareId = 20, Preset = "vm.mini", PostInstallScript = new Secret("#!/bin/sh\necho hello\n"), PostInstallCallback = "http://127.0.0.1/ready" })).Value;
        var invoice = (await stage.Business.Get<InvoiceQueries>().FindAsync(customer.Caller, placed.InvoiceId, CancellationToken.None)).Value.Invoice;
        return new Started(invoice.AsyncKey!.Value, customer, placed.ServerId, placed.InvoiceId);
    }

    protected static async Task<Started> ActiveServerAsync(Stage stage)
    {
        var (intercept, started) = (stage.Intercept, await OrderAsync(stage, autoPay: true));
        stage.Intercept = null;
        (await stage.DriveAsync(started.Key)).State.ShouldBe(RunState.Done);
        stage.Intercept = intercept;
        return started;
    }

    private class PaidOrder() : Scene("fulfil-order/1")
    {
        public override Task<Started> StartAsync(Stage stage) => OrderAsync(stage, autoPay: true);

        public override void ShouldBeDone(Slate slate)
        {
            slate.ShouldBe(new Slate(ServerState.Active, OrderState.Active, InvoiceState.Paid, slate.Credit, 1, 1, 1, true, "Your server web-01.example.org is ready", false) { Installed = slate.Installed, Licence = slate.Licence });
            slate.Credit.ShouldBeLessThan(Gift);
        }

        public override void ShouldBeClean(Slate slate, Run run, string step)
        {
            if (step == "call-customer")
            {
                // Handed over: what fails now takes nothing away again.
                run.State.ShouldBe(RunState.Stuck);
                ShouldBeDone(slate);
                return;
            }

            run.State.ShouldBe(RunState.Failed);
            var wasPaid = slate.Payments == 1;
            slate.ShouldBe(new Slate(
                ServerState.Failed, OrderState.Failed, wasPaid ? InvoiceState.Refunded : InvoiceState.Cancelled, Gift, wasPaid ? 1 : 0, 0, 0, false,
                "Your server web-01.example.org could not be delivered", false)
            { Installed = slate.Installed, Licence = slate.Licence });
        }
    }

    private sealed class OrderPaidLater : PaidOrder
    {
        public override Task<Started> StartAsync(Stage stage) => OrderAsync(stage, autoPay: false);

        public override async Task NudgeAsync(Stage stage, Started started) =>
            (await stage.Business.Get<ApplyCredit>().RunAsync(started.Customer.Caller, started.Invoice, null, CancellationToken.None)).Succeeded.ShouldBeTrue();
    }

    private sealed class SwitchingOff() : Scene("switch-power/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await ActiveServerAsync(stage);
            var key = (await stage.Business.Get<RequestPower>().RunAsync(started.Customer.Caller, started.Server, PowerAction.Off, CancellationToken.None)).Value.Key;
            return started with { Key = key };
        }

        public override void ShouldBeDone(Slate slate)
        {
            slate.Server.ShouldBe(ServerState.Active);
            slate.Machine.ShouldBeTrue();
        }

        public override void ShouldBeClean(Slate slate, Run run, string step)
        {
            run.State.ShouldBe(RunState.Failed);
            ShouldBeDone(slate);
        }
    }

    private sealed class Reinstalling() : Scene("reinstall-server/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await ActiveServerAsync(stage);
            var reinstalling = await stage.Business.Get<ReinstallServer>().RunAsync(started.Customer.Caller, started.Server, Windows, CancellationToken.None);
            return started with { Key = reinstalling.Value.Callback, Invoice = reinstalling.Value.Invoice!.Value };
        }

        public override void ShouldBeDone(Slate slate)
        {
            slate.ShouldBe(slate with { Server = ServerState.Active, Order = OrderState.Active, Invoice = InvoiceState.Paid, Places = 1, Addresses = 1, Machine = true, Secrets = false });
            slate.Installed.ShouldBe("Windows Server 2019, Installed");
            slate.Licence.ShouldBe("Licence Windows Server 2019, monthly");
        }

        public override void ShouldBeClean(Slate slate, Run run, string step)
        {
            if (step == "call-customer")
            {
                run.State.ShouldBe(RunState.Stuck);
                ShouldBeDone(slate);
                return;
            }

            // Nothing is charged for it, and the server keeps its record, its place and its addresses.
            run.State.ShouldBe(RunState.Failed);
            slate.ShouldBe(slate with { Server = ServerState.Active, Order = OrderState.Active, Invoice = InvoiceState.Refunded, Places = 1, Addresses = 1, Machine = true, Secrets = false });
            slate.Licence.ShouldBe("");
            if (step is "prepare-image" or "stop-machine")
            {
                slate.Installed.ShouldBe("Debian 11, Installed");
            }
            else if (step == "erase-disk")
            {
                // It depends on whether it had begun.
                slate.Installed.ShouldBeOneOf("Debian 11, Installed", "Debian 11, Missing");
            }
            else
            {
                slate.Installed.ShouldBe("Debian 11, Missing");
            }
        }

        private static OrderRequest Windows => new(null, null, OsId: 239, RootPassword: new Secret("Abcd1234"));
    }

    private sealed class ReinstallingByHand() : Scene("manual-reinstall/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await ActiveServerAsync(stage);
            return started with { Key = (await stage.Business.Get<NetworkBoot>().AnnounceAsync(started.Customer.Caller, started.Server, CancellationToken.None)).Value };
        }

        public override async Task NudgeAsync(Stage stage, Started started)
        {
            var network = stage.Business.Get<NetworkBoot>();
            (await network.ArrangeAsync(started.Customer.Caller, started.Server, new OrderRequest(null, null, OsId: 219, RootPassword: new Secret("Abcd1234")), started.Key.Value, CancellationToken.None)).Succeeded.ShouldBeTrue();
            (await network.SelectAsync(started.Customer.Caller, started.Server, BootDevice.Network, CancellationToken.None)).Succeeded.ShouldBeTrue();
            var (intercept, booted) = (stage.Intercept, await stage.Business.Get<RequestPower>().RunAsync(started.Customer.Caller, started.Server, PowerAction.Reboot, CancellationToken.None));
            stage.Intercept = null;
            (await stage.DriveAsync(booted.Value.Key)).State.ShouldBe(RunState.Done);
            stage.Intercept = intercept;
        }

        public override void ShouldBeDone(Slate slate)
        {
            slate.Installed.ShouldBe("Debian 12, Installed");
            slate.Machine.ShouldBeTrue();
        }

        public override void ShouldBeClean(Slate slate, Run run, string step) => run.State.ShouldBe(RunState.Failed);
    }

    private sealed class ChoosingTheBootDevice() : Scene("set-boot/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await ActiveServerAsync(stage);
            return started with { Key = (await stage.Business.Get<NetworkBoot>().SelectAsync(started.Customer.Caller, started.Server, BootDevice.Cd, CancellationToken.None)).Value };
        }

        public override void ShouldBeDone(Slate slate) => slate.Server.ShouldBe(ServerState.Active);

        public override void ShouldBeClean(Slate slate, Run run, string step) => run.State.ShouldBe(RunState.Failed);
    }

    private sealed class CallingTheCustomer() : Scene("call-customer/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await ActiveServerAsync(stage);
            var key = await stage.Business.Database.ReadAsync(session => Runs.LiveAsync(session, Callback.SubjectOf(started.Key)), CancellationToken.None);
            return started with { Key = key!.Value };
        }

        public override void ShouldBeDone(Slate slate)
        {
            slate.Server.ShouldBe(ServerState.Active);
            slate.Machine.ShouldBeTrue();
        }

        public override void ShouldBeClean(Slate slate, Run run, string step)
        {
            run.State.ShouldBe(RunState.Failed);
            ShouldBeDone(slate);
        }
    }

    private class RemovalNow(bool immediate = true) : Scene("terminate-server/1")
    {
        public override async Task<Started> StartAsync(Stage stage)
        {
            var started = await ActiveServerAsync(stage);
            (await stage.Business.Get<RequestCancellation>().RunAsync(started.Customer.Caller, started.Server, immediate, "test", CancellationToken.None)).Succeeded.ShouldBeTrue();
            var key = await stage.Business.Database.ReadAsync(session => Runs.LiveAsync(session, TerminateServer.SubjectOf(started.Server)), CancellationToken.None);
            return started with { Key = key!.Value };
        }

        public override void ShouldBeDone(Slate slate) =>
            slate.ShouldBe(slate with { Server = ServerState.Terminated, Order = OrderState.Ended, Invoice = immediate ? InvoiceState.Refunded : InvoiceState.Paid, Places = 0, Addresses = 0, Machine = false });

        public override void ShouldBeClean(Slate slate, Run run, string step)
        {
            // A removal has no undo: it says so, and the server is neither lost nor sold to somebody else meanwhile.
            run.State.ShouldBe(RunState.Stuck);
            slate.Server.ShouldBe(ServerState.Terminating);
            slate.Places.ShouldBe(1);
            slate.Addresses.ShouldBe(1);
        }
    }

    private sealed class RemovalAtTheEnd() : RemovalNow(immediate: false)
    {
        public override bool IsLong => true;
    }
}
