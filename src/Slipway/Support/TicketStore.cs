using Slipway.Storage;

namespace Slipway.Support;

internal static class TicketStore
{
    private const string Columns = "id, account_id, server_id, kind, subject, location, state, reply_token, created_at, updated_at, closed_at";

    /// <summary>Null when such a wish is open for the server already.</summary>
    public static async Task<Ticket?> InsertAsync(DatabaseTransaction transaction, Ticket ticket)
    {
        var id = await transaction.ScalarAsync<int?>(
            "insert into support_ticket (account_id, server_id, kind, subject, location, state, reply_token, created_at, updated_at) " +
            "values (@account_id, @server_id, @kind, @subject, @location, @state, @reply_token, @created_at, @updated_at) on conflict do nothing returning id",
            ("account_id", ticket.AccountId.Value), ("server_id", ticket.ServerId?.Value), ("kind", ticket.Kind), ("subject", ticket.Subject), ("location", ticket.Location),
            ("state", (int)ticket.State), ("reply_token", ticket.ReplyToken), ("created_at", ticket.CreatedAt), ("updated_at", ticket.UpdatedAt));
        return id is null ? null : ticket with { Id = new TicketId(id.Value) };
    }

    public static Task UpdateAsync(DatabaseTransaction transaction, Ticket ticket) =>
        transaction.ExecuteAsync(
            "update support_ticket set state = @state, updated_at = @updated_at, closed_at = @closed_at where id = @id",
            ("state", (int)ticket.State), ("updated_at", ticket.UpdatedAt), ("closed_at", ticket.ClosedAt), ("id", ticket.Id.Value));

    public static Task<Ticket?> FindAsync(DatabaseSession session, TicketId id) =>
        session.FirstAsync($"select {Columns} from support_ticket where id = @id", Read, ("id", id.Value));

    public static Task<Ticket?> FindForUpdateAsync(DatabaseTransaction transaction, TicketId id) =>
        transaction.FirstAsync($"select {Columns} from support_ticket where id = @id{transaction.ForUpdate}", Read, ("id", id.Value));

    public static Task<Ticket?> OfTokenAsync(DatabaseSession session, string token) =>
        session.FirstAsync($"select {Columns} from support_ticket where reply_token = @token", Read, ("token", token));

    /// <summary>The open wish of this kind for the server.</summary>
    public static Task<Ticket?> OpenWishAsync(DatabaseSession session, ServerId server, string kind) =>
        session.FirstAsync($"select {Columns} from support_ticket where server_id = @server and kind = @kind and closed_at is null order by id limit 1", Read, ("server", server.Value), ("kind", kind));

    /// <summary>The latest first. Null filters nothing.</summary>
    public static Task<List<Ticket>> ListAsync(DatabaseSession session, AccountId? account, TicketState? state, int most)
    {
        List<(string, object?)> parameters = [("most", most)];
        var where = "";
        if (account is { } of)
        {
            where += " and account_id = @account";
            parameters.Add(("account", of.Value));
        }

        if (state is { } which)
        {
            where += " and state = @state";
            parameters.Add(("state", (int)which));
        }

        return session.ListAsync($"select {Columns} from support_ticket where 1 = 1{where} order by updated_at desc, id desc limit @most", Read, [.. parameters]);
    }

    public static Task<int> CountOpenAsync(DatabaseSession session, AccountId account) =>
        session.ScalarAsync<int>("select count(*) from support_ticket where account_id = @account and closed_at is null", ("account", account.Value));

    /// <summary>What the account's people have written since then.</summary>
    public static Task<int> CountWrittenAsync(DatabaseSession session, AccountId account, DateTimeOffset since) =>
        session.ScalarAsync<int>(
            $"select count(*) from support_message m join support_ticket t on t.id = m.ticket_id where t.account_id = @account and t.updated_at > @since and m.author = {(int)TicketAuthor.Customer} and m.at > @since",
            ("account", account.Value), ("since", since));

    /// <summary>Null when the mail it came by is here already.</summary>
    public static Task<int?> InsertMessageAsync(DatabaseTransaction transaction, TicketId ticket, TicketWords words, DateTimeOffset now) =>
        transaction.ScalarAsync<int?>(
            "insert into support_message (ticket_id, author, author_name, body, at, mail_id) values (@ticket_id, @author, @author_name, @body, @at, @mail_id) on conflict do nothing returning id",
            ("ticket_id", ticket.Value), ("author", (int)words.Author), ("author_name", words.AuthorName), ("body", words.Body), ("at", now), ("mail_id", words.MailId));

    public static Task<bool> IsReceivedAsync(DatabaseSession session, string mailId) =>
        session.ScalarAsync<bool>("select exists (select 1 from support_message where mail_id = @mail)", ("mail", mailId));

    public static Task<int> CountMessagesAsync(DatabaseSession session, TicketId ticket) =>
        session.ScalarAsync<int>("select count(*) from support_message where ticket_id = @ticket", ("ticket", ticket.Value));

    public static Task<List<TicketMessage>> MessagesAsync(DatabaseSession session, TicketId ticket) =>
        session.ListAsync(
            "select id, author, author_name, body, at, mail_id from support_message where ticket_id = @ticket order by id",
            row => new TicketMessage(row.Int(0), (TicketAuthor)row.Int(1), row.Text(2), row.Text(3), row.Time(4), row.TextOrNull(5) is not null),
            ("ticket", ticket.Value));

    public static Task InsertFileAsync(DatabaseTransaction transaction, int message, TicketFile file) =>
        transaction.ExecuteAsync(
            "insert into support_attachment (message_id, name, content_type, content) values (@message_id, @name, @content_type, @content)",
            ("message_id", message), ("name", file.Name), ("content_type", file.ContentType), ("content", file.Content));

    public static Task<int> CountFilesAsync(DatabaseSession session, TicketId ticket) =>
        session.ScalarAsync<int>("select count(*) from support_attachment a join support_message m on m.id = a.message_id where m.ticket_id = @ticket", ("ticket", ticket.Value));

    public static Task<List<TicketAttachment>> AttachmentsAsync(DatabaseSession session, TicketId ticket) =>
        session.ListAsync(
            "select a.id, a.message_id, a.name, a.content_type, length(a.content) from support_attachment a join support_message m on m.id = a.message_id where m.ticket_id = @ticket order by a.id",
            row => new TicketAttachment(row.Int(0), row.Int(1), row.Text(2), row.Text(3), row.Int(4)),
            ("ticket", ticket.Value));

    public static Task<byte[]?> ContentAsync(DatabaseSession session, TicketId ticket, int attachment) =>
        session.FirstAsync(
            "select a.content from support_attachment a join support_message m on m.id = a.message_id where m.ticket_id = @ticket and a.id = @id",
            row => row.Bytes(0),
            ("ticket", ticket.Value), ("id", attachment));

    private static Ticket Read(Row row) => new(
        new TicketId(row.Int(0)), new AccountId(row.Int(1)), row.IntOrNull(2) is { } server ? new ServerId(server) : null, row.Text(3), row.Text(4), row.Text(5), (TicketState)row.Int(6), row.Text(7),
        row.Time(8), row.Time(9), row.TimeOrNull(10));
}
