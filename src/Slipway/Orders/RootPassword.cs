namespace Slipway.Orders;

/// <summary>What a root password must be like. The documented example has no special sign, so none is required.</summary>
public static class RootPassword
{
    private const string Specials = "%-_+";

    public static Failure? Check(Secret? password)
    {
        var text = password?.Reveal() ?? "";
        var reason =
            text.Length == 0 ? "root_pass is required"
            : text.Length is < 8 or > 30 ? "8 to 30 characters are allowed"
            : !text.All(sign => char.IsAsciiLetterOrDigit(sign) || Specials.Contains(sign)) ? $"only letters, digits and {string.Join(' ', Specials.ToCharArray())} are allowed"
            : Specials.Contains(text[0]) ? $"it must not begin with one of {string.Join(' ', Specials.ToCharArray())}"
            : !text.Any(char.IsAsciiLetterUpper) ? "an upper-case letter is missing"
            : !text.Any(char.IsAsciiLetterLower) ? "a lower-case letter is missing"
            : !text.Any(char.IsAsciiDigit) ? "a digit is missing"
            : null;
        return reason is null ? null : OrderFailures.Password(reason);
    }
}
