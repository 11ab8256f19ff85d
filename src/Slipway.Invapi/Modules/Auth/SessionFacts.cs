using System.Globalization;
using Slipway.Accounts;
using Slipway.Invapi.Modules.Pdns;
using Slipway.Invapi.Session;

namespace Slipway.Invapi.Modules.Auth;

/// <summary>Gathers what login and info tell of a session.</summary>
internal sealed class SessionFacts(AccountQueries accounts, SessionServers servers, PublicOptions reached)
{
    /// <summary>The billing entity: we are one, and clients hand this word back to us.</summary>
    public const string BillingEntity = "whmcs_com";

    // A key of one server sees only what needs no account; clients show or test these names.
    private static readonly string[] AllPermissions = [.. Permissions(_ => true)];
    private static readonly string[] ServerPermissions = [.. Permissions(access => access != WireAccess.Account)];

    public async Task<SessionShape> ShapeAsync(Accounts.Session session, CancellationToken cancellationToken)
    {
        var account = await accounts.FindAsync(session.Caller.AccountId, cancellationToken)
            ?? throw new InvalidOperationException($"The session's account {session.Caller.AccountId} does not exist.");
        var server = session.Caller.OnlyServer;
        var seesBooks = server is null ? 1 : 0;
        var name = $"{account.FirstName} {account.LastName}".Trim();
        return new SessionShape(
            session.Token,
            "customer",
            server is null ? "Customer" : $"server {server}",
            server is null ? "Customer account" : $"Key of server {server}",
            PermissionsOf(session),
            await servers.IdsAsync(session.Caller, cancellationToken),
            account.Id.Value.ToString(CultureInfo.InvariantCulture),
            BillingEntity,
            account.Email,
            account.Id.Value,
            session.ExpiresAt.ToUnixTimeSeconds(),
            1,
            account.Company.Length > 0 ? 1 : 0,
            "en",
            new BillingOptions(BillingEntity, account.Company.Length > 0 ? account.Company : name, 1, ["credit"], account.Currency.Code, account.AutoPay ? 1 : 0, reached.Url),
            [],
            [],
            await servers.DeployKeysAsync(session.Caller, cancellationToken),
            await servers.BillingServersAsync(session.Caller, cancellationToken),
            seesBooks,
            seesBooks,
            seesBooks,
            seesBooks);
    }

    private static string[] PermissionsOf(Accounts.Session session)
    {
        var reach = session.Caller.OnlyServer is null ? AllPermissions : ServerPermissions;
        string[] allowed = session.Scopes.IsAll ? reach : [.. reach.Where(name => name.Split('/') is [var module, var action] && session.Scopes.Allows(module, action))];
        return [.. allowed, .. ZoneRights.Of(allowed)];
    }

    private static IEnumerable<string> Permissions(Func<WireAccess, bool> allowed) =>
        from module in InvapiModules.All
        from action in module.Actions
        where action.Action is not null && allowed(action.Access)
        select $"{module.Name}/{action.Name}";
}

/// <summary>The members of <c>result</c> in login and info. token_expire is a number: a strict client cannot read text here.</summary>
internal sealed record SessionShape(
    string Token,
    string Role,
    string RoleType,
    string RoleName,
    string[] Permissions,
    int[] Servers,
    string WhmcsId,
    string WhmcsLocation,
    string Email,
    int CustomerId,
    long TokenExpire,
    int Verified,
    int Corporate,
    string DefaultLang,
    BillingOptions BillingOptions,
    string[] PrivateRanges,
    string[] PrivateVlans,
    IReadOnlyDictionary<string, string> DeployKeys,
    IReadOnlyList<BillingServerShape> BillingServers,
    int ShowProducts,
    int ManageProducts,
    int ShowInvoices,
    int ManageOrders);

internal sealed record BillingOptions(string Location, string Company, int Active, string[] AllowedPayments, string Currency, int AutoPay, string NativeEndpoint);
