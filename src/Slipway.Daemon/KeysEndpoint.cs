using System.Data.Common;
using Slipway.Provisioning;

namespace Slipway.Daemon;

/// <summary>The public keys of signed records, for whoever verifies one: <c>GET /.well-known/jwks.json</c>, a JWK set (RFC 7517).</summary>
internal static class KeysEndpoint
{
    public static void MapKeys(this IEndpointRouteBuilder routes) => routes.MapGet("/.well-known/jwks.json", AnswerAsync);

    private static async Task<IResult> AnswerAsync(HttpContext context, EraseQueries queries)
    {
        try
        {
            var keys = await queries.KeysAsync(context.RequestAborted);
            // Not longer: the first key comes with the first record.
            context.Response.Headers.CacheControl = "public, max-age=60";
            return Results.Text($"{{\"keys\":[{string.Join(',', keys)}]}}", "application/json");
        }
        catch (DbException)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
    }
}
