using System.Security.Cryptography;
using System.Text;

namespace Slipway.Drivers.Images;

/// <summary>The folder <c>catalog</c> with the scripts that build images, and the software that they bake in.</summary>
/// <param name="operators">The operator's catalog folder with software of his own, or null.</param>
public sealed class BuildScripts(string folder, string? operators)
{
    public string BuildAll { get; } = Path.Combine(folder, "images", "build-all.sh");

    public string BuildDebian { get; } = Path.Combine(folder, "images", "build-debian.sh");

    public string BuildWindows { get; } = Path.Combine(folder, "images", "build-windows.sh");

    /// <summary>Can it be baked in? A description alone is not enough.</summary>
    public bool CanBake(string software) => File.Exists(Path.Combine(SoftwareFolder(software), "install.sh"));

    /// <summary>What <c>build-debian.sh</c> writes beside an image it has built, computed as it does; a test compares the two.</summary>
    public string FingerprintOf(ImageSource.Debian source)
    {
        var text = new StringBuilder()
            .Append(Sha256(File.ReadAllBytes(BuildDebian))).Append("  -\n")
            .Append("suite=").Append(source.Suite).Append(" compress= software=").Append(source.Software).Append('\n');
        if (source.Software is { } software)
        {
            var root = SoftwareFolder(software);
            foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(root, path)).Where(IsPartOfTheImage).Order(StringComparer.Ordinal))
            {
                text.Append(Sha256(File.ReadAllBytes(Path.Combine(root, file)))).Append("  ./").Append(file).Append('\n');
            }
        }

        return Sha256(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static bool IsPartOfTheImage(string file) =>
        !file.EndsWith(".yaml", StringComparison.Ordinal) && !file.EndsWith(".md", StringComparison.Ordinal) && Path.GetFileName(file) != "check.sh";

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Does <c>build-all.sh</c> know system and software? It looks only at what is shipped.</summary>
    public bool IsShipped(string os, ImageSource.Debian source) =>
        File.Exists(Path.Combine(folder, "os", $"{os}.yaml")) && (operators is null || !File.Exists(Path.Combine(operators, "os", $"{os}.yaml")))
        && (source.Software is null || SoftwareFolder(source.Software) == Path.Combine(folder, "software", source.Software));

    public string SoftwareFolder(string software) =>
        operators is not null && Path.Combine(operators, "software", software) is var own && File.Exists(Path.Combine(own, "install.sh")) ? own : Path.Combine(folder, "software", software);
}
