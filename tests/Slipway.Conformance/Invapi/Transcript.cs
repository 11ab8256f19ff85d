namespace Slipway.Conformance.Invapi;

/// <summary>
/// A file of requests and the answers they must get. Lines before a request: <c># given: ...</c> prepares a state,
/// <c># fleet: ...</c> chooses the machines, <c># wait: KEY</c> waits until a run is over; other <c>#</c> lines are for the
/// reader. Then the request line, headers, an empty line, the form with one <c>name=value</c> a line (encoded for you) or
/// <c>raw: ...</c>; then <c>HTTP 200</c> and the JSON. <c>###</c> begins the next exchange; <c>{{name}}</c> is put in.
/// </summary>
public sealed record Transcript(string Fleet, IReadOnlyList<Exchange> Exchanges)
{
    public static Transcript Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var fleet = lines.FirstOrDefault(line => line.StartsWith("# fleet: ", StringComparison.Ordinal))?[9..].Trim() ?? "quick";
        var exchanges = new List<Exchange>();
        var block = new List<string>();
        foreach (var line in lines.Append("###"))
        {
            if (line.StartsWith("###", StringComparison.Ordinal))
            {
                if (block.Any(text => text.Length > 0 && text[0] != '#'))
                {
                    exchanges.Add(Exchange.Read(block));
                    block.Clear();
                }
            }
            else
            {
                block.Add(line);
            }
        }

        return exchanges.Count > 0 ? new Transcript(fleet, exchanges) : throw new InvalidOperationException($"{path} holds no exchange.");
    }
}

/// <param name="Before">Lines <c>given: ...</c> and <c>wait: ...</c> in their order.</param>
public sealed record Exchange(
    IReadOnlyList<string> Before, string Verb, string Path, IReadOnlyList<(string Name, string Value)> Headers, IReadOnlyList<(string Name, string Value)> Fields, string? Raw, int Status,
    IReadOnlyList<(string Name, string Value)> AnswerHeaders, string Json)
{
    public static Exchange Read(IReadOnlyList<string> lines)
    {
        var before = lines.Where(line => line.StartsWith("# given: ", StringComparison.Ordinal) || line.StartsWith("# wait: ", StringComparison.Ordinal)).Select(line => line[2..].Trim()).ToList();
        var rest = new Queue<string>(lines.Where(line => !line.StartsWith('#')).SkipWhile(line => line.Trim().Length == 0));
        var request = rest.Dequeue().Split(' ', 2);
        var headers = ReadHeaders(rest);
        var fields = new List<(string, string)>();
        string? raw = null;
        while (rest.Peek() is var line && !line.StartsWith("HTTP ", StringComparison.Ordinal))
        {
            rest.Dequeue();
            if (line.StartsWith("raw: ", StringComparison.Ordinal))
            {
                raw = line[5..];
            }
            else if (line.Split('=', 2) is [var name, var value])
            {
                fields.Add((name, value));
            }
        }

        var status = int.Parse(rest.Dequeue()[5..], System.Globalization.CultureInfo.InvariantCulture);
        var answerHeaders = ReadHeaders(rest);
        return new(before, request[0], request[1].Trim(), headers, fields, raw, status, answerHeaders, string.Join('\n', rest).Trim());
    }

    private static List<(string, string)> ReadHeaders(Queue<string> rest)
    {
        var headers = new List<(string, string)>();
        while (rest.Count > 0 && rest.Peek().Split(": ", 2) is [var name, var value] && name.Length > 0 && name.All(sign => char.IsAsciiLetter(sign) || sign == '-') && name != "raw")
        {
            headers.Add((name, value));
            rest.Dequeue();
        }

        return headers;
    }
}
