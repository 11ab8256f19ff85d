using System.Data.Common;

namespace Slipway.Storage;

/// <summary>A session inside a transaction. Stores that write ask for this type.</summary>
public sealed class DatabaseTransaction(DbConnection connection, DbTransaction transaction, bool isPostgreSql, Dictionary<string, DbCommand>? commands)
    : DatabaseSession(connection, transaction, isPostgreSql, commands)
{
    private List<Action>? _afterCommit;

    /// <summary>Done once the transaction is durable, never when it is not. Must not fail.</summary>
    public void AfterCommit(Action action) => (_afterCommit ??= []).Add(action);

    internal void Committed()
    {
        foreach (var action in _afterCommit ?? [])
        {
            try
            {
                action();
            }
            catch (Exception)
            {
                // What is durable stays so, and so does what others wait for. Most likely the daemon is going away; whatever the
                // action would have told is found again by the clock.
            }
        }
    }
}
