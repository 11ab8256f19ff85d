using Slipway.Invapi.Wire;
using Slipway.Traffic;

namespace Slipway.Invapi.Modules.Eq;

/// <summary>What eq/get_traffic and ip/get_traffic have in common.</summary>
internal static class TrafficAnswer
{
    private const string Usual = "month";

    /// <summary>The period that is asked for, this month if none is.</summary>
    public static TrafficPeriod? Period(WireForm form, TimeProvider clock, out Failure? complaint)
    {
        var text = form.Text("period") ?? Usual;
        var period = TrafficPeriod.Parse(text, clock.GetUtcNow());
        complaint = form.Complaint ?? (period is null ? new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, $"period must be {TrafficPeriod.Allowed}") : null);
        return complaint is null ? period : null;
    }

    public static WireReply Of(TrafficReport report, params (string Name, object? Value)[] more) => WireReply.Ok(
    [
        .. more,
        ("period", report.Period.Name),
        ("from", WireWords.Time(report.Period.From)),
        ("until", WireWords.Time(report.Period.Until)),
        ("in", report.Received),
        ("out", report.Sent),
        ("slice_seconds", report.Period.SliceSeconds),
        ("series", report.Points.Select(TrafficPointShape.From).ToArray()),
    ]);
}

/// <summary>Bytes of one slice; <c>time</c> is its beginning, in Unix seconds.</summary>
internal sealed record TrafficPointShape(long Time, long In, long Out)
{
    public static TrafficPointShape From(TrafficPoint point) => new(point.From.ToUnixTimeSeconds(), point.Received, point.Sent);
}
