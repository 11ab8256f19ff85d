using System.Text;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Slipway.Invapi.Wire;
using Xunit;

namespace Slipway.Tests.Invapi;

public sealed class WireFormProperties
{
    // Names and values that mean something beside those that mean nothing: pure noise would hardly ever hit a rule.
    private static readonly Gen<string> Text = Gen.OneOf<string>(
        Gen.OneOf("id", "id[]", "id[0]", "params[id]", "params[id][]", "id[", "params[", "[]", "", "1", "-1", "true", "OFF", "99999999999", "1,2,x", "12.50", "\0", "%", "%zz", "+", "=&"),
        Gen.String[0, 12]);

    private static readonly Gen<WireParameter[]> Parameters = Gen.Select(Text, Text, (name, value) => new WireParameter(name, value)).Array[0, 12];

    [Fact]
    public void Reading_never_throws() => Gen.Select(Parameters, Text).Sample(
        (parameters, name) =>
        {
            var form = new WireForm(parameters);
            _ = form.Text(name);
            _ = form.Int(name);
            _ = form.Flag(name);
            _ = form.Amount(name);
            _ = form.Secret(name);
            _ = form.RequiredText(name);
            _ = form.List(name);
            form.Id(name).ShouldBeOneOf([null, form.RequiredId(name)]);
            form.Ids(name).ShouldAllBe(id => id > 0);
            form.Fingerprint("salt").Length.ShouldBe(64);
            (form.Complaint?.Code ?? WireFailures.InvalidRequest).ShouldBe(WireFailures.InvalidRequest);
        },
        iter: 400);

    [Fact]
    public void Any_bytes_can_be_read_as_a_request() => Gen.Select(Gen.Byte.Array[0, 200], Gen.Byte.Array[0, 60], Gen.OneOf("application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "application/json", "multipart/form-data", "nonsense")).SampleAsync(
        async (body, query, type) =>
        {
            var context = new DefaultHttpContext();
            context.Request.Method = "POST";
            context.Request.ContentType = type;
            context.Request.QueryString = new QueryString("?" + Encoding.Latin1.GetString(query));
            context.Request.Body = new MemoryStream(body);
            context.Request.ContentLength = body.Length;

            var read = await WireFormReader.ReadAsync(context.Request, CancellationToken.None);

            (read.Failure?.Code ?? WireFailures.InvalidRequest).ShouldBe(WireFailures.InvalidRequest);
        },
        iter: 3_000);

    [Fact]
    public void What_was_encoded_is_read_again() => Gen.Select(Gen.String[1, 20], Gen.String[0, 60]).Sample((name, value) =>
    {
        var parameters = new List<WireParameter>();
        // Half a surrogate pair cannot be sent as UTF-8.
        if (name.Concat(value).Any(char.IsSurrogate))
        {
            return;
        }

        WireFormReader.AddUrlEncoded(Encoding.ASCII.GetBytes($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}"), parameters);

        parameters.ShouldBe([new WireParameter(name, value)]);
    });

    [Fact]
    public void The_fingerprint_knows_every_field_but_no_credential() => Gen.Select(Parameters, Gen.String[1, 5]).Sample(
        (parameters, value) =>
        {
            var before = new WireForm(parameters).Fingerprint("salt");
            new WireForm([.. parameters, new("token", value), new("idempotency_key", value)]).Fingerprint("salt").ShouldBe(before);
            new WireForm([.. parameters, new("params[token]", value), new("params[idempotency_key]", value)]).Fingerprint("salt").ShouldBe(before);
            new WireForm([.. parameters, new("hostname", value)]).Fingerprint("salt").ShouldNotBe(before);
            new WireForm([.. parameters.Reverse()]).Fingerprint("salt").ShouldBe(before);
        },
        iter: 2_000);
}
