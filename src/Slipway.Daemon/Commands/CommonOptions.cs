using System.CommandLine;
using System.Globalization;

namespace Slipway.Daemon.Commands;

/// <summary>Options that several verbs share.</summary>
internal static class CommonOptions
{
    public static Option<string> Data() => new("--data") { Description = "Folder for the daemon's files.", DefaultValueFactory = _ => "/var/lib/slipway", HelpName = "DIR" };

    public static Option<string?> Database() => new("--database")
    {
        Description = "PostgreSQL connection (Host=...;Database=...;Username=...;Password=... or postgres://user:password@host/name). Without it the setting Database:Connection, which no process list shows; without that SQLite under --data.",
        HelpName = "CONNECTION",
    };

    /// <summary>12.50, and nothing that a comma could make a hundred times as much.</summary>
    public static decimal ReadAmount(System.CommandLine.Parsing.ArgumentResult given)
    {
        if (decimal.TryParse(given.Tokens[0].Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return amount;
        }

        given.AddError($"'{given.Tokens[0].Value}' is no amount; write it such as 12.50.");
        return 0;
    }

    /// <summary>2027-01-31, and nothing that two countries read differently.</summary>
    public static DateTimeOffset? ReadDay(System.CommandLine.Parsing.ArgumentResult given)
    {
        if (DateTime.TryParseExact(given.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day, TimeSpan.Zero);
        }

        given.AddError($"'{given.Tokens[0].Value}' is no day; write it such as 2027-01-31.");
        return null;
    }

    public static string? DatabaseOf(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) ?? DaemonOptions.AddSettings(new ConfigurationBuilder()).Build()["Database:Connection"];

    /// <summary>Runs a verb; a mistake that the user can mend is one line, not a stack trace.</summary>
    /// <param name="code">Exit code of a mistake.</param>
    public static async Task<int> GuardAsync(Func<Task<int>> run, int code = 1)
    {
        try
        {
            return await run();
        }
        catch (Exception mistake) when (mistake is InvalidOperationException or IOException or UnauthorizedAccessException or System.Data.Common.DbException
            or Microsoft.Extensions.Options.OptionsValidationException or System.Net.Sockets.SocketException
            or Catalog.CatalogMistakesException or ArgumentException or OverflowException)
        {
            await Console.Error.WriteLineAsync($"slipwayd: {mistake.Message}");
            return code;
        }
    }
}
