using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Slipway.Daemon;

/// <summary>
/// The page that shows a screen, with the noVNC library: files inside this program, below <c>/novnc/</c>. The page runs nothing but its own files,
/// asks nobody else for anything, and cannot be put into a frame.
/// </summary>
internal sealed class ConsoleFiles
{
    public const string Folder = "novnc/";

    private const string Page = "index.html";

    // A version of the library has a folder of its own and never changes; our page may be another one tomorrow.
    private const string Library = "novnc-";

    private readonly FrozenDictionary<string, WebFile> _files = typeof(ConsoleFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Folder.Length..], Read, StringComparer.Ordinal);

    private readonly string _policy;

    public ConsoleFiles(Accounts.PublicOptions reached)
    {
        // Browsers differ in whether 'self' is also the same place by WebSocket.
        var socket = ConsoleEndpoint.OriginOf(reached) is { Length: > 4 } origin ? $"ws{origin[4..]}" : "";
        _policy = $"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self' {socket}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    public IReadOnlyCollection<string> Names => _files.Keys;

    public IResult Answer(HttpContext context, string? path)
    {
        if (string.IsNullOrEmpty(path) && context.Request.Path.Value?.EndsWith('/') != true)
        {
            // Without the slash the page would look for its files beside the folder.
            return Results.Redirect(Folder, permanent: false);
        }

        if (!_files.TryGetValue(string.IsNullOrEmpty(path) ? Page : path, out var file))
        {
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = path?.StartsWith(Library, StringComparison.Ordinal) == true ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(file.Content, file.Type, entityTag: file.Tag);
    }

    private static WebFile Read(string name)
    {
        using var stream = typeof(ConsoleFiles).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new WebFile(content, TypeOf(name), new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\""));
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        _ => "text/plain; charset=utf-8",
    };

    private sealed record WebFile(byte[] Content, string Type, EntityTagHeaderValue Tag);
}
