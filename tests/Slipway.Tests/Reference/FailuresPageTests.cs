using System.Text;
using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Reference;

public sealed class FailuresPageTests
{
    // Refusals that several places give for the same reason: drivers of a machine that is off or on, use cases of a server that is
    // being worked on, readers of a form that cannot be read.
    private static readonly string[] Shared = ["machines.off", "machines.running", "workflows.busy", "invapi.invalid-request"];

    private static readonly IReadOnlyList<FailureSite> Sites = FailureSite.All;

    [Fact]
    public void Page_of_the_refusals_is_made_from_the_code()
    {
        var page = new StringBuilder("# Refusals\n\nEvery refusal by its code, as it stands in logs and in the journal. Generated from the compiled code by `make golden`; do not edit.\nWhat is filled in shows as …; a message that is put together from parts is not shown. `Unavailable` is tried again, everything else is\nfinal.\n\n| code | kind | message |\n|---|---|---|\n");
        foreach (var code in Sites.GroupBy(site => site.Code).OrderBy(code => code.Key, StringComparer.Ordinal))
        {
            var kinds = string.Join(", ", code.Select(site => site.Kind?.ToString() ?? "as set").Distinct());
            var messages = string.Join(" / ", code.Select(site => site.Message).OfType<string>().Distinct().Select(text => text.Replace("|", "\\|", StringComparison.Ordinal)));
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{code.Key}` | {kinds} | {messages} |\n");
        }

        Golden.ShouldMatchPage(page.ToString(), "docs/reference/failures.md");
    }

    [Fact]
    public void A_code_is_made_in_one_place()
    {
        Sites.Count.ShouldBeGreaterThan(60);
        Sites.GroupBy(site => site.Code).Where(code => code.Select(site => site.By).Distinct().Count() > 1 && !Shared.Contains(code.Key)).Select(code => $"{code.Key}: {string.Join(", ", code.Select(site => site.By))}")
            .ShouldBeEmpty("whoever searches a code must have one hit");
    }

    [Fact]
    public void A_code_has_one_kind() => Sites.GroupBy(site => site.Code).ShouldAllBe(code => code.Select(site => site.Kind).Distinct().Count() == 1);

    [Fact]
    public void A_code_begins_with_the_name_of_its_feature_or_driver() => Sites
        // Drivers also speak the words of the contract that they fulfil.
        .Where(site => !(site.By.StartsWith("Slipway.Drivers.", StringComparison.Ordinal) && Prefix(site.Code) == "machines"))
        .Where(site => !Shared.Contains(site.Code) && !site.By.Split('.').Any(part => part.StartsWith(Prefix(site.Code), StringComparison.OrdinalIgnoreCase)))
        .Select(site => $"{site.Code} in {site.By}")
        .ShouldBeEmpty();

    private static string Prefix(string code) => code.Split('.')[0];
}
