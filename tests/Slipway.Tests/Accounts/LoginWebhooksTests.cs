using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Slipway.Accounts;
using Xunit;

namespace Slipway.Tests.Accounts;

public sealed class LoginWebhooksTests
{
    [Fact]
    public void One_account_leaves_room_for_the_others()
    {
        // Nobody sends: everything waits.
        using var webhooks = new LoginWebhooks(null!, TimeProvider.System, NullLogger<LoginWebhooks>.Instance);

        Enumerable.Range(0, 2 * LoginWebhooks.MostOfAccount).Count(_ => webhooks.Post(Notice(1))).ShouldBe(LoginWebhooks.MostOfAccount);
        webhooks.Post(Notice(2)).ShouldBeTrue();
    }

    private static LoginNotice Notice(int account) => new("https://example.org/", 1, "key", account, null, DateTimeOffset.UnixEpoch);
}
