using System.Text.Json;

namespace Slipway.Invapi.Wire;

/// <summary>A <see cref="Failure"/> as this protocol tells it: HTTP 200, <c>result</c> -1 and the text twice (README 2.4).</summary>
internal static class WireFailure
{
    public static void Write(Utf8JsonWriter json, WirePlace place, Failure failure)
    {
        var text = WireTexts.For(place, failure);
        json.WriteNumber("result", -1);
        json.WriteString("error", text);
        // Quirk Q-004: the incompatibility refusal has exactly the two members its documentation prints.
        if (WireTexts.StandsAlone(failure))
        {
            return;
        }

        if (WireTexts.SymbolOf(failure) is { } symbol)
        {
            json.WriteString("code", symbol);
        }
        else
        {
            json.WriteNumber("code", CodeOf(failure.Kind));
        }

        json.WriteString("message", text);
    }

    // Quirk Q-003: -2 means "you may not"; as a result it would be missed by a client that looks for -1 only.
    private static int CodeOf(FailureKind kind) => kind switch
    {
        FailureKind.Forbidden => -2,
        FailureKind.Invalid => -1,
        FailureKind.Unauthenticated => -1,
        FailureKind.NotFound => -1,
        FailureKind.Busy => -1,
        FailureKind.PaymentRequired => -1,
        FailureKind.OutOfStock => -1,
        FailureKind.Unsupported => -1,
        FailureKind.Unavailable => -1,
    };
}
