using Shouldly;
using Slipway.Billing;
using Slipway.Orders;
using Slipway.Servers;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Workflows.Checks;

public sealed class WithdrawalTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_order_that_is_cancelled_before_any_of_its_steps_leaves_a_clean_slate(bool paid)
    {
        await using var stage = await Stage.OpenAsync();
        var scene = Scene.All.Single(scene => scene.Name == (paid ? "PaidOrder" : "OrderPaidLater"));
        // Unpaid, an order rests in its first step; paid, it can be caught before each until it is handed over.
        var steps = paid ? stage.Business.Get<FulfilOrder>().StepNames.ToList().IndexOf("activate-server") : 1;
        for (var done = 0; done < steps; done++)
        {
            var started = await scene.StartAsync(stage);
            for (var step = 0; step < done; step++)
            {
                await stage.Business.Get<RunExecutor>().AdvanceAsync(started.Key, TestContext.Current.CancellationToken);
            }

            (await stage.Business.Get<RequestCancellation>().RunAsync(started.Customer.Caller, started.Server, true, "test", TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();

            (await stage.DriveAsync(started.Key)).State.ShouldBe(RunState.Failed);
            (await Slate.ReadAsync(stage, started)).ShouldBe(new Slate(
                ServerState.Failed, OrderState.Cancelled, paid ? InvoiceState.Refunded : InvoiceState.Cancelled, 50, paid ? 1 : 0, 0, 0, false,
                "Your order of web-01.example.org is cancelled", false));
        }
    }

    [Fact]
    public async Task Unpaid_order_waits_for_money_and_holds_nothing_meanwhile()
    {
        await using var stage = await Stage.OpenAsync();
        var scene = Scene.All.Single(scene => scene.Name == "OrderPaidLater");
        var started = await scene.StartAsync(stage);

        var run = await stage.DriveAsync(started.Key);

        run.WaitingFor.ShouldBe(Invoices.PaidSignal);
        var slate = await Slate.ReadAsync(stage, started);
        slate.ShouldBe(new Slate(ServerState.AwaitingPayment, OrderState.AwaitingPayment, InvoiceState.Unpaid, 50, 0, 0, 0, false, "", false));
    }

    [Fact]
    public async Task An_order_that_is_not_paid_in_time_is_given_up()
    {
        await using var stage = await Stage.OpenAsync();
        var started = await Scene.All.Single(scene => scene.Name == "OrderPaidLater").StartAsync(stage);
        await stage.DriveAsync(started.Key);

        stage.Business.Clock.Advance(stage.Business.Get<OrderOptions>().PayWithin);
        var run = await stage.DriveAsync(started.Key);

        run.State.ShouldBe(RunState.Failed);
        run.Failure!.Code.ShouldBe(OrderFailures.NotPaidInTimeCode);
        var slate = await Slate.ReadAsync(stage, started);
        slate.ShouldBe(new Slate(ServerState.Failed, OrderState.Cancelled, InvoiceState.Cancelled, 50, 0, 0, 0, false, "Your order of web-01.example.org is cancelled", false));
    }
}
