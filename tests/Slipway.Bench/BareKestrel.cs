using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Slipway.Bench;

/// <summary>The least a web server can do for a form post: read the form, look at two fields, answer bytes that are ready.</summary>
internal static class BareKestrel
{
    public static async Task RunAsync(string url, string answerFile)
    {
        var answer = await File.ReadAllBytesAsync(answerFile);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url).ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapPost("/eq.php", async context =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            if (form["action"].Count == 0 || form["token"].Count == 0)
            {
                context.Response.StatusCode = 400;
                return;
            }

            context.Response.ContentType = "application/json; charset=utf-8";
            context.Response.ContentLength = answer.Length;
            await context.Response.BodyWriter.WriteAsync(answer);
        });
        await app.RunAsync();
    }
}
