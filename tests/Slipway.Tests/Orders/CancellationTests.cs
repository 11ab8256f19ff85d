using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Orders;

/// <summary>A run that sleeps hears of what is meant for it at once.</summary>
public sealed class CancellationTests
{
    [Fact]
    public async Task Cancelled_now_after_all_the_machine_does_not_wait_for_the_end_of_the_period()
    {
        await using var host = await SlipwayHost.StartAsync();
        var token = await host.LoginAsync(await host.GivenCustomerWithCreditAsync(50));
        var server = await host.OrderAsync(token);
        await host.UntilActiveAsync(server);
        var id = server.Id.Value.ToString(CultureInfo.InvariantCulture);
        var machine = Path.Combine(host.Folder, "fake", $"server-{id}.json");
        File.Exists(machine).ShouldBeTrue();

        var later = await host.PostAsync("/whmcs.php", ("action", "request_cancellation"), ("token", token), ("id", id), ("cancellation_type", "0"));
        later.GetProperty("result").GetString().ShouldBe("OK");
        // Its run has gone to sleep until it looks at the clock again.
        await Facts.UntilAsync("the end is awaited", async () => (await host.Services.GetRequiredService<Slipway.Storage.Database>().ReadAsync(
            session => session.ScalarAsync<long>("select count(*) from workflows_run where action = 'terminate' and due_at > @soon", ("soon", DateTimeOffset.UtcNow.AddMinutes(5))), CancellationToken.None)) == 1);
        var now = await host.PostAsync("/whmcs.php", ("action", "request_cancellation"), ("token", token), ("id", id), ("cancellation_type", "1"));
        now.GetProperty("result").GetString().ShouldBe("OK");

        await Facts.UntilAsync("the machine is gone", () => Task.FromResult(!File.Exists(machine)), TimeSpan.FromSeconds(15));
    }
}
