using Xunit;

namespace Slipway.Conformance.Clients;

/// <summary>The decoder itself: each rule turns something away.</summary>
public sealed class StrictClientTests
{
    [Theory]
    [InlineData("""{"result":"OK"}""")]
    [InlineData("""{"result":""}""")]
    [InlineData("""{"groups":[]}""")]
    [InlineData("""{"result":0}""")]
    [InlineData("""{"result":1}""")]
    [InlineData("""{"result":{"token":"x"}}""")]
    [InlineData("""{"result":"OK","code":0,"message":null,"error":""}""")]
    public void Successes_are_taken(string json) => Assert.True(StrictClient.Accepts(json));

    [Theory]
    [InlineData("""{"result":"success"}""")]
    [InlineData("""{"result":"Not ready"}""")]
    [InlineData("""{"result":-1,"error":"x"}""")]
    [InlineData("""{"result":"OK","code":200}""")]
    [InlineData("""{"result":"OK","code":""}""")]
    [InlineData("""{"result":"OK","message":"done"}""")]
    [InlineData("""{"result":"OK","Error":"done"}""")]
    [InlineData("""{"result":"OK","error":{}}""")]
    [InlineData("""{"result":"OK","message":1}""")]
    [InlineData("""{"result":"OK","Result":"OK"}""")]
    [InlineData("""[1]""")]
    [InlineData("""<br/>Notice: undefined index""")]
    [InlineData("""{"result":"OK"} {}""")]
    public void Everything_else_is_not(string json) => Assert.False(StrictClient.Accepts(json));

    [Theory]
    [InlineData("eq", "list", """{"result":"OK","servers":[1,"2"]}""")]
    [InlineData("eq", "list", """{"result":"OK","servers":null,"Servers":[1]}""")]
    [InlineData("eq", "list", """{"result":1,"servers":[1]}""")]
    [InlineData("eq", "order_instance", """{"result":"OK","id":"70211"}""")]
    [InlineData("eq", "update_servers", """{"result":"OK","deploy_keys":{"1":2}}""")]
    [InlineData("eq", "update_servers", """{"result":"OK","billing_servers":[{"id":1,"config":{}}]}""")]
    [InlineData("eq", "show", """{"result":"OK","IP":[{"ip":"1.2.3.4","main_ip":true}]}""")]
    [InlineData("eq", "show", """{"result":"OK","IP":[],"ip":"1.2.3.4"}""")]
    [InlineData("eq", "show", """{"result":"OK","server_data":[]}""")]
    [InlineData("eq", "show", """{"result":"OK","tags":[{"id":1,"extra":{}}]}""")]
    [InlineData("presets", "list", """{"result":"OK","presets":[{"id":1,"locations":["NL"]}]}""")]
    [InlineData("traffic_plans", "list", """{"result":"OK","traffic_plans":[{"price":"0"}]}""")]
    [InlineData("auth", "login", """{"result":{"token":"x","token_expire":"1"}}""")]
    [InlineData("auth", "login", """{"result":"OK","token":"x"}""")]
    [InlineData("whmcs", "get_invoices", """{"result":"OK","invoices":[]}""")]
    [InlineData("eq_callback", "check", """{"result":"OK","debug":[]}""")]
    [InlineData("pdns", "view_zone", """{"result":"OK","data":{"records":[{"priority":"0"}]}}""")]
    [InlineData("eq", "on", """{"result":"OK","error":"x"}""")]
    [InlineData("eq", "on", """{"result":-2,"error":"x"}""")]
    [InlineData("eq", "on", """{"code":-1,"message":"x"}""")]
    [InlineData("eq", "on", """{"result":-1,"message":"x"}""")]
    public void A_wrong_answer_is_complained_about(string module, string action, string json) => Assert.NotNull(StrictClient.Complaint(module, action, json));

    [Theory]
    [InlineData("""{"result":"Not ready","key":"k"}""", StrictProgress.Running)]
    [InlineData("""{"result":"OK","scope":"installing","context":{"id":1},"debug":null,"key":"k"}""", StrictProgress.Running)]
    [InlineData("""{"result":"OK","scope":"installing","context":{"error":null}}""", StrictProgress.Failed)]
    [InlineData("""{"result":"OK","scope":{"status":"deploy_done","id":5},"context":{"error":null}}""", StrictProgress.Done)]
    [InlineData("""{"result":"OK","scope":"","context":{"id":"5","ip":"203.0.113.1"}}""", StrictProgress.Done)]
    [InlineData("""{"result":-1,"error":"please wait"}""", StrictProgress.Failed)]
    public void A_deployment_is_judged_by_its_words(string json, StrictProgress progress) => Assert.Equal(progress, StrictDeployment.Read(json).Progress);
}
