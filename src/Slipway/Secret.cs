using System.Text.Json;
using System.Text.Json.Serialization;

namespace Slipway;

/// <summary>
/// A value that must not leak: it prints as stars and refuses to be serialised. To store one, seal it
/// (<c>Storage/Sealer.cs</c>).
/// </summary>
[JsonConverter(typeof(RefusingConverter))]
public sealed class Secret(string value)
{
    /// <summary>The clear text. Call it only where the value is handed to the machine or to a cipher.</summary>
    public string Reveal() => value;

    public override string ToString() => "***";

    private sealed class RefusingConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is read through the sealer.");

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
            throw new NotSupportedException("A secret is written through the sealer.");
    }
}
