using System.Globalization;
using System.Text.Json;
using Slipway.Invapi.Wire;
using Xunit;

namespace Slipway.Conformance.Invapi;

/// <summary>
/// No two-faced answers: a customer does what customers do, in an order that the seed decides, and after every step, while the work still
/// runs, everything he can ask says the same.
/// </summary>
public sealed class AgreementTests
{
    private const int Steps = 25;

    private static readonly string[] Deeds = ["order", "order", "off", "on", "hard_off", "reboot", "rename", "tag", "reinstall", "cancel", "cancel at the end", "withdraw", "look"];

    [Theory]
    [InlineData("quick", 1)]
    [InlineData("quick", 2)]
    [InlineData("slow", 3)]
    [InlineData("refusing", 4)]
    public async Task Whatever_a_customer_does_all_answers_agree(string fleet, int seed)
    {
        var host = await InvapiHost.OfAsync(fleet);
        var customer = await host.OpenAccountAsync(1000, autoPay: true);
        var walk = new Walk(host, await LoginAsync(host, customer.Key.Reveal()), new Random(seed));
        await walk.ShouldAgreeAsync("an empty account");
        for (var step = 0; step < Steps; step++)
        {
            var deed = step == 0 ? "order" : Deeds[walk.Random.Next(Deeds.Length)];
            await walk.DoAsync(deed);
            await walk.ShouldAgreeAsync($"step {step}: {deed}");
        }

        Assert.True(walk.Compared > 0, "nothing was ever compared");
    }

    private static async Task<string> LoginAsync(InvapiHost host, string key)
    {
        using var answer = JsonDocument.Parse(await host.PostAsync("/auth.php", ("action", "login"), ("key", key)));
        return answer.RootElement.GetProperty("result").GetProperty("token").GetString()!;
    }

    private sealed class Walk(InvapiHost host, string token, Random random)
    {
        private readonly List<string> _keys = [];
        private int _named;

        public Random Random => random;

        /// <summary>Servers whose answers were compared.</summary>
        public int Compared { get; private set; }

        public async Task DoAsync(string deed)
        {
            var servers = Ids((await CallAsync("eq", "list")).GetProperty("servers"));
            var server = servers.Length == 0 ? "1" : servers[random.Next(servers.Length)].ToString(CultureInfo.InvariantCulture);
            var answer = deed switch
            {
                "order" => await OrderAsync(("preset", "vm.pico")),
                "reinstall" => await OrderAsync(("id", server)),
                "off" or "on" or "hard_off" or "reboot" => await CallAsync("eq", deed, ("id", server)),
                "rename" => await CallAsync("eq", "rename_server", ("id", server), ("hostname", Name())),
                "tag" => await CallAsync("tags", "add", ("id", server), ("tag", "hostname"), ("value", Name())),
                "cancel" => await CallAsync("whmcs", "request_cancellation", ("id", server), ("cancellation_type", "1"), ("cancellation_reason", "a test")),
                "cancel at the end" => await CallAsync("whmcs", "request_cancellation", ("id", server), ("cancellation_type", "0"), ("cancellation_reason", "a test")),
                "withdraw" => await CallAsync("whmcs", "delete_cancellation_request", ("id", server)),
                _ => await CallAsync("eq", "show", ("id", server)),
            };
            if (answer.TryGetProperty("callback", out var key))
            {
                _keys.Add(key.GetString()!);
            }
        }

        /// <summary>Reads everything between two readings that are the same; what changes meanwhile is read again.</summary>
        public async Task ShouldAgreeAsync(string when)
        {
            for (var patience = 0; patience < 40; patience++)
            {
                var before = await SnapshotAsync();
                string? problem;
                try
                {
                    problem = await ProblemAsync();
                }
                catch (KeyNotFoundException changed)
                {
                    // Something was removed between two questions; if it was not, this is the problem.
                    problem = changed.Message;
                }

                if (before == await SnapshotAsync())
                {
                    Assert.True(problem is null, $"{when}: {problem}");
                    await ChecksShouldBeHonestAsync(when);
                    return;
                }
            }

            Assert.Fail($"{when}: the answers never came to rest.");
        }

        private static readonly (string, string)[] Order =
            [("location_name", "NL"), ("os_id", "180"), ("traffic_plan", "25"), ("root_pass", Given.RootPassword), ("deploy_period", "monthly")];

        private Task<JsonElement> OrderAsync((string, string) what) => CallAsync("eq", "order_instance", [.. Order, what, ("hostname", Name())]);

