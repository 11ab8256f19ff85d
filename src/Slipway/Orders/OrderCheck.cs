using Slipway.Accounts;
using Slipway.Catalog;
using Slipway.Pricing;
using Slipway.Servers;

namespace Slipway.Orders;

/// <summary>
/// Looks at every parameter before anything happens. What comes out fits together and can be delivered; a refusal names the
/// parameter and what is allowed.
/// </summary>
public sealed class OrderCheck(LiveCatalog catalog, CatalogOffers offers)
{
    private const int LongestScript = 32_768;

    public Result<CheckedOrder> Check(OrderRequest request, OrderTerms terms)
    {
        var current = catalog.Current;
        if (!CheckPlace(current, request).TryGet(out var place, out var failure) || !CheckSystem(current, request, place.Preset).TryGet(out var system, out failure))
        {
            return failure;
        }

        var undeliverable = Compatibility.PresetIn(current, place.Preset, place.Location).Failure ?? offers.Deliverable(place.Preset, place.Location, system.Os, system.Software).Failure;
        if (undeliverable is not null)
        {
            return undeliverable;
        }

        if (!CheckPlan(current, request, place).TryGet(out var plan, out failure)
            || !Period.Parse(request.Period).TryGet(out var period, out failure)
            || !CheckCurrency(request, terms.Currency).TryGet(out var currency, out failure)
            || !CheckHostname(request).TryGet(out var hostname, out failure))
        {
            return failure;
        }

        if (CheckKey(request, out var sshKey) is { } unusable)
        {
            return unusable;
        }

        if (period.IsHourly && !terms.Prepaid)
        {
            return OrderFailures.HourlyNeedsPrepaid;
        }

        var refused = CheckPassword(request) ?? CheckDisk(request, place.Preset) ?? CheckNetwork(current, request, place) ?? CheckAfterwards(request, system.Software) ?? CheckRest(request);
        if (refused is not null)
        {
            return refused;
        }

        var quoted = Quote.For(current, new QuoteRequest(place.Preset, place.Location, period, currency)
        {
            TrafficPlan = plan,
            Os = system.Os,
            Software = system.Software,
            ExtraIpv4 = request.ExtraIpv4,
            Ipv6Block = request.Ipv6,
            Tax = terms.Tax,
            Promotion = terms.Promotion,
        });
        return quoted.TryGet(out var quote, out failure)
            ? new CheckedOrder(request, place.Preset, place.Location, system.Os, system.Software, plan, quote, hostname, sshKey)
            : failure;
    }

    /// <summary>The same questions of a server that exists: its place is known, and only what can be chosen anew is looked at.</summary>
    public Result<CheckedReinstall> CheckReinstall(OrderRequest request, Server server, Period period, Currency currency)
    {
        var current = catalog.Current;
        if (current.Preset(server.PresetId) is not { } preset || current.Location(server.Location) is not { } location)
        {
            return new Failure(FailureKind.Unavailable, "orders.preset-gone", $"the preset of server {server.Id} is not in the catalog any more, so nothing can be installed on it; ask the support.");
        }

        if (request.Location is { } asked && !string.Equals(asked, server.Location, StringComparison.OrdinalIgnoreCase))
        {
            return OrderFailures.Invalid("location_name", $"server {server.Id} is in {server.Location} and stays there; give {server.Location}, or leave it out.");
        }

        var checkedSystem = CheckSystem(current, request, preset);
        if (!checkedSystem.TryGet(out var system, out var failure))
        {
            return failure.Code == "catalog.os-incompatible" ? failure with { Message = $"OS {request.OsId} is not compatible with server eq:{server.Id}: {failure.Message}" } : failure;
        }

        if (offers.Deliverable(preset, location, system.Os, system.Software).Failure is { } undeliverable)
        {
            return undeliverable;
        }

        if (!CheckHostname(request).TryGet(out var hostname, out failure))
        {
            return failure;
        }

        if (CheckKey(request, out var sshKey) is { } unusable)
        {
            return unusable;
        }

        var refused = CheckPassword(request) ?? CheckDisk(request, preset) ?? CheckAfterwards(request, system.Software) ?? CheckRest(request);
        if (refused is not null)
        {
            return refused;
        }

        return Quote.LicencesFor(location, period, currency, system.Os, system.Software).TryGet(out var licences, out failure)
            ? new CheckedReinstall(request, preset, location, system.Os, system.Software, licences, hostname.Length > 0 ? hostname : server.Hostname, sshKey)
            : failure;
    }

    /// <summary>The time zone of new systems in a location.</summary>
    internal string TimezoneOf(string location) => catalog.Current.Location(location)?.Timezone ?? "UTC";

    private static Failure? CheckPassword(OrderRequest request) => request.OwnOs ? null : RootPassword.Check(request.RootPassword);

