using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway.Invapi.Wire;

/// <summary>
/// The only way to build an answer. A success never holds <c>error</c>, <c>message</c> or <c>code</c>, whatever an action
/// tries: clients take each of them for a failure (README 2.3, rule 2 of section 9).
/// </summary>
internal sealed class WireReply
{
    /// <summary>The word almost everything succeeds with.</summary>
    public const string OkWord = "OK";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = false };

    private static readonly JsonSerializerOptions ShapeOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new NoFlags() },
    };

    private readonly Action<Utf8JsonWriter, WirePlace>? _write;
    private readonly ReadOnlyMemory<byte> _kept;

    private WireReply(Action<Utf8JsonWriter, WirePlace>? write, ReadOnlyMemory<byte> kept, int status, bool isRefusal = false)
    {
        _write = write;
        _kept = kept;
        Status = status;
        IsRefusal = isRefusal;
    }

    public bool IsRefusal { get; }

    /// <summary>Entity tag (RFC 9110), for answers that can be asked for again; null for most.</summary>
    public string? ETag { get; private init; }

    /// <summary>HTTP status: 200 for every business answer, refusals included (README 1.11).</summary>
    public int Status { get; }

    /// <summary>When it makes sense to ask again, said in a header.</summary>
    public int? RetryAfterSeconds { get; private init; }

    /// <summary><c>result</c>, <c>module</c>, <c>action</c> and these members; those that are null are left out.</summary>
    public static WireReply Ok(params (string Name, object? Value)[] members) => Success(OkWord, members);

    /// <summary>The same with the success word of the billing proxy (whmcs.md).</summary>
    public static WireReply Success(string word, params (string Name, object? Value)[] members)
    {
        Refuse(members);
        return new(
            (json, place) =>
            {
                json.WriteString("result", word);
                json.WriteString("module", place.Module);
                json.WriteString("action", place.Action);
                Write(json, members);
            },
            default,
            200);
    }

    /// <summary>Exactly these members and nothing of ours: for answers whose whole shape is prescribed.</summary>
    public static WireReply Exactly(params (string Name, object? Value)[] members) => ExactlyAt(200, members);

    public static WireReply ExactlyAt(int status, params (string Name, object? Value)[] members)
    {
        Refuse(members);
        return new((json, _) => Write(json, members), default, status) { RetryAfterSeconds = status == 503 ? 5 : null };
    }

    /// <summary>A refusal in the envelope that all clients read (README 2.4); <paramref name="more"/> follows it.</summary>
    public static WireReply Refused(Failure failure, params (string Name, object? Value)[] more) => new(
        (json, place) =>
        {
            WireFailure.Write(json, place, failure);
            Write(json, more);
        },
        default,
        200,
        isRefusal: true);

    /// <summary>The same with another HTTP status, for real HTTP trouble only.</summary>
    public static WireReply RefusedAt(int status, Failure failure) =>
        new((json, place) => WireFailure.Write(json, place, failure), default, status, isRefusal: true) { RetryAfterSeconds = status == 503 ? 5 : null };

    /// <summary>HTTP 429 with the seconds to wait, and a refusal like any other in it.</summary>
    // Quirk Q-023: the one refusal that is no HTTP 200; a client waits and asks again only where the status says so.
    public static WireReply TooMany(TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        var failure = new Failure(FailureKind.Busy, WireFailures.TooManyRequests, $"too many requests; wait {seconds} {(seconds == 1 ? "second" : "seconds")} and try again");
        return new((json, place) => WireFailure.Write(json, place, failure), default, 429, isRefusal: true) { RetryAfterSeconds = seconds };
    }

    /// <summary>The same, with the seconds after which to ask again.</summary>
    public WireReply After(TimeSpan wait) => new(_write, _kept, Status, IsRefusal) { ETag = ETag, RetryAfterSeconds = (int)Math.Ceiling(wait.TotalSeconds) };

    /// <summary>An answer that was written before and is still true.</summary>
    public static WireReply Kept(ReadOnlyMemory<byte> json, string? etag = null) => new(null, json, 200) { ETag = etag };

    public ReadOnlyMemory<byte> ToBytes(WirePlace place)
    {
        if (_write is null)
        {
            return _kept;
        }

        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            _write(json, place);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void Refuse((string Name, object? Value)[] members)
    {
        for (var index = 0; index < members.Length; index++)
        {
            var name = members[index].Name;
            if (Same(name, "error") || Same(name, "message") || Same(name, "code"))
            {
                throw new InvalidOperationException($"A success may not hold '{name}': clients take it for a failure.");
            }

            // Go reads members without regard to case: two that differ only in case are one to it (README 2.3).
            for (var other = index + 1; other < members.Length; other++)
            {
                if (Same(name, members[other].Name))
                {
                    throw new InvalidOperationException($"The answer holds '{name}' twice.");
                }
            }
        }
    }

    private static void Write(Utf8JsonWriter json, (string Name, object? Value)[] members)
    {
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value, value.GetType(), ShapeOptions);
            }
        }
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Flags are 0 and 1 on this wire: a strict client cannot read true and false (README 4).</summary>
    private sealed class NoFlags : JsonConverter<bool>
    {
        public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteNumberValue(value ? 1 : 0);
    }
}

/// <summary>Where in the protocol we are: <c>eq/show</c>.</summary>
internal readonly record struct WirePlace(string Module, string Action)
{
    public override string ToString() => Action.Length == 0 ? Module : $"{Module}/{Action}";
}
