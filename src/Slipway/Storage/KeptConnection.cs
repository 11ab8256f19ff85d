using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Slipway.Storage;

/// <summary>
/// A connection to SQLite with its statements kept prepared: preparing them anew would cost more than running them.
/// </summary>
internal sealed class KeptConnection(SqliteConnection connection) : IAsyncDisposable
{
    public SqliteConnection Connection { get; } = connection;

    public Dictionary<string, DbCommand> Commands { get; } = new(StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        foreach (var command in Commands.Values)
        {
            await command.DisposeAsync();
        }

        await Connection.DisposeAsync();
    }
}
