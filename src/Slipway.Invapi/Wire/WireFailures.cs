namespace Slipway.Invapi.Wire;

/// <summary>Refusals that only this door makes.</summary>
internal static class WireFailures
{
    /// <summary>A parameter is missing or malformed; the message names it and says what is allowed.</summary>
    public const string InvalidRequest = "invapi.invalid-request";

    public const string TooManyRequests = "invapi.too-many-requests";

    public const string TookTooLong = "invapi.took-too-long";

    public const string ActionRequired = "invapi.action-required";

    public const string NotAvailable = "invapi.not-available";

    public const string UnknownModule = "invapi.unknown-module";

    public const string AsyncKeyUnknown = "invapi.async-key-unknown";

    public const string PresetNotFound = "invapi.preset-not-found";

    public const string CurrencyFormat = "invapi.currency-format";

    public const string PresetOrId = "invapi.preset-or-id";

    public const string NotAnUnpaidOrder = "invapi.not-an-unpaid-order";

    public const string NoSuchGateway = "invapi.no-such-gateway";

    public const string HoldWithoutDryRun = "invapi.hold-without-dry-run";

    public const string NoComponent = "invapi.no-such-component";

    public const string TagInternal = "invapi.tag-internal";

    /// <summary>A server that is not there, in the words of the module nat.</summary>
    public const string NatServer = "invapi.nat-server";

    public const string NotYourAddress = "invapi.not-your-address";

    public const string NoStock = "invapi.no-such-stock";

    public const string RunFailed = "invapi.run-failed";

    public const string Unexpected = "invapi.unexpected";

    public const string OrderInDoubt = "invapi.order-in-doubt";
}
