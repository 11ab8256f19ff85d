using System.Globalization;
using System.Text.Json;

namespace Slipway.Conformance.Clients;

/// <summary>
/// The types of members that strict decoders insist on, action by action: one wrong type and the whole answer is lost. What is absent or null
/// is tolerated. A path goes through objects by dots, through arrays by <c>[]</c>; an object in the place of an array is one element.
/// </summary>
internal static class StrictTypes
{
    private const string Preset = "id:int virtual:int active:int name:text description:text location:text locations:text server_type:text hdd:text-or-number";
    private const string Tag = "id:int tag:text value:text extra:text internal:int component:text component_id:int";
    private const string Key = "id:int customer_id:int name:text key:text default:int created:text";

    private static readonly string[] ServerTexts = ["status", "hostname", "location"];

    private static readonly Dictionary<string, string[]> Table = new(StringComparer.Ordinal)
    {
        ["auth/login"] = ["result:object", "result. token:text token_expire:int role:text role_type:text servers:ids customer_id:int email:text invapi:text"],
        ["auth/info"] = ["result:object", "result. token:text token_expire:int servers:ids"],
        ["presets/list"] = [$"presets[]. {Preset}"],
        ["presets/show"] = [$"preset. {Preset}", $"presets[]. {Preset}"],
        ["os/list"] = ["os_list[]. id:int active:int name:text"],
        ["software/list"] = ["software[]. id:int active:int name:text"],
        ["traffic_plans/list"] = ["traffic_plans[]. id:int active:int main_plan:int price:number name:text location:text locations:text"],
        ["eq/order_instance"] = ["id:int invoice:int callback:text status:text action:text deploy_status:text"],
        ["eq/list"] = ["servers:ids"],
        ["eq/update_servers"] = ["servers:ids deploy_keys:texts", "billing_servers[]. id:int name:text status:text config:text"],
        ["eq/show"] = ["server_data:object ip:array", "IP[]. ip:text main_ip:int", $"tags[]. {Tag}", "server_data. id:int status:text hostname:text Condition_Component:text virtual:int"],
        ["eq/rename_server"] = ["id:int hostname:text"],
        ["eq/on"] = ["callback:text"],
        ["eq/off"] = ["callback:text"],
        ["eq/hard_off"] = ["callback:text"],
        ["eq/reboot"] = ["callback:text"],
        ["eq_callback/check"] = ["debug:text key:text", "context. reinstall:int"],
        ["tags/list"] = [$"tags[]. {Tag}"],
        ["tags/add"] = [Tag],
        ["ssh_keys/list"] = ["sshkeys:array", $"sshkeys[]. {Key}"],
        ["ssh_keys/add"] = ["sshkey:object", $"sshkey. {Key}"],
        ["api_keys/list"] = ["data:array", "data[]. id:int"],
        ["api_keys/list_for_server"] = ["data:array", "data[]. id:int"],
        ["api_keys/add"] = ["data:object", "data. id:int api_key:text"],
        ["net/add_ipv4"] = ["id:int", "ips[]. ip:text vlan:int"],
        ["net/remove_ipv4"] = ["id:int"],
        ["pdns/list_domains"] = ["data[]. id:int name:text"],
        ["pdns/add_domain"] = ["data. id:int name:text"],
        ["pdns/view_zone"] = ["data. id:int name:text", "data.records[]. id:int name:text type:text content:text ttl:int priority:int"],
        ["whmcs/get_invoices"] = ["invoices:object", "invoices.invoice[]. id:int status:text"],
        ["whmcs/request_cancellation"] = ["id:int"],
    };

    public static string? Mistake(string module, string action, JsonElement answer)
    {
        var place = $"{module}/{action}";
        if (!Table.TryGetValue(place, out var rows))
        {
            return null;
        }

        // Every typed answer but login's and info's has a text there.
        if (module != "auth" && StrictClient.Member(answer, "result") is { ValueKind: not JsonValueKind.String } result)
        {
            return $"result is {result.ValueKind}, not a text";
        }

        return rows.Select(row => OfRow(answer, row)).FirstOrDefault(found => found is not null);
    }

    /// <summary><c>a.b[]. x:int y:text</c>: these members of every such element; without a path those at the top.</summary>
    private static string? OfRow(JsonElement answer, string row)
    {
        var words = row.Split(' ');
        var hasPath = words[0].EndsWith('.');
        var path = hasPath ? words[0].TrimEnd('.').Split('.') : [];
        foreach (var element in Reached(answer, path))
        {
            // A list of plain texts instead of objects is the other form of some.
            if (element.ValueKind == JsonValueKind.String && words[0] == "ips[].")
            {
                continue;
            }

            if (element.ValueKind != JsonValueKind.Object)
            {
                return $"{words[0]} is {element.ValueKind}, not an object";
            }

            foreach (var member in words[(hasPath ? 1 : 0)..].Select(word => word.Split(':')))
            {
                if (StrictClient.Member(element, member[0]) is { } value && !Is(value, member[1]))
                {
                    return $"{string.Join('.', path.Append(member[0]))} is {Short(value)}, not {member[1]}";
                }
            }
        }

        return null;
    }

    private static IEnumerable<JsonElement> Reached(JsonElement from, string[] path)
    {
        IEnumerable<JsonElement> reached = [from];
        foreach (var step in path)
        {
            var isList = step.EndsWith("[]", StringComparison.Ordinal);
            var name = isList ? step[..^2] : step;
            reached = reached
                .Where(element => element.ValueKind == JsonValueKind.Object)
                .Select(element => StrictClient.Member(element, name))
                .Where(found => found is not null)
                .SelectMany(found => isList && found!.Value.ValueKind == JsonValueKind.Array ? found.Value.EnumerateArray().ToArray() : [found!.Value]);
        }

        return reached;
    }

    private static bool Is(JsonElement value, string type) => type switch
    {
        "int" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "text" => value.ValueKind == JsonValueKind.String,
        "text-or-number" => value.ValueKind is JsonValueKind.String or JsonValueKind.Number,
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        // Texts by name; empty, it may be the array that PHP makes of it.
        "texts" => value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String) : value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0,
        "ids" => value.ValueKind == JsonValueKind.Array && AreIds([.. value.EnumerateArray()]),
        _ => throw new InvalidOperationException($"Nobody knows the type {type}."),
    };

    /// <summary>All numbers, all objects or all texts; never mixed.</summary>
    private static bool AreIds(JsonElement[] ids) =>
        ids.All(id => Is(id, "int"))
        || ids.All(id => id.ValueKind == JsonValueKind.String && int.TryParse(id.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        || ids.All(id => id.ValueKind == JsonValueKind.Object && StrictClient.Member(id, "id") is { } number && Is(number, "int")
            && ServerTexts.All(name => StrictClient.Member(id, name) is null or { ValueKind: JsonValueKind.String }));

    private static string Short(JsonElement value) => value.GetRawText() is { Length: > 40 } text ? text[..40] : value.GetRawText();
}
