using Slipway.Accounts;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi.Session;

/// <summary>What happened to a key, or by it, or a login with a password: <c>user</c> says which.</summary>
internal sealed record EventShape(int Id, string Time, long TimeUnix, string Event, string Ip, string User, int? ApiKeyId, string Note)
{
    public static EventShape From(ApiKeyEvent one) => new(
        one.Id, WireWords.Time(one.At), one.At.ToUnixTimeSeconds(), one.Kind, one.Ip ?? "", one.Key is { } key ? $"api key {key}" : "password", one.Key?.Value, one.Note);
}
