namespace Slipway.Orders;

public static class OrderFailures
{
    public static readonly Failure HourlyNeedsPrepaid = new(
        FailureKind.Unsupported, "orders.hourly-needs-prepaid", "hourly billing is available only for prebill customers.");

    public static readonly Failure OtherRequestSameKey = new(
        FailureKind.Invalid, "orders.idempotency-mismatch", "idempotency_key: this key was used for another request already. Use a new key for a new one.");

    public const string NotPaidInTimeCode = "orders.not-paid-in-time";

    public static Failure NotPaidInTime(TimeSpan limit) => new(
        FailureKind.PaymentRequired, NotPaidInTimeCode, $"The invoice was not paid within {(limit.TotalDays >= 1 ? $"{limit.TotalDays:0.#} days" : $"{limit.TotalMinutes:0.#} minutes")}.");

    public static Failure IsEnding(ServerId id) => new(FailureKind.Busy, "orders.is-ending", $"server {id} is cancelled and its period is over; it is being removed.");

    public static Failure CancellationBusy(string why) => new(FailureKind.Busy, "orders.cancellation-busy", why);

    public static Failure Missing(string parameter, string allowed) => new(
        FailureKind.Invalid, "orders.parameter-missing", $"{parameter}: required. {allowed}");

    public static Failure Invalid(string parameter, string allowed) => new(
        FailureKind.Invalid, "orders.parameter-invalid", $"{parameter}: {allowed}");

    public static Failure Password(string reason) => new(FailureKind.Invalid, "orders.password-invalid", $"Invalid root password: {reason}", new PasswordFacts(reason));
}

public sealed record PasswordFacts(string Reason);
