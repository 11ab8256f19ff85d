using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Slipway.Invapi.Wire;

/// <summary>
/// Reads the form of a request, whatever its verb: some clients send a GET with a form body (README 1.3). Urlencoded
/// forms are read here from the bytes, because most requests are a few dozen of them.
/// </summary>
internal static class WireFormReader
{
    public const int MostBytes = 1024 * 1024;

    /// <summary>What PHP allows by default.</summary>
    public const int MostParameters = 1000;

    public static async ValueTask<Result<WireForm>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MostBytes)
        {
            return TooLarge;
        }

        var parameters = new List<WireParameter>(12);
        if (request.QueryString.Value is { Length: > 1 } query)
        {
            AddUrlEncoded(Encoding.UTF8.GetBytes(query, 1, query.Length - 1), parameters);
        }

        if (request.HasFormContentType && request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            if (await AddMultipartAsync(request, parameters, cancellationToken) is { } refused)
            {
                return refused;
            }
        }
        else if (request.ContentLength is not 0 && !IsJson(request) && !await AddBodyAsync(request.BodyReader, parameters, cancellationToken))
        {
            return TooLarge;
        }

        return parameters.Count > MostParameters ? TooMany : new WireForm(parameters);
    }

    /// <summary>Adds the pairs of <c>a=b&amp;c=d</c>. One more than allowed is kept, so that the excess is noticed.</summary>
    public static void AddUrlEncoded(ReadOnlySpan<byte> text, List<WireParameter> parameters)
    {
        while (!text.IsEmpty && parameters.Count <= MostParameters)
        {
            var end = text.IndexOf((byte)'&');
            var pair = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf((byte)'=');
            parameters.Add(new(Decode(equals < 0 ? pair : pair[..equals]), equals < 0 ? "" : Decode(pair[(equals + 1)..])));
        }
    }

    private static async ValueTask<bool> AddBodyAsync(PipeReader reader, List<WireParameter> parameters, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > MostBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return false;
            }

            if (read.IsCompleted)
            {
                if (read.Buffer.IsSingleSegment)
                {
                    AddUrlEncoded(read.Buffer.FirstSpan, parameters);
                }
                else
                {
                    AddUrlEncoded(read.Buffer.ToArray(), parameters);
                }

                reader.AdvanceTo(read.Buffer.End);
                return true;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task<Failure?> AddMultipartAsync(HttpRequest request, List<WireParameter> parameters, CancellationToken cancellationToken)
    {
        try
        {
            var form = await request.ReadFormAsync(
                new Microsoft.AspNetCore.Http.Features.FormOptions { ValueCountLimit = MostParameters, ValueLengthLimit = MostBytes, MultipartBodyLengthLimit = MostBytes, BufferBodyLengthLimit = MostBytes },
                cancellationToken);
            parameters.AddRange(form.SelectMany(field => field.Value, (field, value) => new WireParameter(field.Key, value ?? "")));
            return null;
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "the multipart form cannot be read; send application/x-www-form-urlencoded");
        }
    }

    private static bool IsJson(HttpRequest request) => request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;

    private static string Decode(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAny((byte)'%', (byte)'+') < 0)
        {
            return Encoding.UTF8.GetString(text);
        }

        var rented = text.Length > 512 ? ArrayPool<byte>.Shared.Rent(text.Length) : null;
        try
        {
            var decoded = rented ?? stackalloc byte[512];
            var length = 0;
            for (var index = 0; index < text.Length; index++)
            {
                decoded[length++] = text[index] switch
                {
                    (byte)'+' => (byte)' ',
                    (byte)'%' when Hex(text, index + 1) is var high and >= 0 && Hex(text, index + 2) is var low and >= 0 => Joined(high, low, ref index),
                    var plain => plain,
                };
            }

            return Encoding.UTF8.GetString(decoded[..length]);
        }
        finally
        {
            if (rented is not null)
            {
                // It may have held a password.
                ArrayPool<byte>.Shared.Return(rented, clearArray: true);
            }
        }
    }

    private static byte Joined(int high, int low, ref int index)
    {
        index += 2;
        return (byte)((high << 4) | low);
    }

    private static int Hex(ReadOnlySpan<byte> text, int index) => index >= text.Length ? -1 : text[index] switch
    {
        >= (byte)'0' and <= (byte)'9' and var digit => digit - '0',
        >= (byte)'a' and <= (byte)'f' and var letter => letter - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' and var letter => letter - 'A' + 10,
        _ => -1,
    };

    private static readonly Failure TooLarge = new(
        FailureKind.Invalid, WireFailures.InvalidRequest, $"the request is larger than {MostBytes / 1024} KiB");

    private static readonly Failure TooMany = new(
        FailureKind.Invalid, WireFailures.InvalidRequest, $"the request has more than {MostParameters} parameters");
}
