namespace Slipway.Invapi.Modules.Pdns;

/// <summary>
/// The contract's two names for what may be done with zones, pdns/view and pdns/edit. They are no actions: each is a word for several, told in
/// <c>permissions</c> to whoever may use all of these, and taken as a scope that means them.
/// </summary>
internal static class ZoneRights
{
    public const string View = "pdns/view";
    public const string Edit = "pdns/edit";

    private static readonly string[] Reading = ["pdns/list_domains", "pdns/list_zones", "pdns/list_subdomains", "pdns/view_zone"];

    private static readonly string[] Writing =
        ["pdns/add_domain", "pdns/delete_domain", "pdns/add_zone", "pdns/delete_zone", "pdns/add_dns", "pdns/delete_dns", "pdns/add_subdomain", "pdns/edit_subdomain", "pdns/delete_subdomain"];

    /// <summary>The actions a name means: those of a right, or itself.</summary>
    public static IReadOnlyList<string> ActionsOf(string name) => name switch { View => Reading, Edit => Writing, _ => [name] };

    /// <summary>The rights of whoever may use these actions.</summary>
    public static IEnumerable<string> Of(IReadOnlyCollection<string> actions) =>
        new[] { View, Edit }.Where(right => ActionsOf(right).All(actions.Contains));
}
