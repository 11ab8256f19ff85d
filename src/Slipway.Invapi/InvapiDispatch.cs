using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Accounts;
using Slipway.Invapi.Session;
using Slipway.Invapi.Wire;

namespace Slipway.Invapi;

/// <summary>
/// From a request to an answer: read the form, find the action, find the caller, run, write. Whatever happens, the answer
/// is a JSON object (README 1.13); what breaks is told with a reference and written to the log under it.
/// </summary>
internal sealed partial class InvapiDispatch(IServiceProvider services, Callers callers, KeptCatalog kept, WireLimits limits, LimitOptions options, ILogger<InvapiDispatch> log)
{
    /// <summary>Its callers give up for good when they are refused (eq_callback.md).</summary>
    private const string KeyedModule = "eq_callback";

    private readonly FrozenDictionary<string, FrozenDictionary<string, ReadyAction>> _modules = Ready(services);

    public async Task AnswerAsync(HttpContext context, string module)
    {
        var place = new WirePlace(module, "");
        var peer = AddressList.Plain(context.Connection.RemoteIpAddress);
        var isExempt = limits.IsExempt(context, peer);
        using var entered = isExempt ? null : limits.Enter(peer);
        if (entered is { IsAcquired: false } || (!isExempt && limits.Wait(peer) is not null))
        {
            await WriteAsync(context.Response, TooMany(place, (entered is { IsAcquired: false } ? WireLimits.Asked(entered) : limits.Wait(peer)) ?? TimeSpan.FromSeconds(1)), place);
            return;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        deadline.CancelAfter(TimeSpan.FromSeconds(options.RequestSeconds));
        try
        {
            WireReply reply;
            if ((await WireFormReader.ReadAsync(context.Request, deadline.Token)).TryGet(out var form, out var unreadable))
            {
                (place, reply) = await RunAsync(context, module, form, isExempt ? null : limits, deadline.Token);
            }
            else
            {
                reply = WireReply.Refused(unreadable);
            }

            if (!IsKnown(context, reply))
            {
                await WriteAsync(context.Response, reply, place);
            }
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or BadHttpRequestException) && !context.Response.HasStarted)
        {
            var trouble = Broken(place, broken);
            await WriteAsync(context.Response, module == KeyedModule ? AsyncScope.AskAgain(null) : trouble, place);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is listening any more.
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.Response.HasStarted)
        {
            await WriteAsync(context.Response, module == KeyedModule ? AsyncScope.AskAgain(null) : TookTooLong(), place);
        }
        catch (BadHttpRequestException broken)
        {
            await WriteAsync(context.Response, WireReply.RefusedAt(broken.StatusCode, NotReadable), place);
        }
    }

    public static Task AnswerUnknownModuleAsync(HttpContext context)
    {
        var failure = new Failure(
            FailureKind.NotFound, WireFailures.UnknownModule, $"unknown module; the modules are {string.Join(", ", ContractIndex.Modules)}");
        var reply = WireReply.RefusedAt(StatusCodes.Status404NotFound, failure);
        return WriteAsync(context.Response, reply, default);
    }

    /// <param name="counted">Null for a request that no limit counts.</param>
    private async ValueTask<(WirePlace Place, WireReply Reply)> RunAsync(HttpContext context, string module, WireForm form, WireLimits? counted, CancellationToken deadline)
    {
        // :: Step 1 - which action
        var peer = AddressList.Plain(context.Connection.RemoteIpAddress);
        var place = new WirePlace(module, form.Text("action") ?? "");
        if (!_modules[module].TryGetValue(place.Action, out var action))
        {
            return (place with { Action = "" }, counted?.Charge(peer) is { } busy ? TooMany(place, busy, form) : WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.ActionRequired, "action required")));
        }

        // :: Step 2 - who is asking, may he, and not too often? Whoever has no session is counted by his address, the others by their key.
        Accounts.Session? session = null;
        Failure? unknown = null;
        if (action.Access != WireAccess.Public && !(await callers.FindAsync(form, peer, deadline)).TryGet(out session, out unknown))
        {
            session = null;
        }

        if ((session is null ? counted?.Charge(peer) : counted?.Charge(session)) is { } wait)
        {
            return (place, TooMany(place, wait, form));
        }

        if ((unknown ?? Refusal(session, place, action.Access)) is { } refused)
        {
            return (place, WireReply.Refused(refused));
        }

        if (action.Run is null)
        {
            return (place, WireReply.Refused(new Failure(FailureKind.Unsupported, WireFailures.NotAvailable, action.Why ?? "not available")));
        }

        // :: Step 3 - do it
        var call = new WireCall(form, session, peer, IdempotencyKey(context.Request)) { Place = place, UserAgent = context.Request.Headers.UserAgent };
        try
        {
            var work = kept.AnswerAsync(place, action.Run, call, deadline);
            return (place, work.IsCompleted ? await work : await WithinAsync(work.AsTask(), place, deadline));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return (place, action.Run.InTrouble(call) ?? TookTooLong());
        }
        catch (Exception broken) when (broken is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            var reply = Broken(place, broken);
            return (place, action.Run.InTrouble(call) ?? reply);
        }
    }

    /// <summary>Told to wait; who polls an async key must not take it for the end of his job, and polls on.</summary>
    private static WireReply TooMany(WirePlace place, TimeSpan wait, WireForm? form = null) =>
        place.Module == KeyedModule ? AsyncScope.NotReady(form?.Text("key"), wait) : WireReply.TooMany(wait);

    private static Failure? Refusal(Accounts.Session? session, WirePlace place, WireAccess access) =>
        session is null ? null
        // Whoever has a token may look at it and give it up.
        : !session.Scopes.Allows(place.Module, place.Action) && place is not { Module: "auth", Action: "info" or "logout" } ? AccountFailures.PermissionDenied
        : access == WireAccess.Account ? session.Caller.MayUseAccount()
        : null;

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

    /// <summary>The answer, or the end of patience; what goes on regardless is still listened to.</summary>
    private async Task<WireReply> WithinAsync(Task<WireReply> work, WirePlace place, CancellationToken deadline)
    {
        try
        {
            return await work.WaitAsync(deadline);
        }
        catch (OperationCanceledException) when (!work.IsCompleted)
        {
            _ = work.ContinueWith(late => _ = Broken(place, late.Exception!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw;
        }
    }

    // Finished before the first byte is sent, so that an answer that cannot be written never goes out in halves.
    private static async Task WriteAsync(HttpResponse response, WireReply reply, WirePlace place)
    {
        var json = reply.ToBytes(place);
        response.StatusCode = reply.Status;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        if (reply.RetryAfterSeconds is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
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

    private WireReply TookTooLong() => WireReply.RefusedAt(StatusCodes.Status503ServiceUnavailable, new Failure(
        FailureKind.Unavailable, WireFailures.TookTooLong, $"this took longer than {options.RequestSeconds} seconds and nobody waits for it any more; look whether it was done before you repeat it"));

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
