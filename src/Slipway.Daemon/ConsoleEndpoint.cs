using System.Data.Common;
using Slipway.Accounts;
using Slipway.Consoles;

namespace Slipway.Daemon;

/// <summary>
/// The door to servers' screens: <c>/novnc/</c> is the page, <c>POST /novnc/ticket</c> says what a ticket would open, <c>/novnc/socket</c> is the
/// WebSocket. A ticket comes in a body or as a subprotocol, never in an address, so no log has it. It is looked at before anything is upgraded.
/// </summary>
internal static partial class ConsoleEndpoint
{
    /// <summary>What the browser is answered as the protocol that is spoken.</summary>
    public const string Protocol = "binary";

    /// <summary>Before a ticket among the protocols that a browser offers.</summary>
    public const string TicketPrefix = "ticket.";

    private const int MostBytes = 1024;

    private const int MostProtocols = 256;

    // A browser that answers no ping for so long is gone.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    public static IServiceCollection AddConsoleDoor(this IServiceCollection services) => services.AddSingleton<ConsoleFiles>().AddSingleton<ConsoleRelay>();

    public static void MapConsoles(this WebApplication app)
    {
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Heartbeat, KeepAliveTimeout = Heartbeat });
        app.MapGet("/novnc/socket", ServeAsync);
        app.MapPost("/novnc/ticket", LookAsync);
        app.MapMethods("/novnc/{**path}", [HttpMethods.Get, HttpMethods.Head], (HttpContext context, ConsoleFiles files, string? path) => files.Answer(context, path));
    }

    /// <summary>Where our own page comes from, as a browser says it.</summary>
    public static string OriginOf(PublicOptions reached) => Uri.TryCreate(reached.Url, UriKind.Absolute, out var url) ? url.GetLeftPart(UriPartial.Authority) : "";

    /// <summary>For the page, which could not show the words of a refused WebSocket: browsers keep them to themselves.</summary>
    private static async Task<IResult> LookAsync(HttpContext context, EnterConsole enter)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.ContentLength is null or > MostBytes || !context.Request.HasFormContentType)
        {
            return Text(StatusCodes.Status400BadRequest, "This request cannot be read.");
        }

        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var looked = await enter.LookAsync(new Secret(form["ticket"].ToString()), context.Connection.RemoteIpAddress, context.RequestAborted);
            return looked.TryGet(out var view, out var refused) ? Results.Json(new { server = view.Server.Value, hostname = view.Hostname }) : Refused(refused);
        }
        catch (DbException)
        {
            return Text(StatusCodes.Status503ServiceUnavailable, "The service cannot answer just now. Try again in a moment.");
        }
    }

    private static async Task ServeAsync(HttpContext context, EnterConsole enter, ConsoleRelay relay, PublicOptions reached, IHostApplicationLifetime lifetime, ILoggerFactory logs)
    {
        var (opened, refused) = await EnterAsync(context, enter, reached);
        if (opened is null)
        {
            await refused!.ExecuteAsync(context);
            return;
        }

        var log = logs.CreateLogger("Slipway.Daemon.ConsoleEndpoint");
        ConsoleEnd? end = null;
        try
        {
            LogOpened(log, opened.Server);
            using var browser = await context.WebSockets.AcceptWebSocketAsync(Protocol);
            end = await relay.RunAsync(browser, opened, lifetime.ApplicationStopping);
        }
        finally
        {
            await relay.CloseAsync(opened);
            LogClosed(log, opened.Server, end?.Code ?? 1006);
        }
    }

    private static async Task<(OpenConsole? Opened, IResult? Refused)> EnterAsync(HttpContext context, EnterConsole enter, PublicOptions reached)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!context.WebSockets.IsWebSocketRequest)
        {
            return (null, Text(StatusCodes.Status400BadRequest, "This is for WebSockets only; the page is /novnc/."));
        }

        // Only browsers send it, and always: a program that has a ticket needs none.
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length > 0 && !origin.Equals(OriginOf(reached), StringComparison.OrdinalIgnoreCase))
        {
            return (null, Text(StatusCodes.Status403Forbidden, "This page may not open consoles here."));
        }

        var offered = context.WebSockets.WebSocketRequestedProtocols;
        if (!offered.Contains(Protocol) || offered.Sum(protocol => protocol.Length) > MostProtocols || offered.SingleOrDefaultTicket() is not { } ticket)
        {
            return (null, Text(StatusCodes.Status400BadRequest, "The protocols binary and ticket.TICKET are needed."));
        }

        try
        {
            var entered = await enter.RunAsync(ticket, context.Connection.RemoteIpAddress, context.RequestAborted);
            return entered.TryGet(out var opened, out var failure) ? (opened, null) : (null, Refused(failure));
        }
        catch (DbException)
        {
            return (null, Text(StatusCodes.Status503ServiceUnavailable, "The service cannot answer just now. Try again in a moment."));
        }
    }

    private static Secret? SingleOrDefaultTicket(this IList<string> protocols) =>
        protocols.Where(protocol => protocol.StartsWith(TicketPrefix, StringComparison.Ordinal)).ToArray() is [var only] ? new Secret(only[TicketPrefix.Length..]) : null;

    private static IResult Refused(Failure failure) => Text(
        failure.Kind switch
        {
            FailureKind.NotFound => StatusCodes.Status410Gone,
            FailureKind.Forbidden or FailureKind.PaymentRequired => StatusCodes.Status403Forbidden,
            _ => StatusCodes.Status503ServiceUnavailable,
        },
        failure.Message);

    private static IResult Text(int status, string words) => Results.Text(words, statusCode: status);

    [LoggerMessage(Level = LogLevel.Information, Message = "a console of server {Server} was opened")]
    private static partial void LogOpened(ILogger log, ServerId server);

    [LoggerMessage(Level = LogLevel.Information, Message = "a console of server {Server} was closed ({Code})")]
    private static partial void LogClosed(ILogger log, ServerId server, int code);
}
