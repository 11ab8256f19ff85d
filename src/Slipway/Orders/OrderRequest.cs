namespace Slipway.Orders;

/// <summary>An order as it was asked for; nothing in it has been checked yet.</summary>
/// <param name="Preset">Id or name.</param>
/// <param name="ExtraIpv4">Addresses beyond the one that is always included.</param>
/// <param name="IdempotencyKey">Chosen by the client: the same key brings the first answer again.</param>
/// <param name="Email">A reseller's own; mails go to the account's address nevertheless.</param>
/// <param name="HeldQuote">Id of a quote that is held: the order costs what it says.</param>
/// <param name="Fingerprint">Hash of the whole request without credentials and key.</param>
public sealed record OrderRequest(
    string? Preset,
    string? Location,
    int? OsId = null,
    string? OsName = null,
    bool OwnOs = false,
    int? SoftwareId = null,
    string? SoftwareName = null,
    int? TrafficPlanId = null,
    Secret? RootPassword = null,
    string? Period = null,
    bool? Notify = null,
    string? Hostname = null,
    string? SshKey = null,
    Secret? PostInstallScript = null,
    string? PostInstallCallback = null,
    int? RootSizePercent = null,
    string? DiskMirror = null,
    bool NoLvm = false,
    bool Ipv6 = false,
    int ExtraIpv4 = 0,
    int? Vlan = null,
    int? PrivateVlan = null,
    string? PrivateIp = null,
    string? CustomDomain = null,
    string? OsTemplate = null,
    string? DeployOptions = null,
    string? PromoCode = null,
    string? Currency = null,
    string? IdempotencyKey = null,
    string Fingerprint = "",
    string? Email = null,
    string? HeldQuote = null);
