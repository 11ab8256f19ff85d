using System.CommandLine;
using System.Text.Json;
using Slipway.Provisioning;

namespace Slipway.Daemon.Commands;

/// <summary>Verbs about servers, for the operator; also beside a running daemon.</summary>
internal static class ServersCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() => new("servers", "What is known of servers.") { EraseRecord() };

    private static Command EraseRecord()
    {
        var id = new Argument<int?>("ID") { Description = "Number of the server, also of one that is gone.", Arity = ArgumentArity.ZeroOrOne };
        var verify = new Option<string?>("--verify") { Description = "Checks the signature of a record instead: a file with it, or - for standard input. Exit code 1 when it is not valid.", HelpName = "FILE" };
        var command = new Command("erase-record", "What was erased of a server, with the signed record of each time.") { id, verify };
        command.Validators.Add(given =>
        {
            if (given.GetValue(id) is null == given.GetValue(verify) is null)
            {
                given.AddError("erase-record takes the number of a server, or --verify FILE.");
            }
        });
        return MoneyCommands.WithServices(command, (parsed, services, cancellationToken) => parsed.GetValue(verify) is { } file
            ? VerifyAsync(parsed, services.GetRequiredService<VerifyEraseRecord>(), file, cancellationToken)
            : ShowAsync(parsed, services.GetRequiredService<EraseQueries>(), new ServerId(parsed.GetValue(id)!.Value), cancellationToken));
    }

    private static async Task<int> ShowAsync(ParseResult parsed, EraseQueries queries, ServerId id, CancellationToken cancellationToken)
    {
        if (!(await queries.AnyAsync(id, cancellationToken)).TryGet(out var records, out var failure))
        {
            await Console.Error.WriteLineAsync($"slipwayd: {failure.Message}");
            return 1;
        }

        if (MoneyCommands.WantsJson(parsed))
        {
            Console.WriteLine(JsonSerializer.Serialize(
                records.Select(record => new { server = record.Server.Value, reason = EraseClaims.WordOf(record.Reason), erased_at = record.ErasedAt, report = Facts(record), record = record.Signed }), Json));
            return 0;
        }

        if (records.Count == 0)
        {
            Console.WriteLine($"Nothing of server {id} was erased.");
        }

        foreach (var record in records)
        {
            Console.WriteLine($"server {id}, {EraseClaims.WordOf(record.Reason)}, erased {record.Report.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} to {record.Report.EndedAt.UtcDateTime:HH:mm:ss} UTC");
            Console.WriteLine($"    {record.Report.Method}");
            foreach (var disk in record.Report.Disks)
            {
                Console.WriteLine($"    {disk.Name}: {disk.Bytes} bytes overwritten; {disk.Samples} samples, {disk.SampleBytes} bytes, SHA-256 {disk.SampleSha256}");
            }

            Console.WriteLine($"    {record.Signed}");
        }

        return 0;
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, VerifyEraseRecord verify, string file, CancellationToken cancellationToken)
    {
        var record = file == "-" ? await Console.In.ReadToEndAsync(cancellationToken) : await File.ReadAllTextAsync(file, cancellationToken);
        if (!(await verify.RunAsync(record, cancellationToken)).TryGet(out var claims, out var failure))
        {
            Console.WriteLine(MoneyCommands.WantsJson(parsed) ? JsonSerializer.Serialize(new { valid = false, why = failure.Message }, Json) : $"invalid: {failure.Message}");
            return 1;
        }

        Console.WriteLine(MoneyCommands.WantsJson(parsed)
            ? JsonSerializer.Serialize(new { valid = true, claims }, Json)
            : $"valid: server {claims.Server} on {claims.Node}, {claims.Reason}, erased {claims.Started} to {claims.Ended}, record {claims.Id} of {claims.Issuer}");
        return 0;
    }

    private static object Facts(EraseRecord record) => new
    {
        method = record.Report.Method,
        started = record.Report.StartedAt,
        ended = record.Report.EndedAt,
        disks = record.Report.Disks.Select(disk => new { name = disk.Name, bytes = disk.Bytes, samples = disk.Samples, sample_bytes = disk.SampleBytes, sample_sha256 = disk.SampleSha256 }),
    };
}
