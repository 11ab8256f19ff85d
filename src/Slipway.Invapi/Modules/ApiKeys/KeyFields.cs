using System.Collections.Frozen;
using Slipway.Accounts;
using Slipway.Invapi.Modules.Pdns;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Modules.ApiKeys;

/// <summary>What add and edit are told of a key.</summary>
internal static class KeyFields
{
    // Quirk Q-020: as in whmcs/update_client: empty is the same as not given, so something else has to take a limit away.
    private const string Nothing = "-";

    private static readonly FrozenSet<string> Known =
    [
        .. ContractIndex.All.Select(action => $"{action.Module}/{action.Action}"),
        .. ContractIndex.Modules.Select(module => $"{module}/*"),
        .. InvapiModules.All.SelectMany(module => module.Actions.Select(action => $"{module.Name}/{action.Name}")),
        ZoneRights.View, ZoneRights.Edit,
    ];

    /// <summary>Complaints are in the form.</summary>
    public static ApiKeyChange Read(WireForm form) => new()
    {
        Name = form.Text("name"),
        Server = form.Int("server_id") is not { } server ? null : server >= 0 ? server : form.Complain<int?>("server_id must be the id of a server, or 0 for the whole account"),
        Active = form.Flag("active"),
        AllowedIps = form.List("ip") is { Count: > 0 } list ? string.Join(',', list.Where(entry => entry != Nothing)) : null,
        Notify = form.Text("login_notify_method")?.Trim().ToLowerInvariant() switch
        {
            null => null,
            "none" => NotifyMethod.None,
            "email" => NotifyMethod.Email,
            "webhook" => NotifyMethod.Webhook,
            _ => form.Complain<NotifyMethod?>("login_notify_method must be none, email or webhook"),
        },
        NotifyAddress = form.Text("login_notify_address")?.Trim() switch { Nothing => "", var address => address },
        Scopes = Scopes(form),
        Expires = IsNothing(form, "expires") ? new Wanted<DateTimeOffset?>(null) : WireDays.Moment(form, "expires") is { } expires ? new Wanted<DateTimeOffset?>(expires) : null,
        SpendCap = IsNothing(form, "spend_cap") ? new Wanted<decimal?>(null) : form.Amount("spend_cap") is { } cap ? new Wanted<decimal?>(cap) : null,
        RateClass = form.Text("rate_class")?.Trim(),
    };

    private static bool IsNothing(WireForm form, string name) => form.Text(name)?.Trim() == Nothing;

    private static KeyScopes? Scopes(WireForm form)
    {
        var names = form.List("scopes");
        if (names.Count == 0)
        {
            return null;
        }

        var given = names.SelectMany(name => name.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(name => name != Nothing).ToArray();
        var unknown = given.FirstOrDefault(name => !Known.Contains(name));
        return unknown is null
            ? KeyScopes.Parse(string.Join(',', given.SelectMany(ZoneRights.ActionsOf)))
            : form.Complain<KeyScopes>($"scopes: '{(unknown.Length > 60 ? unknown[..60] : unknown)}' is no action; give names such as eq/show, or pdns/* for all of a module, separated by commas");
    }
}