    private static Result<PresetPlace> CheckPlace(CatalogSnapshot catalog, OrderRequest request)
    {
        if (request.Preset is null)
        {
            return OrderFailures.Missing("preset", "Give the id or the name of a preset, see presets/list.");
        }

        if (request.Location is null)
        {
            return OrderFailures.Missing("location_name", $"Locations: {string.Join(", ", catalog.Locations.Select(location => location.Code))}.");
        }

        if (catalog.Preset(request.Preset) is not { } preset)
        {
            return CatalogFailures.PresetUnknown(catalog, request.Preset);
        }

        return catalog.Location(request.Location) is { } location
            ? new PresetPlace(preset, location)
            : CatalogFailures.LocationUnknown(catalog, request.Location);
    }

    private static Result<OrderedSystem> CheckSystem(CatalogSnapshot catalog, OrderRequest request, Preset preset)
    {
        if (request.OwnOs)
        {
            return request.OsId is > 0 || request.OsName is not null || request.OsTemplate is not null
                ? OrderFailures.Invalid("own_os", "1 means that no system is installed; leave the system (os_id) out with it, or leave own_os out.")
                : request.SoftwareId is > 0 || request.SoftwareName is not null
                ? OrderFailures.Invalid("soft_id", "software is installed together with an operating system; an own system (own_os) has to bring its own software.")
                : request.PostInstallScript is not null
                ? OrderFailures.Invalid("post_install_script", "nothing runs it on an empty disk; leave it out with own_os.")
                : new OrderedSystem(null, null);
        }

        if (request.OsId < 0 || request.SoftwareId < 0)
        {
            return OrderFailures.Invalid(request.OsId < 0 ? "os_id" : "soft_id", "an id is a whole number from 1; leave it out, or give 0, for none.");
        }

        var asked = request.OsId is > 0 ? request.OsId.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) : request.OsName ?? request.OsTemplate;
        if (asked is null)
        {
            return OrderFailures.Missing("os_id", "Give the id of an operating system, see os/list.");
        }

        var os = request.OsId is > 0 ? catalog.Os(new OsId(request.OsId.Value)) : catalog.OsNamed(asked) ?? catalog.OsWithKey(asked);
        if (os is null)
        {
            return CatalogFailures.OsUnknown(catalog, asked);
        }

        SoftwareRecipe? software = null;
        if (request.SoftwareId is > 0 || request.SoftwareName is not null)
        {
            software = request.SoftwareId is > 0 ? catalog.SoftwareOf(new SoftwareId(request.SoftwareId.Value)) : catalog.SoftwareNamed(request.SoftwareName!);
            if (software is null)
            {
                return CatalogFailures.SoftwareUnknown(catalog, request.SoftwareId is > 0 ? $"#{request.SoftwareId}" : request.SoftwareName!);
            }
        }

        // Software against system first: that is the sentence clients know, whatever else does not fit.
        if (software is not null && !software.Os.Contains(os.Key))
        {
            return CatalogFailures.SoftwareIncompatible(catalog, software, os);
        }

