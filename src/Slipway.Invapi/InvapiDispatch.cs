using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Accounts;
using Slipway.Catalog;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi;

/// <summary>
/// From a request to an answer: read the form, find the action, find the caller, run, write. Whatever happens, the answer
/// is a JSON object (README 1.13); what breaks is told with a reference and written to the log under it.
/// </summary>
internal sealed partial class InvapiDispatch(IServiceProvider services, Callers callers, LiveCatalog catalog, KeptCatalog kept, TimeProvider clock, ILogger<InvapiDispatch> log)
{
    private readonly FrozenDictionary<string, FrozenDictionary<string, ReadyAction>> _modules = Ready(services);

    public async Task AnswerAsync(HttpContext context, string module)
    {
        var place = new WirePlace(module, "");
        WireReply reply;
        try
        {
            if ((await WireFormReader.ReadAsync(context.Request, context.RequestAborted)).TryGet(out var form, out var unreadable))
            {
                (place, reply) = await RunAsync(context, module, form);
            }
            else
            {
                reply = WireReply.Refused(unreadable);
            }

            if (!IsKnown(context, reply))
            {
                await WriteAsync(context.Response, reply.Status, reply.ToBytes(place));
            }
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or BadHttpRequestException) && !context.Response.HasStarted)
        {
            await WriteAsync(context.Response, StatusCodes.Status200OK, Broken(place, broken).ToBytes(place));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is listening any more.
        }
        catch (BadHttpRequestException broken)
        {
            await WriteAsync(context.Response, broken.StatusCode, WireReply.Refused(NotReadable).ToBytes(place));
        }
    }

    public static Task AnswerUnknownModuleAsync(HttpContext context)
    {
        var failure = new Failure(
            FailureKind.NotFound, WireFailures.UnknownModule, $"unknown module; the modules are {string.Join(", ", ContractIndex.Modules)}");
        var reply = WireReply.RefusedAt(StatusCodes.Status404NotFound, failure);
        return WriteAsync(context.Response, reply.Status, reply.ToBytes(default));
    }

    private async ValueTask<(WirePlace Place, WireReply Reply)> RunAsync(HttpContext context, string module, WireForm form)
    {
        // :: Step 1 - which action
        var place = new WirePlace(module, form.Text("action") ?? "");
        if (!_modules[module].TryGetValue(place.Action, out var action))
        {
            return (place with { Action = "" }, WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.ActionRequired, "action required")));
        }

        // :: Step 2 - who is asking
        var peer = context.Connection.RemoteIpAddress;
        Accounts.Session? session = null;
        if (action.Access != WireAccess.Public)
        {
            if (!(await callers.FindAsync(form, peer, context.RequestAborted)).TryGet(out session, out var unknown))
            {
                return (place, WireReply.Refused(unknown));
            }

            if (action.Access == WireAccess.Account && session.Caller.MayUseAccount() is { } refused)
            {
                return (place, WireReply.Refused(refused));
            }
        }

        if (action.Run is null)
        {
            return (place, WireReply.Refused(new Failure(FailureKind.Unsupported, WireFailures.NotAvailable, action.Why ?? "not available")));
        }

        // :: Step 3 - do it
        var call = new WireCall(form, session, peer, IdempotencyKey(context.Request));
        try
        {
            return (place, await AnswerAsync(place, action.Run, call, context.RequestAborted));
        }
        catch (Exception broken) when (broken is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            var reply = Broken(place, broken);
            return (place, action.Run.InTrouble(call) ?? reply);
        }
    }

    private async ValueTask<WireReply> AnswerAsync(WirePlace place, InvapiAction action, WireCall call, CancellationToken cancellationToken)
    {
        if (action.CatalogKey(call.Form) is not { } key)
        {
            return await action.RunAsync(call, cancellationToken);
        }

        if (kept.Find(place, key) is { } known)
        {
            return known;
        }

        var (made, at) = (catalog.Current, clock.GetTimestamp());
        var reply = await action.RunAsync(call, cancellationToken);
        return reply.IsRefusal ? reply : kept.Keep(place, key, made, at, reply);
    }

    /// <summary>The client has this very answer and said so: it gets 304 without a body (RFC 9110, 13.1.2: for GET and HEAD only).</summary>
    private static bool IsKnown(HttpContext context, WireReply reply)
    {
        if (reply.ETag is not { } tag)
        {
            return false;
        }

        context.Response.Headers.ETag = tag;
        context.Response.Headers.CacheControl = "no-cache";
        if ((!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            || !context.Request.Headers.IfNoneMatch.Any(asked => asked is not null && (asked == "*" || asked.Contains(tag, StringComparison.Ordinal))))
        {
            return false;
        }

        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    // Finished before the first byte is sent, so that an answer that cannot be written never goes out in halves.
    private static async Task WriteAsync(HttpResponse response, int status, ReadOnlyMemory<byte> json)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "5";
        }

        await response.BodyWriter.WriteAsync(json);
    }

    private static string? IdempotencyKey(HttpRequest request) =>
        request.Headers.TryGetValue("Idempotency-Key", out var key) && key.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>Told with a reference, and written to the log under it.</summary>
    private WireReply Broken(WirePlace place, Exception broken)
    {
        var reference = RandomNumberGenerator.GetHexString(12, lowercase: true);
        LogBroken(place.Module, place.Action, reference, broken);
        return WireReply.Refused(Unexpected(reference));
    }

    private static Failure Unexpected(string reference) => new(
        FailureKind.Unavailable, WireFailures.Unexpected, $"something went wrong on our side, reference {reference}; try again, or tell the operator this reference");

    private static readonly Failure NotReadable = new(FailureKind.Invalid, WireFailures.InvalidRequest, "the body of the request cannot be read");

    private static FrozenDictionary<string, FrozenDictionary<string, ReadyAction>> Ready(IServiceProvider services)
    {
        var served = InvapiModules.All.ToDictionary(module => module.Name, module => module.Actions);
        return ContractIndex.All.GroupBy(action => action.Module).ToFrozenDictionary(
            module => module.Key,
            module => module
                .Select(action => KeyValuePair.Create(action.Action, new ReadyAction(action.IsPublic ? WireAccess.Public : WireAccess.Session, null)))
                .Concat(served.GetValueOrDefault(module.Key, [])
                    .Select(entry => KeyValuePair.Create(entry.Name, new ReadyAction(entry.Access, entry.Action is null ? null : (InvapiAction)services.GetRequiredService(entry.Action), entry.Why))))
                .GroupBy(pair => pair.Key)
                .ToFrozenDictionary(pairs => pairs.Key, pairs => pairs.Last().Value, StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    /// <param name="Run">Null for what the contract knows and we do not serve.</param>
    /// <param name="Why">Why not, in words.</param>
    private sealed record ReadyAction(WireAccess Access, InvapiAction? Run, string? Why = null);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Module}/{Action} broke, reference {Reference}")]
    private partial void LogBroken(string module, string action, string reference, Exception exception);
}
