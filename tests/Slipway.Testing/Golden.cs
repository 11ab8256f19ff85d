using System.Runtime.CompilerServices;
using Shouldly;

namespace Slipway.Testing;

/// <summary>
/// Small texts that are kept beside the test that makes them. With <c>SLIPWAY_GOLDEN=update</c> (<c>make golden</c>) they
/// are written anew; then the difference is read before it is committed.
/// </summary>
public static class Golden
{
    private static bool IsUpdating => Environment.GetEnvironmentVariable("SLIPWAY_GOLDEN") == "update";

    /// <summary>Folder of the repository, found from the source file of this class.</summary>
    public static string Root { get; } = FindRoot();

    /// <param name="name">File beside the calling test.</param>
    public static void ShouldMatch(string text, string name, [CallerFilePath] string here = "") =>
        Compare(text, Path.Combine(Path.GetDirectoryName(here)!, name));

    /// <param name="path">File below the root, such as <c>docs/reference/states.md</c>.</param>
    public static void ShouldMatchPage(string text, string path) => Compare(text, Path.Combine(Root, path));

    private static void Compare(string text, string path)
    {
        if (IsUpdating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        File.Exists(path).ShouldBeTrue($"{path} is missing: run 'make golden' and read what it wrote.");
        text.ShouldBe(File.ReadAllText(path), $"{path} differs. Is the change meant? Then run 'make golden' and read the difference.");
    }

    private static string FindRoot([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(here)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Slipway.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"{here} does not lie in the repository it was compiled in.");
        }

        return folder.FullName;
    }
}
