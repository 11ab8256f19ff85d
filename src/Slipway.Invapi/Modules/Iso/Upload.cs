using Slipway.Invapi.Wire;
using Slipway.Media;

namespace Slipway.Invapi.Modules.Iso;

/// <summary>Fetches an image from a URL; the key tells when it is there.</summary>
internal abstract class Fetching(IsoLibrary library) : InvapiAction
{
    public sealed override async ValueTask<WireReply> RunAsync(WireCall call, CancellationToken cancellationToken)
    {
        // The documented form names a file that lies on the provider's side already; there is none of a customer's.
        if (NeedsUrl(call.Form))
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "invalid argument iso_name: give the image's address in url"));
        }

        var (url, sha256, words, adminOnly) = (call.Form.RequiredText("url"), call.Form.Text("sha256"), IsoForm.Words(call.Form), call.Form.Flag("admin_only"));
        if (call.Form.Complaint is { } complaint)
        {
            return WireReply.Refused(complaint);
        }

        if (adminOnly == true)
        {
            return WireReply.Refused(new Failure(FailureKind.Invalid, WireFailures.InvalidRequest, "admin_only: only the provider has such images; leave it out"));
        }

        // A refusal because of another one that is being fetched tells its key.
        return (await library.UploadAsync(call.Caller, url!.Trim(), sha256?.Trim(), words, cancellationToken)).TryGet(out var started, out var failure)
            ? WireReply.Ok(("id", started.Iso.Id), ("callback", started.Key.Value), ("data", IsoShape.From(started.Iso)))
            : Eq.ServerAction.Refused(failure);
    }

    protected virtual bool NeedsUrl(WireForm form) => false;
}

internal sealed class Upload(IsoLibrary library) : Fetching(library);

/// <summary>The documentation's other name for it.</summary>
internal sealed class Add(IsoLibrary library) : Fetching(library)
{
    protected override bool NeedsUrl(WireForm form) => form.Text("iso_name") is not null && form.Text("url") is null;
}
