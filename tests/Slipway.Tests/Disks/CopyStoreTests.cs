using Microsoft.Extensions.Options;
using Shouldly;
using Slipway.Accounts;
using Slipway.Disks;
using Slipway.Drivers.Fake;
using Slipway.Machines;
using Slipway.Orders;
using Slipway.Provisioning;
using Slipway.Servers;
using Slipway.Storage;
using Slipway.Testing;
using Slipway.Workflows;
using Xunit;

namespace Slipway.Tests.Disks;

/// <summary>Copies of a server's disk: who may make which, one at a time, and what becomes of them; on both databases.</summary>
public abstract class CopyStoreTests(StoreFixture fixture)
{
    private Business Business => fixture.Business;

    private ChangeCopies Copies => Business.Get<ChangeCopies>();

    [Fact]
    public async Task A_name_is_taken_once_for_each_kind_and_a_server_has_so_many()
    {
        var (customer, server) = await ServerAsync();
        await MadeAsync(customer, server, CopyKind.Snapshot, "one");
        await MadeAsync(customer, server, CopyKind.Backup, "one");
        (await CreateAsync(customer, server, CopyKind.Snapshot, "one")).Failure!.Code.ShouldBe("disks.name-taken");

        for (var number = 2; number <= 5; number++)
        {
            await MadeAsync(customer, server, CopyKind.Snapshot, $"n{number}");
        }

        var refused = (await CreateAsync(customer, server, CopyKind.Snapshot, "n6")).Failure!;
        refused.Code.ShouldBe("disks.too-many");
        refused.Message.ShouldContain("5 snapshots");
        (await NamesAsync(customer, server, CopyKind.Snapshot)).ShouldBe(["one", "n2", "n3", "n4", "n5"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("../x")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("'; drop table disks_copy; --")]
    public async Task A_name_that_is_none_is_refused_and_says_what_is_allowed(string name)
    {
        var (customer, server) = await ServerAsync();

        var refused = (await CreateAsync(customer, server, CopyKind.Snapshot, name)).Failure!;
        refused.Code.ShouldBe("disks.bad-name");
        refused.Message.ShouldContain("1 to 64 characters");
        (await CreateAsync(customer, server, CopyKind.Backup, new string('x', 1 << 20))).Failure!.Code.ShouldBe("disks.bad-name");
        (await Copies.RestoreAsync(customer.Caller, server, CopyKind.Snapshot, name, "restore_snapshot", CancellationToken.None)).Failure!.Code.ShouldBe("disks.bad-name");
        (await NamesAsync(customer, server, CopyKind.Snapshot)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_change_is_refused_with_the_key_of_the_one_that_runs_and_looking_is_not()
    {
        var (customer, server) = await ServerAsync();
        var running = (await CreateAsync(customer, server, CopyKind.Backup, "one")).Value;

        foreach (var refused in new[]
        {
            await CreateAsync(customer, server, CopyKind.Snapshot, "two"),
            await Copies.RestoreAsync(customer.Caller, server, CopyKind.Backup, "one", "restore_snapshot", CancellationToken.None),
            await Copies.RemoveAsync(customer.Caller, server, CopyKind.Backup, "one", "remove_snapshot", CancellationToken.None),
        })
        {
            refused.Failure!.Facts.ShouldBeOfType<BusySubject>().Running.ShouldBe(running);
        }

        (await Business.Get<CopyQueries>().WorkAsync(customer.Caller, server, CancellationToken.None)).Value.Key.ShouldBe(running);
        var looking = (await Copies.ListAsync(customer.Caller, server, CopyKind.Backup, "get_snapshot", CancellationToken.None)).Value;
        var other = (await Copies.ListAsync(customer.Caller, server, CopyKind.Snapshot, "get_snapshot", CancellationToken.None)).Value;
        await Business.DriveRunsAsync();
        (await ResultAsync(looking)).Copies.ShouldHaveSingleItem().Name.ShouldBe("one");
        (await ResultAsync(other)).Copies.ShouldBeEmpty();
        (await NamesAsync(customer, server, CopyKind.Snapshot)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_at_the_same_time_one_begins()
    {
        var (customer, server) = await ServerAsync();

        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => CreateAsync(customer, server, CopyKind.Snapshot, $"n{number % 2}")));

        started.Count(one => one.Succeeded).ShouldBe(1);
        await Business.DriveRunsAsync();
        (await NamesAsync(customer, server, CopyKind.Snapshot)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_strangers_server_is_an_unknown_one_and_a_key_of_another_server_sees_nothing()
    {
        var (customer, server) = await ServerAsync();
        await MadeAsync(customer, server, CopyKind.Snapshot, "one");
        var stranger = await Business.GivenCustomerWithCreditAsync(0);

        foreach (var caller in new[] { stranger.Caller, new Caller(customer.Id, new ServerId(server.Value + 1000)) })
        {
            (await Copies.RestoreAsync(caller, server, CopyKind.Snapshot, "one", "restore_snapshot", CancellationToken.None)).Failure!.Code.ShouldBe("servers.unknown");
            (await Copies.RemoveAsync(caller, server, CopyKind.Snapshot, "one", "remove_snapshot", CancellationToken.None)).Failure!.Code.ShouldBe("servers.unknown");
            (await Copies.ListAsync(caller, server, CopyKind.Snapshot, "get_snapshot", CancellationToken.None)).Failure!.Code.ShouldBe("servers.unknown");
            (await Business.Get<CopyQueries>().ListAsync(caller, server, CopyKind.Snapshot, CancellationToken.None)).Failure!.Code.ShouldBe("servers.unknown");
            (await Business.Get<ScheduleBackups>().RunAsync(caller, server, "daily", 3, 1, CancellationToken.None)).Failure!.Code.ShouldBe("servers.unknown");
        }
    }

    [Fact]
    public async Task A_server_that_was_off_is_off_after_it_went_back()
    {
        var (customer, server) = await ServerAsync();
        await MadeAsync(customer, server, CopyKind.Snapshot, "one");
        (await Business.Get<RequestPower>().RunAsync(customer.Caller, server, PowerAction.Off, CancellationToken.None)).Succeeded.ShouldBeTrue();
        await Business.DriveRunsAsync();

        var key = (await Copies.RestoreAsync(customer.Caller, server, CopyKind.Snapshot, "one", "restore_snapshot", CancellationToken.None)).Value;
        await Business.DriveRunsAsync();

        (await Business.Get<RunQueries>().FindAsync(key, CancellationToken.None))!.State.ShouldBe(RunState.Done);
        (await Business.Get<ServerQueries>().ForRunAsync(server, CancellationToken.None))!.Server.Power.ShouldBe(PowerState.Off);
        (await Business.Get<DriverTypes>().Get("fake").Power.StateAsync(new MachineRef(Server.MachineIdOf(server), "NL-1"), CancellationToken.None)).Value.ShouldBe(PowerState.Off);
    }

    [Fact]
    public async Task A_reinstallation_takes_copies_along_and_the_end_of_the_server_its_schedule()
    {
        var (customer, server) = await ServerAsync();
        await MadeAsync(customer, server, CopyKind.Snapshot, "one");
        await MadeAsync(customer, server, CopyKind.Backup, "two");
        (await Business.Get<ScheduleBackups>().RunAsync(customer.Caller, server, "weekly", 4, 2, CancellationToken.None)).Succeeded.ShouldBeTrue();

        (await Business.Get<ReinstallServer>().RunAsync(customer.Caller, server, new OrderRequest(null, null, OsId: 219, RootPassword: new Secret("Abcd1234")), CancellationToken.None)).Succeeded.ShouldBeTrue();
        await Business.DriveRunsAsync();

        (await NamesAsync(customer, server, CopyKind.Snapshot)).ShouldBeEmpty();
        (await NamesAsync(customer, server, CopyKind.Backup)).ShouldBeEmpty();
        (await Business.Get<CopyQueries>().ScheduleAsync(customer.Caller, server, CancellationToken.None)).Value.Schedule.ShouldNotBeNull();
        await MadeAsync(customer, server, CopyKind.Snapshot, "one");
        (await Business.Get<RequestCancellation>().RunAsync(customer.Caller, server, true, "test", CancellationToken.None)).Succeeded.ShouldBeTrue();
        await Business.DriveRunsAsync();
        (await Business.ScalarAsync<long>($"select count(*) from disks_copy where server_id = {server}")).ShouldBe(0);
        (await Business.ScalarAsync<long>($"select count(*) from disks_backup_schedule where server_id = {server}")).ShouldBe(0);
    }

    [Fact]
    public async Task A_scheduled_backup_is_begun_once_whoever_looks_and_old_ones_go_when_there_is_a_new_one()
    {
        var (customer, server) = await ServerAsync();
        await MadeAsync(customer, server, CopyKind.Backup, "by-hand");
        var schedule = (await Business.Get<ScheduleBackups>().RunAsync(customer.Caller, server, "daily", 3, 2, CancellationToken.None)).Value.Schedule!;
        schedule.NextAt.Hour.ShouldBe(3);
        (await PassesAsync(server)).ShouldBe(0);

        for (var day = 1; day <= 4; day++)
        {
            var due = (await Business.Get<CopyQueries>().ScheduleAsync(customer.Caller, server, CancellationToken.None)).Value.Schedule!.NextAt;
            Business.Clock.SetUtcNow(due > Business.Clock.GetUtcNow() ? due : Business.Clock.GetUtcNow());
            (await PassesAsync(server)).ShouldBe(1, $"day {day}");
            (await NamesAsync(customer, server, CopyKind.Backup)).Count.ShouldBe(1 + Math.Min(day, 3), "the old ones are there until the new one is");
            await Business.DriveRunsAsync();
            (await NamesAsync(customer, server, CopyKind.Backup)).Count.ShouldBe(1 + Math.Min(day, 2));
        }

        (await NamesAsync(customer, server, CopyKind.Backup)).ShouldContain("by-hand");
    }

    [Fact]
    public async Task A_schedule_misses_its_turn_where_backups_made_by_hand_leave_it_no_place()
    {
        var (customer, server) = await ServerAsync();
        for (var number = 1; number <= 4; number++)
        {
            await MadeAsync(customer, server, CopyKind.Backup, $"n{number}");
        }

        (await Business.Get<ScheduleBackups>().RunAsync(customer.Caller, server, "daily", 3, 5, CancellationToken.None)).Succeeded.ShouldBeTrue();
        await ToNextTurnAsync(customer, server);
        (await PassesAsync(server)).ShouldBe(1);
        await Business.DriveRunsAsync();

        await ToNextTurnAsync(customer, server);
        (await PassesAsync(server)).ShouldBe(0);

        (await NamesAsync(customer, server, CopyKind.Backup)).Count.ShouldBe(5);
        (await MissedAsync(server, "a server can have 5 backups%")).ShouldBe(1);
        (await Business.Get<CopyQueries>().ScheduleAsync(customer.Caller, server, CancellationToken.None)).Value.Schedule!.NextAt.ShouldBeGreaterThan(Business.Clock.GetUtcNow());
    }

    [Fact]
    public async Task What_cannot_be_pruned_stays_listed_and_the_new_backup_stays_too()
    {
        var (customer, server) = await ServerAsync();
        (await Business.Get<ScheduleBackups>().RunAsync(customer.Caller, server, "daily", 3, 1, CancellationToken.None)).Succeeded.ShouldBeTrue();
        foreach (var (fault, expected) in new (string?, int)[] { (null, 1), ("remove-backup", 2), (null, 1) })
        {
            await ToNextTurnAsync(customer, server);
            (await PassesAsync(server)).ShouldBe(1);
            await FaultyAsync(fault, () => Business.DriveRunsAsync());
            var kept = (await Business.Get<CopyQueries>().ListAsync(customer.Caller, server, CopyKind.Backup, CancellationToken.None)).Value;
            kept.Count.ShouldBe(expected);
            kept.ShouldAllBe(copy => copy.Phase == CopyPhase.Ready);
            (await Business.Get<DriverTypes>().Get("fake").Backups.ListAsync(new MachineRef(Server.MachineIdOf(server), "NL-1"), CancellationToken.None)).Value.Count.ShouldBe(expected);
        }
    }

    [Fact]
    public async Task A_turn_that_is_missed_for_want_of_room_is_told_in_the_servers_history()
    {
        var (customer, server) = await ServerAsync();
        (await Business.Get<ScheduleBackups>().RunAsync(customer.Caller, server, "daily", 3, 1, CancellationToken.None)).Succeeded.ShouldBeTrue();
        await ToNextTurnAsync(customer, server);

        await FaultyAsync("no-room", async () => (await PassesAsync(server)).ShouldBe(0));

        (await NamesAsync(customer, server, CopyKind.Backup)).ShouldBeEmpty();
        (await MissedAsync(server, "%")).ShouldBe(1);
    }

    [Fact]
    public async Task A_backup_that_is_gone_back_to_takes_the_disks_snapshots_along_and_says_so()
    {
        var (customer, server) = await ServerAsync();
        await MadeAsync(customer, server, CopyKind.Backup, "b");
        await MadeAsync(customer, server, CopyKind.Snapshot, "s");
        await RestoredAsync(customer, server, CopyKind.Snapshot, "s");
        (await NamesAsync(customer, server, CopyKind.Snapshot)).ShouldBe(["s"]);

        await RestoredAsync(customer, server, CopyKind.Backup, "b");

        (await NamesAsync(customer, server, CopyKind.Snapshot)).ShouldBeEmpty();
        (await NamesAsync(customer, server, CopyKind.Backup)).ShouldBe(["b"]);
        (await Business.ScalarAsync<long>($"select count(*) from servers_event where server_id = {server} and kind = 'snapshots gone' and note like '%backup b %'")).ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_is_worked_on_has_its_backup_later_and_what_was_missed_is_made_up_once()
    {
        var (customer, server) = await ServerAsync();
        var schedule = (await Business.Get<ScheduleBackups>().RunAsync(customer.Caller, server, "daily", 3, 2, CancellationToken.None)).Value.Schedule!;
        (await CreateAsync(customer, server, CopyKind.Snapshot, "one")).Succeeded.ShouldBeTrue();
        // Three of them were missed.
        Business.Clock.SetUtcNow(schedule.NextAt.AddDays(2).AddMinutes(1));
        (await PassesAsync(server)).ShouldBe(0);
        (await Business.Get<CopyQueries>().ScheduleAsync(customer.Caller, server, CancellationToken.None)).Value.Schedule!.NextAt.ShouldBe(schedule.NextAt);

        await Business.DriveRunsAsync();
        (await PassesAsync(server)).ShouldBe(1);

        await Business.DriveRunsAsync();
        (await Business.Get<CopyQueries>().ScheduleAsync(customer.Caller, server, CancellationToken.None)).Value.Schedule!.NextAt.ShouldBeGreaterThan(Business.Clock.GetUtcNow());
        (await NamesAsync(customer, server, CopyKind.Backup)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("hourly", 3, 1, "every")]
    [InlineData("daily", 24, 1, "hour")]
    [InlineData("daily", -1, 1, "hour")]
    [InlineData("daily", 3, 0, "keep")]
    [InlineData("daily", 3, 6, "keep")]
    public async Task A_schedule_that_makes_no_sense_is_refused_and_the_old_one_stays(string every, int hour, int keep, string field)
    {
        var (customer, server) = await ServerAsync();
        (await Business.Get<ScheduleBackups>().RunAsync(customer.Caller, server, "monthly", 5, 1, CancellationToken.None)).Value.Schedule!.NextAt.Day.ShouldBe(1);

        (await Business.Get<ScheduleBackups>().RunAsync(customer.Caller, server, every, hour, keep, CancellationToken.None)).Failure!.Message.ShouldStartWith(field);

        (await Business.Get<CopyQueries>().ScheduleAsync(customer.Caller, server, CancellationToken.None)).Value.Schedule!.Every.Word.ShouldBe("monthly");
        (await Business.Get<ScheduleBackups>().RunAsync(customer.Caller, server, null, 0, 0, CancellationToken.None)).Value.Schedule.ShouldBeNull();
    }

    private async Task RestoredAsync(Customer customer, ServerId server, CopyKind kind, string name)
    {
        var key = (await Copies.RestoreAsync(customer.Caller, server, kind, name, "restore_snapshot", CancellationToken.None)).Value;
        await Business.DriveRunsAsync();
        (await Business.Get<RunQueries>().FindAsync(key, CancellationToken.None))!.State.ShouldBe(RunState.Done);
    }

    private async Task FaultyAsync(string? step, Func<Task> work)
    {
        var options = Business.Get<IOptions<FakeOptions>>().Value;
        options.FailStep = step;
        try
        {
            await work();
        }
        finally
        {
            options.FailStep = null;
        }
    }

    private async Task ToNextTurnAsync(Customer customer, ServerId server)
    {
        var due = (await Business.Get<CopyQueries>().ScheduleAsync(customer.Caller, server, CancellationToken.None)).Value.Schedule!.NextAt;
        Business.Clock.SetUtcNow(due > Business.Clock.GetUtcNow() ? due : Business.Clock.GetUtcNow());
    }

    private Task<long> MissedAsync(ServerId server, string why) =>
        Business.ScalarAsync<long>($"select count(*) from servers_event where server_id = {server} and kind = 'scheduled backup missed' and note like '{why}'");

    private async Task<(Customer Customer, ServerId Server)> ServerAsync()
    {
        var customer = await Business.GivenCustomerWithCreditAsync(500);
        var placed = (await Business.OrderAsync(customer)).Value;
        await Business.DriveRunsAsync();
        return (customer, placed.ServerId);
    }

    private Task<Result<AsyncKey>> CreateAsync(Customer customer, ServerId server, CopyKind kind, string name) =>
        Copies.CreateAsync(customer.Caller, server, kind, name, "create_snapshot", CancellationToken.None);

    private async Task MadeAsync(Customer customer, ServerId server, CopyKind kind, string name)
    {
        (await CreateAsync(customer, server, kind, name)).Failure.ShouldBeNull();
        await Business.DriveRunsAsync();
    }

    private async Task<List<string>> NamesAsync(Customer customer, ServerId server, CopyKind kind) =>
        [.. (await Business.Get<CopyQueries>().ListAsync(customer.Caller, server, kind, CancellationToken.None)).Value.Select(copy => copy.Name)];

    private async Task<CopyList> ResultAsync(AsyncKey key) => (await Business.Get<RunQueries>().FindAsync(key, CancellationToken.None))!.Result<CopyList>().ShouldNotBeNull();

    /// <summary>Several daemons look at the same time; answers how many backups of the server they began. Those of other tests are begun too.</summary>
    private async Task<long> PassesAsync(ServerId server)
    {
        var begun = $"select count(*) from workflows_run where workflow = 'create-copy/1' and action = 'create_backup' and subject = '{Server.SubjectOf(server)}'";
        var before = await Business.ScalarAsync<long>(begun);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Business.Get<BackupCycle>().PassAsync(CancellationToken.None)));
        return await Business.ScalarAsync<long>(begun) - before;
    }
}

public sealed class CopiesOnSqliteTests(OnSqlite store) : CopyStoreTests(store), IClassFixture<OnSqlite>;

public sealed class CopiesOnPostgreSqlTests(OnPostgreSql store) : CopyStoreTests(store), IClassFixture<OnPostgreSql>;
