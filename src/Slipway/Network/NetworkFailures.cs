namespace Slipway.Network;

/// <summary>Refusals about addresses that more than one use case gives.</summary>
public static class NetworkFailures
{
    public static Failure NoFree(string location) => NoneLeft($"No free address in {location}.");

    public static Failure NoFree(int vlan, int left, int wanted) => NoneLeft($"no free addresses in VLAN {vlan}{(left > 0 ? $": {left} of {wanted} are left" : "")}.");

    public static Failure NotFree(string ip) => new(FailureKind.OutOfStock, "network.address-taken", $"{ip} is not free: choose another one (net/show_ipv4_free), or leave it out and one is picked.");

    public static Failure NoAddress(string ip) => new(FailureKind.NotFound, "network.address-unknown", $"{Short(ip)} is none of the addresses of this server.");

    public static Failure Invalid(string parameter, string allowed) => new(FailureKind.Invalid, "network.parameter-invalid", $"{parameter}: {allowed}");

    private static Failure NoneLeft(string text) => new(FailureKind.OutOfStock, "network.no-free-address", text);

    /// <summary>What a refusal repeats of a request is not longer than it has to be.</summary>
    private static string Short(string text) => text.Length > 40 ? $"{text[..40]}..." : text;
}
