using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Support;

namespace Slipway.Conformance.Invapi;

/// <summary>What the operator does at the support desk.</summary>
public sealed partial class Given
{
    private async Task<bool> DeskAsync(string sentence)
    {
        if (Said().Match(sentence) is not { Success: true } said)
        {
            return false;
        }

        var ticket = names[said.Groups["ticket"].Value];
        var answered = await host.Services.GetRequiredService<AnswerTicket>().RunAsync(
            ticket, host.Services.GetRequiredService<TicketNumbers>().Find(ticket), said.Groups["text"] is { Success: true } text ? text.Value : null, said.Groups["verb"].Value == "closes", CancellationToken.None);
        _ = answered.Value;
        return true;
    }

    [GeneratedRegex(@"^the operator (?<verb>answers|closes) (?<ticket>\w+)(: (?<text>.+))?$")]
    private static partial Regex Said();
}
