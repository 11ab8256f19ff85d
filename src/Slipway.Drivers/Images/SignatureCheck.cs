namespace Slipway.Drivers.Images;

/// <summary>
/// Asks <c>gpgv</c> whether a file is signed by the one key that may sign it. Only this keyring is looked at, and nothing of
/// what the user has or trusts.
/// </summary>
internal sealed class SignatureCheck(Programs programs)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The text that was signed: of a clear-signed file only what lies between the marks.</summary>
    /// <param name="from">Where it was fetched, for the refusal.</param>
    public async Task<Result<byte[]>> CheckAsync(byte[] content, byte[]? signature, Signing signing, Uri from, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("slipway-signature-").FullName;
        try
        {
            var keyring = Path.Combine(folder, "keyring.gpg");
            var signed = Path.Combine(folder, "signed");
            var text = Path.Combine(folder, "text");
            await File.WriteAllBytesAsync(keyring, signing.Keyring.ToArray(), cancellationToken);
            await File.WriteAllBytesAsync(signed, content, cancellationToken);
            List<string> arguments = ["--homedir", folder, "--status-fd", "1", "--keyring", keyring];
            if (signature is null)
            {
                arguments.AddRange(["--output", text, signed]);
            }
            else
            {
                await File.WriteAllBytesAsync(Path.Combine(folder, "signature"), signature, cancellationToken);
                arguments.AddRange([Path.Combine(folder, "signature"), signed]);
            }

            var outcome = await programs.RunAsync("gpgv", arguments, Patience, cancellationToken);
            if (outcome.ExitCode is ProgramOutcome.NotStarted or ProgramOutcome.TimedOut)
            {
                return new Failure(FailureKind.Unavailable, "images.no-gpgv", $"The signature of {from} cannot be checked: gpgv: {outcome.Errors}. Install the Debian package gpgv.");
            }

            if (Judge(outcome.Output, signing.Fingerprint) is { } why)
            {
                return new Failure(
                    FailureKind.Forbidden,
                    "images.signature-wrong",
                    $"The checksums of {from} are not trusted: {why} Nothing was fetched. Try again later; if it stays so, compare the key with what the vendor publishes before you change the recipe.");
            }

            return signature is null ? await File.ReadAllBytesAsync(text, cancellationToken) : content;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>
    /// Why this is no good signature of this key, or null. A VALIDSIG alone says too little: gpgv prints it for keys that have
    /// expired or were revoked as well.
    /// </summary>
    public static string? Judge(string status, string fingerprint)
    {
        var verdict = "";
        var good = false;
        List<string> others = [];
        List<string> missing = [];
        List<string> worthless = [];
        foreach (var words in status.Split('\n').Select(line => line.Trim().Split(' ')).Where(words => words.Length > 1 && words[0] == "[GNUPG:]"))
        {
            switch (words[1])
            {
                case "BADSIG":
                    return "the signature does not belong to this text: one of the two was changed.";
                case "GOODSIG" or "EXPSIG" or "EXPKEYSIG" or "REVKEYSIG":
                    verdict = words[1];
                    break;
                case "NO_PUBKEY" when words.Length > 2:
                    missing.Add(words[2]);
                    break;
                case "VALIDSIG" when words.Length > 2 && words[^1] != fingerprint:
                    others.Add(words[^1]);
                    break;
                case "VALIDSIG" when words.Length > 2 && verdict == "GOODSIG":
                    good = true;
                    break;
                case "VALIDSIG" when words.Length > 2:
                    worthless.Add(verdict switch { "EXPSIG" => "has expired", "EXPKEYSIG" => "was made by a key that has expired", _ => "was made by a key that was revoked" });
                    break;
            }
        }

        return good ? null
            : worthless.Count > 0 ? $"the signature {worthless[0]} (expected {fingerprint})."
            : others.Count > 0 ? $"they are signed by {string.Join(", ", others)}, expected {fingerprint}."
            : missing.Count > 0 ? $"they are signed by the key {string.Join(", ", missing)}, expected {fingerprint}."
            : $"there is no signature of {fingerprint} in it.";
    }
}
