namespace Slipway.Orders;

/// <summary>What the customer asked for and agreed to pay.</summary>
/// <param name="Recurring">What every further period costs in prices of the catalog: the sum of the lines that recur.</param>
/// <param name="PaidUntil">Until when it is paid, once it runs.</param>
public sealed record Order(
    OrderId Id, AccountId AccountId, ServerId ServerId, OrderState State, string Period, Money Recurring, DateTimeOffset CreatedAt, DateTimeOffset PaidUntil)
{
    /// <summary>Day of the month on which its periods begin; 0 as long as it does not run.</summary>
    public int AnchorDay { get; init; }

    /// <summary>When it was switched off for want of payment.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    internal Pricing.Period BillingPeriod => Pricing.Period.Parse(Period).Value;

    internal DateTimeOffset NextDue => BillingPeriod.NextDue(PaidUntil, AnchorDay);
}

/// <summary>A part of a service.</summary>
/// <param name="Amount">For one period, in prices of the catalog. Negative for a promotion.</param>
/// <param name="Recurring">Paid again in every period.</param>
public sealed record OrderLine(string Kind, string Description, Money Amount, bool Recurring);

public enum CancellationStatus
{
    Open,
    Withdrawn,
    CarriedOut,
}

/// <summary>The customer's wish to leave.</summary>
public sealed record Cancellation(int Id, AccountId AccountId, ServerId ServerId, bool Immediate, string Reason, DateTimeOffset RequestedAt, DateTimeOffset EndsAt, CancellationStatus State);
