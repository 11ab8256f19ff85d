namespace Slipway.Catalog;

/// <summary>The keyrings that recipes name: those in <c>catalog/keys</c> travel inside the assembly.</summary>
public static class SigningKeys
{
    /// <param name="name">File name, as the recipe has it.</param>
    /// <param name="operators">The operator's catalog folder: a file in its <c>keys</c> is taken before a shipped one.</param>
    public static byte[]? Find(string name, string? operators)
    {
        if (operators is { Length: > 0 } && Path.Combine(operators, "keys", name) is var path && File.Exists(path))
        {
            return File.ReadAllBytes(path);
        }

        using var stream = typeof(SigningKeys).Assembly.GetManifestResourceStream($"keys/{name}");
        if (stream is null)
        {
            return null;
        }

        using var keyring = new MemoryStream();
        stream.CopyTo(keyring);
        return keyring.ToArray();
    }
}
