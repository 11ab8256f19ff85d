using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Support;

public static class SupportSetup
{
    public static IServiceCollection AddSupport(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(configuration.GetSection("Support").Get<SupportOptions>() ?? new SupportOptions())
        .AddSingleton<TicketNumbers>()
        .AddSingleton<TicketLetters>()
        .AddSingleton<TicketQueries>()
        .AddSingleton<OpenTicket>()
        .AddSingleton<WriteToTicket>()
        .AddSingleton<DiscardTicket>()
        .AddSingleton<AnswerTicket>()
        .AddSingleton<ReceiveMail>();
}
