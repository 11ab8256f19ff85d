using Renci.SshNet;
using Slipway.Testing;

namespace Slipway.EndToEnd;

/// <summary>A customer who has logged in.</summary>
internal sealed record Ssh(SshClient Client, string Fingerprint) : IDisposable
{
    public static async Task<Ssh> LoginAsync(ConnectionInfo connection)
    {
        Ssh? made = null;
        await Facts.UntilAsync(
            $"SSH login at port {connection.Port}",
            async () =>
            {
                var client = new SshClient(connection);
                var fingerprint = "";
                client.HostKeyReceived += (_, key) => fingerprint = key.FingerPrintSHA256;
                try
                {
                    await client.ConnectAsync(CancellationToken.None);
                    made = new Ssh(client, fingerprint);
                    return true;
                }
                catch (Exception notYet) when (notYet is System.Net.Sockets.SocketException or Renci.SshNet.Common.SshConnectionException or Renci.SshNet.Common.SshOperationTimeoutException)
                {
                    client.Dispose();
                    return false;
                }
            },
            TimeSpan.FromSeconds(90));
        return made!;
    }

    public string Ask(string question)
    {
        using var command = Client.RunCommand(question);
        return command.Result.Trim();
    }

    public void Dispose() => Client.Dispose();
}
