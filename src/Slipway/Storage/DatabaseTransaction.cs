using System.Data.Common;

namespace Slipway.Storage;

/// <summary>A session inside a transaction. Stores that write ask for this type.</summary>
public sealed class DatabaseTransaction(DbConnection connection, DbTransaction transaction, bool isPostgreSql, Dictionary<string, DbCommand>? commands)
    : DatabaseSession(connection, transaction, isPostgreSql, commands)
{
    private List<Action>? _afterCommit;

    /// <summary>Done once the transaction is durable, never when it is not. Must not fail.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    internal void Committed() => _afterCommit?.ForEach(action => action());
}
