using System.Globalization;
using System.Net.Mail;

namespace Slipway.Accounts;

/// <summary>What may stand in the fields of an account or a contact. They are printed on documents and in mails, so each is one line of plain text.</summary>
internal static class AccountFields
{
    public static Failure? Text(string field, string value, int longest) =>
        value.Length > longest ? Invalid(field, $"at most {longest} characters are allowed.")
        : value.Any(IsNoText) ? Invalid(field, "one line of plain text is allowed, without control characters.")
        : null;

    public static Failure? Email(string value) =>
        value.Length is 0 or > 254 || value.Any(sign => IsNoText(sign) || char.IsWhiteSpace(sign)) || !MailAddress.TryCreate(value, out var address) || address.Address != value || !address.Host.Contains('.', StringComparison.Ordinal)
            ? Invalid("email", "give a mail address such as billing@example.org, of at most 254 characters.")
            : null;

    public static Failure? Phone(string value) =>
        value.Length > 30 || !value.All(sign => char.IsAsciiDigit(sign) || "+ ()-./".Contains(sign, StringComparison.Ordinal)) || (value.Length > 0 && value.Count(char.IsAsciiDigit) < 3)
            ? Invalid("phonenumber", "give digits, spaces and + ( ) - . / only, at most 30 characters, such as +31 20 555 01 23.")
            : null;

    public static Failure Invalid(string field, string allowed) => new(FailureKind.Invalid, AccountFailures.FieldInvalid, $"{field}: {allowed}");

    // Marks that turn the direction of writing could make an invoice read otherwise than it is stored.
    private static bool IsNoText(char sign) =>
        char.IsControl(sign) || sign is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') || CharUnicodeInfo.GetUnicodeCategory(sign) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
