using System.Buffers;
using System.Data.Common;
using System.IO.Pipelines;
using Slipway.Billing.Gateways;

namespace Slipway.Daemon;

/// <summary>
/// The door for payment gateways: <c>POST /gateways/NAME/events</c>. 200 once what was told is in the books for good, 400 when it
/// is not proven or cannot be booked, 503 when the database is away, so that the gateway tells it again.
/// </summary>
internal static partial class GatewayEndpoint
{
    private const int MostBytes = 256 * 1024;

    public static void MapGateways(this IEndpointRouteBuilder routes) => routes.MapPost("/gateways/{name}/events", AnswerAsync);

    private static async Task<IResult> AnswerAsync(string name, HttpRequest request, Payments payments, ILoggerFactory logs)
    {
        var log = logs.CreateLogger("Slipway.Daemon.GatewayEndpoint");
        try
        {
            // The signature is over the bytes as they came, so nothing reads them before.
            if (await ReadAsync(request.BodyReader, request.HttpContext.RequestAborted) is not { } body)
            {
                return Text(StatusCodes.Status413PayloadTooLarge, "too large");
            }

            // What has come whole is booked, also when the gateway hangs up meanwhile.
            var heard = await payments.HearAsync(name, new GatewayNotice(body, header => request.Headers.TryGetValue(header, out var values) ? values.ToString() : null), CancellationToken.None);
            if (heard.Failure is not { } refused)
            {
                return Text(StatusCodes.Status200OK, "ok");
            }

            // A name that is none is whatever a stranger wrote.
            if (refused.Kind != FailureKind.NotFound)
            {
                LogRefused(log, name, refused.Code);
            }

            return Text(
                refused.Kind switch
                {
                    FailureKind.NotFound => StatusCodes.Status404NotFound,
                    FailureKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
                    _ => StatusCodes.Status400BadRequest,
                },
                refused.Code);
        }
        catch (DbException away)
        {
            LogAway(log, name, away.Message);
            return Text(StatusCodes.Status503ServiceUnavailable, "try again");
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or BadHttpRequestException or IOException))
        {
            LogBroken(log, broken, name);
            return Text(StatusCodes.Status503ServiceUnavailable, "try again");
        }
    }

    /// <summary>Null when it is more than an event can be.</summary>
    private static async Task<byte[]?> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAtLeastAsync(MostBytes + 1, cancellationToken);
        try
        {
            return read.Buffer.Length > MostBytes ? null : read.Buffer.ToArray();
        }
        finally
        {
            reader.AdvanceTo(read.Buffer.End);
        }
    }

    private static IResult Text(int status, string words) => Results.Text(words, statusCode: status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "an event for the gateway {Gateway} was refused: {Code}")]
    private static partial void LogRefused(ILogger log, string gateway, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "an event of the gateway {Gateway} cannot be booked now, it will be told again: {Reason}")]
    private static partial void LogAway(ILogger log, string gateway, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "an event of the gateway {Gateway} broke; it will be told again")]
    private static partial void LogBroken(ILogger log, Exception broken, string gateway);
}
