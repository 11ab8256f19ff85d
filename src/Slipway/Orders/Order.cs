namespace Slipway.Orders;

/// <summary>What the customer asked for and agreed to pay.</summary>
public sealed record Order(
    OrderId Id, AccountId AccountId, ServerId ServerId, OrderState State, string Period, Money Recurring, DateTimeOffset CreatedAt, DateTimeOffset PaidUntil);
