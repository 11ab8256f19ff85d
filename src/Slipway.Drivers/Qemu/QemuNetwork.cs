using System.Text.Json;
using Slipway.Machines;

namespace Slipway.Drivers.Qemu;

/// <summary><c>network.json</c>: what a machine's network is to be, and how far that has come.</summary>
/// <param name="Brought">Instance of the guest that has these addresses; null when none has, or not yet.</param>
internal sealed record QemuNetwork(IReadOnlyList<ExtraAddress> Extra, bool LinkUp, string? Brought)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Null where nothing was ever asked for: then it is as the machine was made.</summary>
    public static QemuNetwork? Find(QemuFiles files)
    {
        try
        {
            return JsonSerializer.Deserialize<QemuNetwork>(File.ReadAllBytes(files.Network), Json);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Save(QemuFiles files) => AtomicFile.Write(files.Network, JsonSerializer.SerializeToUtf8Bytes(this, Json));

    /// <summary>The disk goes back to an older state, with the addresses of that time inside: they are brought there anew.</summary>
    public static void Forgotten(QemuFiles files)
    {
        if (Find(files) is { Brought: not null } network)
        {
            (network with { Brought = null }).Save(files);
        }
    }

    /// <summary>Asks for the same.</summary>
    public bool Is(MachineNetwork wanted) => LinkUp == wanted.LinkUp && Extra.SequenceEqual(wanted.Extra);

    /// <summary>Pulls or plugs the cable: the guest sees it, and nothing goes through.</summary>
    public static async Task<Failure?> SetLinkAsync(QmpClient qmp, QemuFiles files, bool up, CancellationToken cancellationToken) =>
        (await qmp.AskAsync(files, "set_link", new { name = QemuArguments.Network, up }, cancellationToken)).Failure;
}
