using Slipway.Invapi.Modules.Eq;
using Slipway.Invapi.Wire;
using Slipway.Servers;

namespace Slipway.Invapi.Modules.Ip;

/// <summary>Names of an address in the reverse zone, one a line.</summary>
internal sealed class GetPtr(ServerAddresses addresses) : ServerAction
{
    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        if (call.Form.RequiredText("ip") is not { } ip)
        {
            return WireReply.Refused(call.Form.Complaint!);
        }

        return (await addresses.FindAsync(call.Caller, server, ip.Trim(), cancellationToken)).TryGet(out var own, out var failure)
            ? PtrShape.Reply(server, own.Address.Ip, own.Address.Names)
            : Refused(failure);
    }
}

/// <summary>Sets them. Quirk Q-031: a dash takes them away, because empty is the same as not given.</summary>
internal sealed class UpdatePtr(ServerAddresses addresses) : ServerAction
{
    private const string None = "-";

    protected override async Task<WireReply> RunAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var ip = call.Form.RequiredText("ip");
        var ptr = call.Form.RequiredText("ptr");
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        string[] names = ptr!.Trim() == None ? [] : ptr.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (names.Length == 0 && ptr.Trim() != None)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "ptr is required: host names, one a line, or - for none"));
        }

        return (await addresses.NameAsync(call.Caller, server, ip!.Trim(), names, cancellationToken)).TryGet(out var now, out var failure)
            ? PtrShape.Reply(server, ip.Trim(), now.Names, now.Published)
            : Refused(failure);
    }
}

/// <param name="Published">Ours, of an update: 1 when the DNS server answers with it already, 0 when it is away and will be told later.</param>
internal sealed record PtrShape(string Ip, string Ptr, bool? Published)
{
    /// <summary>At the top and inside <c>data</c>: which of the two is read is not documented (net.md).</summary>
    public static WireReply Reply(ServerId server, string ip, IReadOnlyList<string> names, bool? published = null)
    {
        var text = string.Join('\n', names);
        return published is { } told
            ? WireReply.Ok(("id", server.Value), ("ip", ip), ("ptr", text), ("published", told), ("data", new PtrShape(ip, text, told)))
            : WireReply.Ok(("id", server.Value), ("ip", ip), ("ptr", text), ("data", new PtrShape(ip, text, null)));
    }
}