        var refused = Compatibility.OsOn(catalog, os, preset).Failure ?? (software is null ? null : Compatibility.SoftwareOn(catalog, software, os, preset).Failure);
        return refused is null ? new OrderedSystem(os, software) : refused;
    }

    private static Result<TrafficPlan> CheckPlan(CatalogSnapshot catalog, OrderRequest request, PresetPlace place)
    {
        if (request.TrafficPlanId is null)
        {
            return catalog.MainTrafficPlan(place.Preset, place.Location) is { } main
                ? main
                : OrderFailures.Missing("traffic_plan", "Give the id of a traffic plan, see traffic_plans/list.");
        }

        if (catalog.TrafficPlan(new TrafficPlanId(request.TrafficPlanId.Value)) is not { } plan)
        {
            return CatalogFailures.TrafficPlanUnknown(catalog, $"#{request.TrafficPlanId}", place.Preset, place.Location);
        }

        return Compatibility.TrafficPlanOn(catalog, plan, place.Preset, place.Location).Failure is { } refused ? refused : plan;
    }

    private static Result<Currency> CheckCurrency(OrderRequest request, Currency accountCurrency) =>
        request.Currency is null ? accountCurrency
        : request.Currency.Equals(accountCurrency.Code, StringComparison.OrdinalIgnoreCase) ? accountCurrency
        // Credit exists in one currency only: an invoice in another one could never be paid.
        : OrderFailures.Invalid("currency_code", $"this account is billed in {accountCurrency.Code}; give that, or leave it out.");

    private static Result<string> CheckHostname(OrderRequest request) => request.Hostname is null ? "" : Hostname.Check(request.Hostname);

    private static Failure? CheckKey(OrderRequest request, out SshPublicKey? key)
    {
        key = null;
        return request.SshKey is null || SshPublicKey.Read("ssh_key", request.SshKey).TryGet(out key, out var refused) ? null : refused;
    }

    private static Failure? CheckDisk(OrderRequest request, Preset preset) =>
        request.RootSizePercent is < 1 or > 100 ? OrderFailures.Invalid("root_size", "a percentage from 1 to 100 is allowed.")
        : request.NoLvm && preset.IsVirtual ? OrderFailures.Invalid("no_lvm", $"is for dedicated servers; {preset.Name} is virtual.")
        : request.DiskMirror is null ? null
        : request.DiskMirror is not ("hba" or "raid0" or "raid1" or "raid10") ? OrderFailures.Invalid("disk_mirror", "allowed are hba, raid0, raid1, raid10.")
        : preset.IsVirtual ? OrderFailures.Invalid("disk_mirror", $"is for dedicated servers; {preset.Name} is virtual.")
        : preset.DiskCount < (request.DiskMirror == "raid10" ? 4 : 2) ? OrderFailures.Invalid("disk_mirror", $"{request.DiskMirror} needs at least {(request.DiskMirror == "raid10" ? 4 : 2)} disks; {preset.Name} has {preset.DiskCount}.")
        : null;

    private static Failure? CheckNetwork(CatalogSnapshot catalog, OrderRequest request, PresetPlace place) =>
        request.ExtraIpv4 is < 0 or > QuoteRequest.MostExtraIpv4 ? OrderFailures.Invalid("ipv4_amount", $"0 to {QuoteRequest.MostExtraIpv4} additional addresses are allowed.")
        : request.Ipv6 && Compatibility.Ipv6On(catalog, place.Preset, place.Location).Failure is { } unfit ? unfit
        : request.Vlan is not null ? OrderFailures.Invalid("vlan", "the public VLAN cannot be chosen here; leave it out.")
        : request.PrivateVlan is not null ? OrderFailures.Invalid("private_vlan", "private networks are not offered here; leave it out.")
        : request.PrivateIp is not null ? OrderFailures.Invalid("private_ip", "private networks are not offered here; leave it out.")
        : null;

    private static Failure? CheckAfterwards(OrderRequest request, SoftwareRecipe? software) =>
        request.PostInstallScript?.Reveal().Length > LongestScript ? OrderFailures.Invalid("post_install_script", $"at most {LongestScript} characters are allowed.")
        : request.PostInstallCallback is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && url.Length <= 2048 && parsed.DnsSafeHost.Length is > 0 and <= 253)
            ? OrderFailures.Invalid("post_install_callback", "give an http or https URL of at most 2048 characters.")
        : request.CustomDomain is null ? null
        : software is null ? OrderFailures.Invalid("custom_domain", "is the domain of the installed software; choose software (soft_id) with it.")
        : Hostname.Check(request.CustomDomain).Failure is null ? null
        : OrderFailures.Invalid("custom_domain", "give a domain name such as shop.example.org.");

    private static Failure? CheckRest(OrderRequest request) =>
        request.Email is { } email && !System.Net.Mail.MailAddress.TryCreate(email, out _) ? OrderFailures.Invalid("email", "give a mail address such as billing@example.org.")
        : request.OsTemplate?.Length > 1024 ? OrderFailures.Invalid("os_template", "at most 1024 characters are allowed.")
        : request.DeployOptions?.Length > 8192 ? OrderFailures.Invalid("deploy_options", "at most 8192 characters are allowed.")
        : request.IdempotencyKey is { } key && (key.Length > 255 || key.Any(char.IsControl)) ? OrderFailures.Invalid("idempotency_key", "1 to 255 printable characters are allowed.")
        : null;

    private sealed record OrderedSystem(OsRecipe? Os, SoftwareRecipe? Software);

    private sealed record PresetPlace(Preset Preset, Location Location);
}

/// <summary>What an account is offered: its currency, its tax, a promotion that it may use.</summary>
/// <param name="Prepaid">May be billed by the hour.</param>
public sealed record OrderTerms(Currency Currency, TaxTreatment Tax, bool Prepaid = false, Promotion? Promotion = null);

/// <summary>An order whose parts fit together.</summary>
public sealed record CheckedOrder(
    OrderRequest Request, Preset Preset, Location Location, OsRecipe? Os, SoftwareRecipe? Software, TrafficPlan Plan, Quote Quote, string Hostname, SshPublicKey? SshKey)
{
    public Hardware Hardware => HardwareOf(Preset);

    public Installed Installed => InstalledOf(Os, Software);

    internal static Hardware HardwareOf(Preset preset) => new(preset.Cores, preset.RamGb * 1024, preset.DiskCount * preset.DiskGb);

    internal static Installed InstalledOf(OsRecipe? os, SoftwareRecipe? software) => os is null ? Installed.Own : new(os.Id, os.Name, software?.Id, software?.Name);
}

/// <summary>A reinstallation whose parts fit the server.</summary>
/// <param name="Os">Null for an own system.</param>
/// <param name="Licences">What the licences cost in every period from now on, in prices of the catalog; a free one is left out.</param>
public sealed record CheckedReinstall(
    OrderRequest Request, Preset Preset, Location Location, OsRecipe? Os, SoftwareRecipe? Software, IReadOnlyList<QuoteLine> Licences, string Hostname, SshPublicKey? SshKey)
{
    public Installed Installed => CheckedOrder.InstalledOf(Os, Software);
}