        private string Name() => string.Create(CultureInfo.InvariantCulture, $"walk-{++_named}.example.org");

        private async Task<string> SnapshotAsync() =>
            $"{await CallAsync("eq", "update_servers")}\n{await CallAsync("eq", "list")}\n{string.Join('\n', await CardsAsync())}";

        private async Task<List<JsonElement>> CardsAsync()
        {
            var cards = new List<JsonElement>();
            foreach (var id in Ids((await CallAsync("eq", "list")).GetProperty("servers")))
            {
                cards.Add(await CallAsync("eq", "show", ("id", Text(id))));
            }

            return cards;
        }

        private async Task<string?> ProblemAsync()
        {
            var listed = Ids((await CallAsync("eq", "list")).GetProperty("servers"));
            var update = await CallAsync("eq", "update_servers");
            var info = (await CallAsync("auth", "info")).GetProperty("result");
            var products = (await CallAsync("whmcs", "getclientsproducts")).GetRawText();
            if (!listed.SequenceEqual(Ids(update.GetProperty("servers"))) || !listed.SequenceEqual(Ids(info.GetProperty("servers"))))
            {
                return $"list has {string.Join(',', listed)}; update_servers {update.GetProperty("servers")}; auth/info {info.GetProperty("servers")}";
            }

            foreach (var id in listed)
            {
                var card = await CallAsync("eq", "show", ("id", Text(id)));
                if (card.GetProperty("result").ToString() != "OK")
                {
                    return $"list has {id}, and show says {card}";
                }

                if (await OfServerAsync(id, card, update, products) is { } problem)
                {
                    return problem;
                }

                Compared++;
            }

            return null;
        }

        private async Task<string?> OfServerAsync(int id, JsonElement card, JsonElement update, string products)
        {
            var data = card.GetProperty("server_data");
            var (status, name) = (data.GetProperty("status").GetString()!, data.GetProperty("hostname").GetString()!);
            var service = card.GetProperty("account_id").GetInt32();
            if (status != data.GetProperty("Condition_Component").GetString())
            {
                return $"status and Condition_Component of {id} differ: {data}";
            }

            var filtered = Ids((await CallAsync("eq", "list", ("status", status))).GetProperty("servers"));
            if (!filtered.Contains(id))
            {
                return $"show says that {id} is {status}, and list by that status leaves it out";
            }

            var tags = (await CallAsync("tags", "list", ("id", Text(id)))).GetProperty("tags").EnumerateArray().ToList();
            if (tags.Single(tag => tag.GetProperty("tag").GetString() == "hostname").GetProperty("value").GetString() != name)
            {
                return $"the tag hostname of {id} is not {name}";
            }

            var billed = update.GetProperty("billing_servers").EnumerateArray().SingleOrDefault(entry => entry.GetProperty("id").GetInt32() == service);
            if (billed.ValueKind != JsonValueKind.Object || (status is "rent" or "power_off") != (billed.GetProperty("status").GetString() is "Active" or "Suspended"))
            {
                return $"show says that {id} is {status}, and update_servers says of its service {billed}";
            }

            return products.Contains($"\"id\":{service}", StringComparison.Ordinal) || products.Contains($"\"id\":\"{service}\"", StringComparison.Ordinal)
                ? null
                : $"the service {service} of {id} is not among the products: {products}";
        }

        /// <summary>While a job runs its key says so and nothing else; a job that is done holds no word that ends a client's patience.</summary>
        private async Task ChecksShouldBeHonestAsync(string when)
        {
            foreach (var key in _keys)
            {
                var text = await host.PostAsync("/eq_callback.php", ("action", "check"), ("key", key));
                using var answer = JsonDocument.Parse(text);
                var result = answer.RootElement.GetProperty("result");
                if (result.ValueKind == JsonValueKind.String)
                {
                    Assert.True(result.GetString() is "OK" or "Not ready", $"{when}: {text}");
                    var word = AsyncScope.FailureWords.FirstOrDefault(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
                    Assert.True(word is null, $"{when}: the word '{word}' stands in {text}");
                }
            }
        }

        private async Task<JsonElement> CallAsync(string module, string action, params (string Name, string Value)[] fields)
        {
            using var answer = JsonDocument.Parse(await host.PostAsync($"/{module}.php", [("action", action), ("token", token), .. fields]));
            return answer.RootElement.Clone();
        }

        private static int[] Ids(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];

        private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
    }
}
