using System.Globalization;
using System.Text;
using Shouldly;
using Slipway.Catalog;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Reference;

public sealed class SoftwarePageTests
{
    private static readonly CatalogRecipes Recipes = CatalogLoader.LoadRecipes(CatalogFile.Shipped()).OrThrow();

    [Fact]
    public void Page_of_the_marketplace_is_made_from_the_recipes()
    {
        var page = new StringBuilder(
            "# Software\n\nWhat can be ordered together with a system, by `soft_id` or by name. Generated from `catalog/software` by `make golden`; do not edit.\n\n"
            + "A system in **bold** is one on which the software was proven in a real machine; the others are untested: their scripts are written and checked,\n"
            + "and nobody has seen them run there. How to write a recipe: [software-recipes.md](../guides/software-recipes.md).\n\n"
            + "| software | id | at least | installed | licence |\n|---|---|---|---|---|\n");
        foreach (var software in Recipes.Software)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"| [{software.Name}](#{Anchor(software.Name)}) | {software.Id} | {software.Minimum} | {(software.Install == SoftwareInstall.Baked ? "with the image" : "at the first boot")} | {software.LicenceNote ?? ""}{Price(software)} |\n");
        }

        foreach (var software in Recipes.Software)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {software.Name}\n\n");
            page.Append(CultureInfo.InvariantCulture, $"- Systems: {string.Join(", ", software.Os.Select(key => software.Tested.Contains(key) ? $"**{NameOf(key)}**" : NameOf(key)))}\n");
            page.Append(CultureInfo.InvariantCulture, $"- Ports: {string.Join(", ", software.Ports.Select(port => $"{port}").Concat(software.UdpPorts.Select(port => $"{port}/udp")).DefaultIfEmpty("none"))}\n");
            Line(page, "Address", software.Access.Url?.Replace("{host}", "ADDRESS", StringComparison.Ordinal));
            Line(page, "User", software.Access.User);
            Line(page, "Password", software.Access.PasswordFile is { } file ? $"on the server, in `{file}`" : null);
            Line(page, "Note", software.Access.Note);
            page.Append(CultureInfo.InvariantCulture, $"- Proven before it is handed over: {Check(software.Check)}\n");
        }

        Golden.ShouldMatchPage(page.ToString(), "docs/reference/software.md");
    }

    [Fact]
    public void Software_that_is_sold_can_be_installed() =>
        Recipes.Software.Where(software => !software.InstallsAtFirstBoot).Select(software => software.Key).ShouldBeEmpty("a recipe needs an install.sh");

    [Fact]
    public void Customers_are_told_how_to_use_what_they_get() =>
        Recipes.Software.Where(software => software.Access is { Url: null, PasswordFile: null, Note: null }).Select(software => software.Key).ShouldBeEmpty();

    private static void Line(StringBuilder page, string what, string? text)
    {
        if (text is not null)
        {
            page.Append(CultureInfo.InvariantCulture, $"- {what}: {text}\n");
        }
    }

    private static string NameOf(string osKey) => Recipes.Systems.Single(os => os.Key == osKey).Name;

    private static string Price(SoftwareRecipe software) => software.Licence.IsFree ? "" : "; paid by the month";

    private static string Anchor(string name) => string.Concat(name.ToLowerInvariant().Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-')).Replace(' ', '-');

    private static string Check(SoftwareCheck check) => check switch
    {
        { Command: not null } => "a command over SSH succeeds",
        { Path: { } path } => $"`{path}` on port {check.Port} answers{(check.Contains is { } text ? $" and contains `{text}`" : "")}",
        { Contains: { } text } => $"port {check.Port} answers with `{text}`",
        _ => $"port {check.Port} answers",
    };
}
