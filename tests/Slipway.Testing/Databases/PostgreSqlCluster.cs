using System.Diagnostics;
using Npgsql;

namespace Slipway.Testing.Databases;

/// <summary>
/// A throw-away PostgreSQL made from the programs of this box, one per test process, started when first asked for. It is a
/// child that ends when its standard input closes: so it ends with the test process, however that ends.
/// </summary>
public sealed class PostgreSqlCluster
{
    private static readonly Lazy<Task<PostgreSqlCluster>> One = new(StartAsync);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // "$0" is the folder of the programs, "$1" the cluster's own. The socket lies in it: no port is opened.
    // Signals that a terminal sends to the whole group are for the tests; this waits for their end and then cleans up.
    private const string Script = """
        trap '' INT TERM HUP
        "$0/initdb" -D "$1/data" -U slipway -A trust -E UTF8 --locale=C --no-sync >"$1/initdb.log" 2>&1 || exit 1
        "$0/postgres" -D "$1/data" -k "$1" -c listen_addresses= -c max_connections=200 -c fsync=off -c synchronous_commit=off \
            -c full_page_writes=off -c shared_buffers=64MB >"$1/postgres.log" 2>&1 </dev/null &
        server=$!
        read -r _
        kill -QUIT $server
        wait $server
        rm -rf "$1"
        """;

    private readonly Process _process;
    private readonly string _folder;
    private int _databases;

    private PostgreSqlCluster(Process process, string folder)
    {
        _process = process;
        _folder = folder;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
    }

    public static Task<PostgreSqlCluster> StartedAsync() => One.Value;

    /// <summary>A new database; with a template it is a copy of that one, which nobody may be using meanwhile.</summary>
    public async Task<string> CreateAsync(string? template = null)
    {
        var name = $"slipway_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name} template {template ?? "template1"}", connection);
        await command.ExecuteNonQueryAsync();
        return name;
    }

    public string ConnectionTo(string database) => $"Host={_folder};Username=slipway;Database={database};Maximum Pool Size=40;Include Error Detail=true";

    private static async Task<PostgreSqlCluster> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("slipway-pg-").FullName;
        List<string> command = ["sh", "-c", Script, Programs(), folder];
        if (Environment.IsPrivilegedProcess)
        {
            // initdb refuses root.
            using var owner = Process.Start("chown", ["postgres:", folder]);
            await owner.WaitForExitAsync();
            command.InsertRange(0, ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]);
        }

        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, WorkingDirectory = folder };
        var cluster = new PostgreSqlCluster(Process.Start(start)!, folder);
        await cluster.UntilItAnswersAsync();
        return cluster;
    }

    private async Task UntilItAnswersAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (Exception notYet) when (notYet is NpgsqlException or System.Net.Sockets.SocketException)
            {
                if (_process.HasExited || Stopwatch.GetElapsedTime(started) > Patience)
                {
                    throw new InvalidOperationException($"PostgreSQL does not answer in {_folder}: is it installed (deploy/setup/debian.sh test)?", notYet);
                }
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }
    }

    private void Stop()
    {
        _process.StandardInput.Close();
        _process.WaitForExit(TimeSpan.FromSeconds(10));
    }

    private static string Programs()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => $"{version}/bin") : []);
        return folders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL is not installed: run deploy/setup/debian.sh test.");
    }
}
