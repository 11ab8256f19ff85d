// Each type here breaks one rule, as if it stood in the project Slipway. See ArchitectureTests.
#pragma warning disable CA1822, CA1812, CA1848, CA2254, CA2008, CA2201, IDE1006, CA1001, CA1711, CA1715, RS0030, CA1852, CS0169, CS0414, IDE0044, IDE0051, IDE0052, CA1823, CA1416, CA1050
using Microsoft.Extensions.Logging;
using Slipway.Storage;
using Slipway.Tests.Architecture.Planted.Business.Machines;
using Slipway.Tests.Architecture.Planted.Business.Orders;
using Slipway.Tests.Architecture.Planted.Business.Servers;

namespace Slipway.Tests.Architecture.Planted.Business.Machines
{
    internal sealed class Machine;

    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class MachineAttribute : Attribute;
}

namespace Slipway.Tests.Architecture.Planted.Business.Servers
{
    internal static class ServerStore
    {
        public static int Count => 1;
    }
}

namespace Slipway.Tests.Architecture.Planted.Business.Billing
{
    internal sealed class MoneyThatKnowsMachines
    {
        private readonly Machine _machine = new();

        public bool IsThere => _machine is not null;
    }

    internal sealed class ArrowInALambda
    {
        // No field and no signature: only the body of a compiler-made type mentions it.
        public Func<Task<object>> Make => async () =>
        {
            await Task.Yield();
            return new Machine();
        };
    }

    [Machine]
    internal sealed class ArrowInAnAttribute;
}

namespace Slipway.Tests.Architecture.Planted.Business.Orders
{
    internal enum OrderState
    {
        One,
        Two,
    }

    internal static class OrderMoves
    {
        public static readonly IReadOnlyList<(OrderState From, OrderState To)> Table = [(OrderState.One, OrderState.Two)];
    }

    internal enum LostState
    {
        One,
    }

    internal sealed record Order(OrderState State);

    internal sealed class BorrowsAStore
    {
        public int Count => ServerStore.Count;
    }

    internal sealed class SqlInAUseCase
    {
        public async Task RunAsync(DatabaseTransaction transaction) => await transaction.ExecuteAsync("delete from everything");
    }

    internal sealed class HoldsAConnection
    {
        public System.Data.Common.DbConnection? Connection { get; set; }
    }

    internal sealed class KnowsTheWeb
    {
        public Microsoft.AspNetCore.Http.HttpContext? Context { get; set; }
    }

    internal sealed class AssignsAState
    {
        public Order Move(Order order) => order with { State = OrderState.Two };
    }

    internal sealed class OrderManager;

    internal sealed class OrderShape;

    internal interface Orderable;

    internal sealed class BadNames(int start)
    {
        private int counter = start;

        public Task Wait() => Task.FromResult(counter++);

        public int NothingAsync() => counter;
    }

    internal sealed class Forbidden
    {
        public void Call(ILogger log)
        {
            Console.WriteLine(DateTime.UtcNow);
            log.LogInformation("hello");
            Thread.Sleep(1);
            new HttpClient().Dispose();
        }
    }

    internal sealed class KeepsTheRules(Order order)
    {
        private readonly Order _order = order;

        public Task<Order> RunAsync(OrderState next) => Task.FromResult(_order with { State = next });
    }
}
