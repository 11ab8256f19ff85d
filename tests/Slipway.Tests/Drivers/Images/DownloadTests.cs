using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using Slipway.Drivers.Images;
using Xunit;

namespace Slipway.Tests.Drivers.Images;

/// <summary>What is asked of the server, and what is made of its answers.</summary>
public sealed class DownloadTests : IDisposable
{
    private const string Sum = "f00d";

    private static readonly Uri Url = new("https://vendor.example/image.qcow2");

    private readonly string _folder = Directory.CreateTempSubdirectory("swd-").FullName;
    private readonly Script _script = new();

    private DownloadPart Part => new(Path.Combine(_folder, "image.part"), Path.Combine(_folder, "image.part.json"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task The_first_request_asks_for_all_and_the_next_for_the_rest_of_the_same_file()
    {
        _script.Answers.Enqueue(Script.Cut("abc", of: 6, "\"1\""));
        _script.Answers.Enqueue(Script.Rest("def", from: 3, of: 6, "\"1\""));

        (await RunAsync()).ShouldBeNull();

        File.ReadAllText(Part.Path).ShouldBe("abcdef");
        _script.Asked.ShouldBe([null, ("bytes=3-", "\"1\"")]);
    }

    [Fact]
    public async Task Another_file_comes_whole_and_replaces_the_part()
    {
        _script.Answers.Enqueue(Script.Cut("abc", of: 6, "\"1\""));
        _script.Answers.Enqueue(Script.Whole("uvwxyz", "\"2\""));

        (await RunAsync()).ShouldBeNull();

        File.ReadAllText(Part.Path).ShouldBe("uvwxyz");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("W/\"1\"")]
    public async Task Without_a_strong_tag_or_a_date_it_starts_again(string? tag)
    {
        _script.Answers.Enqueue(Script.Cut("abc", of: 6, tag));
        _script.Answers.Enqueue(Script.Whole("abcdef", tag));

        (await RunAsync()).ShouldBeNull();

        _script.Asked.ShouldBe([null, null]);
        File.ReadAllText(Part.Path).ShouldBe("abcdef");
    }

    [Fact]
    public async Task A_part_of_something_else_is_not_continued()
    {
        await LeaveAsync("abc");

        _script.Answers.Enqueue(Script.Whole("uvwxyz", "\"2\""));
        (await RunAsync("beef")).ShouldBeNull();

        _script.Asked.Last().ShouldBeNull();
        File.ReadAllText(Part.Path).ShouldBe("uvwxyz");
    }

    [Fact]
    public async Task A_part_that_was_whole_already_is_done()
    {
        await LeaveAsync("abcdef");
        _script.Answers.Enqueue(Script.NothingMore(of: 6));

        (await RunAsync()).ShouldBeNull();

        File.ReadAllText(Part.Path).ShouldBe("abcdef");
    }

    [Fact]
    public async Task A_part_that_is_longer_than_the_file_is_thrown_away()
    {
        await LeaveAsync("abcdefgh");
        _script.Answers.Enqueue(Script.NothingMore(of: 6));
        _script.Answers.Enqueue(Script.Whole("abcdef", "\"1\""));

        (await RunAsync()).ShouldBeNull();

        File.ReadAllText(Part.Path).ShouldBe("abcdef");
    }

    [Fact]
    public async Task A_rest_from_another_place_is_not_appended()
    {
        await LeaveAsync("abc");
        _script.Answers.Enqueue(Script.Rest("ef", from: 4, of: 6, "\"1\""));
        _script.Answers.Enqueue(Script.Rest("def", from: 3, of: 6, "\"1\""));

        (await RunAsync()).ShouldBeNull();

        File.ReadAllText(Part.Path).ShouldBe("abcdef");
    }

    [Fact]
    public async Task What_will_not_pass_is_told_at_once_and_what_may_is_tried_again_for_a_while()
    {
        _script.Answers.Enqueue(() => new HttpResponseMessage(HttpStatusCode.NotFound));
        (await RunAsync()).ShouldNotBeNull().Message.ShouldBe($"{Url} was not fetched: the server answers 404.");
        _script.Asked.Count.ShouldBe(1);

        await LeaveAsync("abc");
        _script.Asked.Clear();
        foreach (var _ in Enumerable.Range(0, 3))
        {
            _script.Answers.Enqueue(() => new HttpResponseMessage(HttpStatusCode.BadGateway));
        }

        var failure = (await RunAsync()).ShouldNotBeNull();
        failure.Code.ShouldBe("images.not-fetched");
        failure.Message.ShouldContain("502");
        failure.Message.ShouldContain("the next pull goes on from there");
        _script.Asked.Count.ShouldBe(3);
        File.ReadAllText(Part.Path).ShouldBe("abc");
    }

    [Fact]
    public async Task Each_byte_that_comes_renews_the_patience()
    {
        for (var from = 0; from < 6; from++)
        {
            var at = from;
            _script.Answers.Enqueue(at == 0 ? Script.Cut("a", of: 6, "\"1\"") : Script.RestCut("abcdef"[at..(at + 1)], at, of: 6, "\"1\""));
        }

        (await RunAsync()).ShouldBeNull();
        File.ReadAllText(Part.Path).ShouldBe("abcdef");
    }

    private async Task LeaveAsync(string text)
    {
        Part.Begin(new DownloadPart.Origin(Url, Sum, "\"1\"", null), 0);
        await File.WriteAllTextAsync(Part.Path, text);
    }

    private Task<Failure?> RunAsync(string sum = Sum) =>
        new Download(_script, TimeProvider.System) { Pause = TimeSpan.FromMilliseconds(1), Attempts = 3 }.LargeAsync(Url, Part, sum, _ => null, (_, _) => { }, TestContext.Current.CancellationToken);

    /// <summary>A server that answers what it was told to.</summary>
    private sealed class Script : HttpMessageHandler, IHttpClientFactory
    {
        public Queue<Func<HttpResponseMessage>> Answers { get; } = new();

        public List<(string Range, string IfRange)?> Asked { get; } = [];

        public static Func<HttpResponseMessage> Whole(string text, string? tag) => () => Answer(HttpStatusCode.OK, new StringContent(text), text.Length, tag);

        public static Func<HttpResponseMessage> Cut(string text, int of, string? tag) => () => Answer(HttpStatusCode.OK, new StringContent(text), of, tag);

        public static Func<HttpResponseMessage> Rest(string text, int from, int of, string tag) => RestCut(text, from, of, tag);

        public static Func<HttpResponseMessage> RestCut(string text, int from, int of, string tag) => () =>
        {
            var answer = Answer(HttpStatusCode.PartialContent, new StringContent(text), of - from, tag);
            answer.Content.Headers.ContentRange = new ContentRangeHeaderValue(from, of - 1, of);
            return answer;
        };

        public static Func<HttpResponseMessage> NothingMore(int of) => () =>
        {
            var answer = new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable) { Content = new StringContent("") };
            answer.Content.Headers.ContentRange = new ContentRangeHeaderValue(of);
            return answer;
        };

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.Headers.Range is { } range ? (range.ToString(), request.Headers.IfRange!.ToString()) : null);
            return Task.FromResult(Answers.Dequeue()());
        }

        private static HttpResponseMessage Answer(HttpStatusCode status, HttpContent content, long length, string? tag)
        {
            var answer = new HttpResponseMessage(status) { Content = content };
            answer.Content.Headers.ContentLength = length;
            answer.Headers.ETag = tag is null ? null : EntityTagHeaderValue.Parse(tag);
            return answer;
        }
    }
}
