namespace Slipway.EndToEnd;

/// <summary>A key pair made by ssh-keygen, as a customer makes it.</summary>
internal sealed class TemporaryKey : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sw-key-").FullName;

    public TemporaryKey()
    {
        using var made = System.Diagnostics.Process.Start("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "eva@laptop", "-f", File]);
        made.WaitForExit();
        Public = System.IO.File.ReadAllText($"{File}.pub").Trim();
    }

    public string File => Path.Combine(_folder, "id");

    public string Public { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
