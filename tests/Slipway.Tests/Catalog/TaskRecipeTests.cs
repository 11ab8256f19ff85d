using System.Diagnostics;
using Shouldly;
using Slipway.Catalog;
using Xunit;

namespace Slipway.Tests.Catalog;

/// <summary>Tasks: what is wrong with a file is told, and what a customer gives a task is a value and never a command.</summary>
public sealed class TaskRecipeTests
{
    private const string Sound = """
        id: 900
        name: Say it
        description: Says it
        tags: [vm]
        os: [debian-12]
        parameters:
          - name: words
            description: what to say
            pattern: '.{1,100}'
          - name: mood
            description: how
            allowed: [loud, soft]
            default: soft
        script: |
          printf '%s|%s' "$TASK_WORDS" "$TASK_MOOD"
        """;

    [Theory]
    [InlineData("'; touch /tmp/slipway-planted; echo '")]
    [InlineData("$(touch /tmp/slipway-planted)")]
    [InlineData("`touch /tmp/slipway-planted`")]
    [InlineData("a\\'b\\\\ \"c\" $HOME & | > < * ?")]
    [InlineData("''''")]
    [InlineData("--help")]
    [InlineData("ünïcode 💥")]
    public async Task A_value_reaches_the_script_as_it_is(string words)
    {
        var script = Read(Sound).With(name => name == "words" ? words : null).Value;

        script.ToString().ShouldBe("***");
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await shell.StandardInput.WriteAsync(script.Reveal());
        shell.StandardInput.Close();
        (await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe($"{words}|soft");
        File.Exists("/tmp/slipway-planted").ShouldBeFalse();
    }

    [Theory]
    [InlineData("words", "two\nlines", "line breaks")]
    [InlineData("words", "bell\u0007", "control characters")]
    [InlineData("mood", "angry", "mood must be one of loud, soft")]
    [InlineData("mood", "", "mood must be one of loud, soft")]
    public void A_value_that_is_not_allowed_is_named_and_not_repeated(string name, string value, string complaint)
    {
        var refused = Read(Sound).With(asked => asked == name ? value : null).Failure.ShouldNotBeNull();

        refused.Code.ShouldBe("catalog.task-parameters");
        refused.Message.ShouldContain(complaint);
        refused.Message.ShouldStartWith(name);
    }

    [Fact]
    public void A_huge_value_is_refused_and_a_missing_one_too()
    {
        Read(Sound).With(name => name == "words" ? new string('x', 1_000_000) : null).Failure!.Message.ShouldBe("words may have at most 8192 characters");
        ShippedCatalog.Snapshot.Task("set-timezone")!.With(_ => null).Failure!.Message.ShouldBe("timezone is required: an IANA name such as Europe/Amsterdam or UTC");
        ShippedCatalog.Snapshot.Task("set-timezone")!.With(_ => "../../../etc/shadow").Failure!.Message.ShouldStartWith("timezone is malformed");
    }

    [Theory]
    [InlineData("tags: [vm]", "tags: [vm, cloud]", "'cloud' is not a tag; tags: default, vm, bm, gpu, vgpu")]
    [InlineData("os: [debian-12]", "os: [debian-99]", "there is no operating system 'debian-99' (the name of its file is meant)")]
    [InlineData("- name: words", "- name: token", "'token' cannot be a parameter: small letters, digits and underscores, 30 at most, and none of action, token, id, task, params, key")]
    [InlineData("- name: words", "- name: WORDS", "'WORDS' cannot be a parameter: small letters, digits and underscores, 30 at most, and none of action, token, id, task, params, key")]
    [InlineData("- name: words", "- name: mood", "there are two parameters 'mood'")]
    [InlineData("'.{1,100}'", "'(a)\\1'", "'pattern' is not a regular expression that can be used (no look-around, no back references)")]
    [InlineData("'.{1,100}'", "'('", "'pattern' is not a regular expression that can be used (no look-around, no back references)")]
    [InlineData("    pattern: '.{1,100}'\n", "", "parameter 'words' needs one of 'pattern' and 'allowed'")]
    [InlineData("default: soft", "default: angry", "the default is not allowed: mood must be one of loud, soft")]
    [InlineData("id: 900", "id: none", "'id' must be a whole number of at least 1, not 'none'")]
    [InlineData("script: |", "scrip: |", "'script' is missing or not a text")]
    [InlineData("name: Say it", "name: enable SWAP", "name ENABLE SWAP is already taken by catalog/tasks/enable-swap.yaml")]
    public void A_mistake_in_a_file_is_told(string sound, string broken, string mistake)
    {
        var file = new CatalogFile("tasks/say-it.yaml", Sound.ReplaceLineEndings("\n").Replace(sound, broken, StringComparison.Ordinal));

        CatalogLoader.LoadRecipes(CatalogFile.Shipped(), [file]).Mistakes.ShouldContain(found => found.File == file.Name && found.Text.Contains(mistake), $"not among: {string.Join("; ", CatalogLoader.LoadRecipes(CatalogFile.Shipped(), [file]).Mistakes)}");
    }

    [Fact]
    public void An_operators_file_replaces_the_shipped_one_of_its_name()
    {
        var file = new CatalogFile("tasks/enable-swap.yaml", Sound);

        var tasks = CatalogLoader.LoadRecipes(CatalogFile.Shipped(), [file]).OrThrow().Tasks;

        tasks.Single(task => task.Key == "enable-swap").Name.ShouldBe("Say it");
        tasks.Count.ShouldBe(ShippedCatalog.Snapshot.Tasks.Count);
    }

    [Fact]
    public void A_task_fits_by_kind_and_system()
    {
        var shipped = ShippedCatalog.Snapshot;
        var (vm, debian, rocky, windows) = (shipped.Preset("vm.pico")!, new OsId(219), new OsId(205), new OsId(240));
        var only = Read(Sound);

        shipped.TasksFor(vm, debian).Count.ShouldBe(5);
        shipped.TasksFor(vm, rocky).Select(task => task.Key).ShouldBe(["set-timezone", "add-ssh-key", "enable-swap"]);
        shipped.TasksFor(vm, windows).ShouldBeEmpty();
        shipped.TasksFor(vm, default).ShouldBeEmpty();
        shipped.TasksFor(null, debian).Count.ShouldBe(5);
        (only.IsFor(ServerKind.Vm), only.IsFor(ServerKind.Vds), only.IsFor(ServerKind.BareMetal)).ShouldBe((true, true, false));
        shipped.Fits(only, null, debian).ShouldBeFalse();
    }

    [Theory]
    [InlineData("4")]
    [InlineData("enable-swap")]
    [InlineData("ENABLE SWAP")]
    public void A_task_is_named_by_id_key_or_name(string asked) => ShippedCatalog.Snapshot.Task(asked)!.Key.ShouldBe("enable-swap");

    [Theory]
    [InlineData("63", false)]
    [InlineData("64", true)]
    [InlineData("99", true)]
    [InlineData("512", true)]
    [InlineData("9999", true)]
    [InlineData("65536", true)]
    [InlineData("65537", false)]
    [InlineData("99999", false)]
    [InlineData("1024; reboot", false)]
    public void Sizes_of_swap(string size, bool allowed) => ShippedCatalog.Snapshot.Task("enable-swap")!.With(_ => size).Succeeded.ShouldBe(allowed);

    [Theory]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtEbZaiK3eRPyoWKHvLKHM2tQ1mXFQW0bcQJXJp1Abc it's me", true)]
    [InlineData("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtEbZaiK3eRPyoWKHvLKHM2tQ1mXFQW0bcQJXJp1Abc", true)]
    [InlineData("command=\"id\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGtEbZaiK3eRPyoWKHvLKHM2tQ1mXFQW0bcQJXJp1Abc", false)]
    [InlineData("ssh-ed25519 short", false)]
    public void Keys(string key, bool allowed) => ShippedCatalog.Snapshot.Task("add-ssh-key")!.With(name => name == "ssh_key" ? key : null).Succeeded.ShouldBe(allowed);

    private static TaskRecipe Read(string text) =>
        CatalogLoader.LoadRecipes(CatalogFile.Shipped(), [new CatalogFile("tasks/say-it.yaml", text)]).OrThrow().Tasks.Single(task => task.Key == "say-it");
}
