using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Media;

namespace Slipway.Conformance.Invapi;

public sealed partial class Given
{
    private static readonly byte[] AnIso = MakeIso();

    // One for all, as long as the tests run.
    private static readonly Lazy<string> Web = new(StartWeb);

    /// <summary>Brings <c>operator_iso</c>.</summary>
    private async Task OperatorsIsoAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), $"slipway-{Guid.NewGuid():N}.iso");
        await File.WriteAllBytesAsync(file, AnIso);
        var iso = await host.Services.GetRequiredService<IsoLibrary>().AddAsync(file, new IsoWords("Provider's disc", null, null), CancellationToken.None);
        names["operator_iso"] = $"{iso.Value.Id}";
        File.Delete(file);
    }

    /// <summary>Brings <c>iso_url</c> and <c>iso_sha256</c>.</summary>
    private void WebWithIso()
    {
        names["iso_url"] = Web.Value;
        names["iso_sha256"] = Convert.ToHexStringLower(SHA256.HashData(AnIso));
    }

    private static string StartWeb()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {AnIso.Length}\r\n\r\n"));
                await stream.WriteAsync(AnIso);
            }
        });
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/rescue.iso";
    }

    private static byte[] MakeIso()
    {
        var bytes = new byte[64 * 1024];
        "\u0001CD001\u0001"u8.CopyTo(bytes.AsSpan(16 * 2048));
        return bytes;
    }
}
