using Slipway.Invapi.Wire;
using Slipway.Support;

namespace Slipway.Invapi.Modules.Rtm;

/// <summary>What the actions of the desk read from a form alike.</summary>
internal static class TicketFields
{
    /// <summary>Files in base64 with their names: <c>attachments[]</c> and <c>attachment_names[]</c>, or one as <c>attachment</c> and <c>attachment_name</c>.</summary>
    public static Result<IReadOnlyList<TicketFile>> Files(WireForm form)
    {
        var contents = form.List("attachments") is { Count: > 0 } several ? several : form.List("attachment");
        var names = form.List("attachment_names") is { Count: > 0 } called ? called : form.List("attachment_name");
        if (contents.Count > TicketFile.Most)
        {
            return Refused($"at most {TicketFile.Most} are allowed in a message");
        }

        if (names.Count > contents.Count)
        {
            return Refused("there are more names than files");
        }

        var files = new List<TicketFile>();
        foreach (var text in contents)
        {
            // A plus sign that was not encoded has become a space on its way.
            var base64 = text.Replace(' ', '+');
            var content = new byte[(base64.Length / 4 * 3) + 3];
            if (!Convert.TryFromBase64String(base64, content, out var length))
            {
                return Refused("give the files in base64");
            }

            files.Add(TicketFile.Of(files.Count < names.Count ? names[files.Count] : null, null, content[..length], files.Count + 1));
        }

        return files;
    }

    private static Failure Refused(string allowed) => new(FailureKind.Invalid, WireFailures.InvalidRequest, $"attachments: {allowed}");
}
