namespace Slipway.Billing;

/// <summary>Names of the books. What belongs to one account is written under its money lock and keeps a running balance.</summary>
public static class Book
{
    /// <summary>Credit that the operator gives.</summary>
    public const string Deposits = "deposits";

    public const string Revenue = "revenue";

    /// <summary>The customer's credit. Never below zero.</summary>
    public static string Credit(AccountId account) => $"credit:{account}";

    /// <summary>Paid for an invoice and not earned yet: reserved while a server is being deployed. Never below zero.</summary>
    public static string Held(InvoiceId invoice) => $"held:{invoice}";

    /// <summary>What the customer owes because a payment was taken back after its money was spent. Never above zero.</summary>
    public static string Owed(AccountId account) => $"owed:{account}";

    /// <summary>Tax collected for a country.</summary>
    public static string Tax(string country) => $"tax:{country}";

    /// <summary>What came in and went out through a gateway.</summary>
    public static string Gateway(string name) => $"gateway:{name}";
}
