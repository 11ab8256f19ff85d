using Shouldly;
using Slipway.Testing;
using Xunit;

namespace Slipway.Tests.Invapi;

/// <summary>The rules that the sweep and the fuzz hold answers against can be broken, each of them.</summary>
public sealed class AnswerRulesTests
{
    private const string Fine = """{"result":"OK","module":"eq","action":"list","servers":[]}""";

    [Theory]
    [InlineData(Fine)]
    [InlineData("""{"result":{"token":"x"}}""")]
    [InlineData("""{"result":"Not ready","key":"x"}""")]
    [InlineData("""{"result":-1,"error":"eq/show: server 1 not found","code":-1,"message":"eq/show: server 1 not found"}""")]
    [InlineData("""{"result":-1,"error":"reinstall: extra software X (#1) is not compatible with Y"}""")]
    public void An_answer_that_keeps_them_is_fine(string body) => AnswerRules.Breach(200, "application/json", body, ["secret@example.org"]).ShouldBeNull();

    [Theory]
    [InlineData(500, "application/json", Fine, "HTTP 500")]
    [InlineData(200, "text/html", Fine, "text/html")]
    [InlineData(200, "application/json", "<html>", "no JSON")]
    [InlineData(200, "application/json", "[]", "no object")]
    [InlineData(200, "application/json", """{"servers":[]}""", "no result")]
    [InlineData(200, "application/json", """{"result":-2,"error":"x"}""", "number -2")]
    [InlineData(200, "application/json", """{"result":"Error"}""", "result is")]
    [InlineData(200, "application/json", """{"result":"OK","Error":null}""", "a success holds error")]
    [InlineData(200, "application/json", """{"result":"OK","ip":1,"IP":[]}""", "stands twice")]
    [InlineData(200, "application/json", """{"result":-1,"code":-1}""", "says no error")]
    [InlineData(200, "application/json", """{"result":-1,"error":"a","message":"b"}""", "differ")]
    [InlineData(200, "application/json", """{"result":-1,"error":"SQLite Error 1"}""", "inside of the machine")]
    [InlineData(200, "application/json", """{"result":-1,"error":"cannot open /tmp/x"}""", "inside of the machine")]
    [InlineData(200, "application/json", """{"result":-1,"error":"NullReferenceException"}""", "inside of the machine")]
    [InlineData(200, "application/json", """{"result":-1,"error":"something went wrong on our side, reference 12"}""", "something broke")]
    [InlineData(200, "application/json", """{"result":"OK","mail":"secret@example.org"}""", "somebody else's")]
    public void Each_rule_can_be_broken(int status, string type, string body, string says) =>
        AnswerRules.Breach(status, type, body, ["secret@example.org"]).ShouldNotBeNull().ShouldContain(says);

    [Fact]
    public void An_error_that_repeats_a_book_is_found() =>
        AnswerRules.Breach(200, "application/json", $$"""{"result":-1,"error":"{{new string('x', 3000)}}"}""", []).ShouldBe("the error has 3000 characters");
}
