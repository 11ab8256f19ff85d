namespace Slipway.Drivers.Images;

/// <summary>What lies where in the folder of the images.</summary>
public sealed record ImageFolder
{
    public ImageFolder(string path) => Path = System.IO.Path.GetFullPath(path);

    public string Path { get; }

    /// <summary>Downloads that are under way, broken off or refused.</summary>
    public string Downloads => In("downloads");

    /// <summary>Debian's packages, kept by the builds.</summary>
    public string Packages => In("packages");

    public string ImageOf(string name) => In($"{name}.qcow2");

    /// <summary>What is known of the image: where it came from, its SHA-256.</summary>
    public string RecordOf(string name) => In($"{name}.qcow2.json");

    /// <summary>The fingerprint of what the image was built from.</summary>
    public string FingerprintOf(string name) => In($"{name}.qcow2.recipe");

    /// <summary>The image while it is made. The dot keeps it from being taken for one.</summary>
    public string DraftOf(string name) => In($".{name}.qcow2.new");

    public string PartOf(string name) => System.IO.Path.Combine(Downloads, $"{name}.part");

    /// <summary>What the part is a part of.</summary>
    public string PartRecordOf(string name) => System.IO.Path.Combine(Downloads, $"{name}.part.json");

    /// <summary>A whole download that was not what it should have been. Nothing reads it but people.</summary>
    public string RejectedOf(string name) => System.IO.Path.Combine(Downloads, $"{name}.rejected");

    public string LockOf(string name) => System.IO.Path.Combine(Downloads, $"{name}.lock");

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
