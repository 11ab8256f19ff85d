using Slipway.Invapi.Wire;
using Slipway.Network;
using Slipway.Provisioning;

namespace Slipway.Invapi.Modules.Nat;

/// <summary>A public address leads to the management module for some hours; the finished check tells it.</summary>
internal sealed class AddStaticNat(StaticNats nats) : NatAction
{
    protected override async Task<Result<AsyncKey>> StartAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var peer = call.Peer is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : call.Peer;
        var acl = call.Form.Text("ip_acl") ?? peer?.ToString() ?? "";
        var hours = call.Form.Int("ttl") ?? StaticNats.DefaultHours;
        var secured = call.Form.Flag("secured") ?? false;
        return call.Form.Complaint is { } complaint ? complaint : await nats.AddAsync(call.Caller, server, acl, hours, secured, cancellationToken);
    }
}

internal sealed class RemoveStaticNat(StaticNats nats) : NatAction
{
    protected override async Task<Result<AsyncKey>> StartAsync(WireCall call, ServerId server, CancellationToken cancellationToken)
    {
        var white = call.Form.Text("white_ip")?.Trim();
        return call.Form.Complaint is { } complaint ? complaint
            : white is not null && Address.Parse(white) is null ? NatShape.NoIp("white_ip")
            : await nats.RemoveAsync(call.Caller, server, white, cancellationToken);
    }
}

/// <summary>By the module's own address, at once.</summary>
internal sealed class ClearStaticNat(StaticNats nats) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken) =>
        call.Form.RequiredText("ip") is not { } ip ? WireReply.Refused(call.Form.Complaint!)
        : Address.Parse(ip) is not { } inner ? WireReply.Refused(NatShape.NoIp("ip"))
        : NatShape.Reply(await nats.ClearAsync(call.Caller, inner, cancellationToken));
}

/// <summary>By its number or its public address, at once.</summary>
internal sealed class DropNat(StaticNats nats) : InvapiAction
{
    public override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        var id = call.Form.Id("id");
        var ip = call.Form.Text("ip")?.Trim();
        return call.Form.Complaint is { } complaint ? WireReply.Refused(complaint)
            : id is null && ip is null ? WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "id or ip is required"))
            : ip is not null && Address.Parse(ip) is null ? WireReply.Refused(NatShape.NoIp("ip"))
            : NatShape.Reply(await nats.DropAsync(call.Caller, id, ip, cancellationToken));
    }
}

/// <summary>What a finished nat/add_static_nat tells.</summary>
/// <param name="Id">For nat/drop_nat.</param>
internal sealed record NatShape(int Id, string WhiteIp, string? InnerIp, string IpAcl, bool Secured, string Expires, long ExpiresUnix)
{
    public static NatShape From(NatWork work) => new(work.Nats[0], work.WhiteIp, work.InnerIp, work.Acl, work.Secured, WireWords.Time(work.ExpiresAt), work.ExpiresAt.ToUnixTimeSeconds());

    public static WireReply Reply(Result<IReadOnlyList<string>> closed) =>
        closed.TryGet(out var white, out var failure) ? WireReply.Ok(("white_ips", white)) : WireReply.Refused(failure);

    public static Failure NoIp(string name) => new(FailureKind.Invalid, WireFailures.InvalidRequest, $"{name} must be an IPv4 address, such as 203.0.113.7");
}
