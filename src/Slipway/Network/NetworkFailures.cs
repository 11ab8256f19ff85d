namespace Slipway.Network;

/// <summary>Refusals about addresses that more than one use case gives.</summary>
public static class NetworkFailures
{
    public static Failure NoFree(string where) => new(FailureKind.OutOfStock, "network.no-free-address", $"no free addresses in {where}.");

    public static Failure NotFree(string ip) => new(FailureKind.OutOfStock, "network.address-taken", $"{ip} is not free: choose another one (net/show_ipv4_free), or leave it out and one is picked.");

    public static Failure NoAddress(string ip) => new(FailureKind.NotFound, "network.address-unknown", $"{Short(ip)} is none of the addresses of this server.");

    public static Failure NotYours(string ip) => new(FailureKind.NotFound, "network.address-not-yours", $"{Short(ip)} is none of the addresses of your servers.");

    public static Failure IsMain(string ip, ServerId server) => new(
        FailureKind.Invalid, "network.main-address", $"{ip} is the main address of server {server}; it stays as long as the server does. Make another one the main address first (ip/set_main).");

    public static Failure IsOfPort(string ip, ServerId server) => new(
        FailureKind.Invalid, "network.port-address", $"the port of server {server} was set up with {ip}; it can be removed once the server is reinstalled.");

    public static Failure NoExtra(ServerId server) => new(FailureKind.NotFound, "network.no-extra-addresses", $"server {server} has no additional address that could be removed.");

    public static readonly Failure NoNat = new(FailureKind.NotFound, "network.no-static-nat", "there is no such access to a management module.");

    public static Failure Invalid(string parameter, string allowed) => new(FailureKind.Invalid, "network.parameter-invalid", $"{parameter}: {allowed}");

    /// <summary>What a refusal repeats of a request is not longer than it has to be.</summary>
    private static string Short(string text) => text.Length > 40 ? $"{text[..40]}..." : text;
}
