using System.Globalization;
using System.Security;
using System.Text;

namespace Slipway.Traffic;

/// <summary>A report as a picture (SVG): what came in as an area, what went out as a line, in bits a second. Pure.</summary>
public static class TrafficPicture
{
    private const double Left = 70;

    private const double Top = 34;

    private const double Width = 620;

    private const double Height = 180;

    private static readonly string[] Units = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s", "Pbit/s", "Ebit/s"];

    public static string Draw(TrafficReport report, string title)
    {
        var rates = report.Points.Select(point => (point.From, In: Rate(point.Received, report), Out: Rate(point.Sent, report))).ToList();
        var most = Math.Max(1, rates.Select(rate => Math.Max(rate.In, rate.Out)).DefaultIfEmpty().Max());
        var svg = new StringBuilder();
        Line(svg, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 270" font-family="sans-serif" font-size="11" fill="#444">""");
        Line(svg, $"""<rect width="720" height="270" fill="#fff"/>""");
        Line(svg, $"""<text x="{Left}" y="20" font-size="13">{SecurityElement.Escape(Printable(title))}</text>""");
        for (var part = 0; part <= 4; part++)
        {
            var y = Top + (Height * part / 4);
            Line(svg, $"""<path d="M{Left} {y}h{Width}" stroke="#ddd"/><text x="{Left - 6}" y="{y + 4}" text-anchor="end">{Text(most * (4 - part) / 4)}</text>""");
        }

        var span = report.Period.Until - report.Period.From;
        for (var part = 0; part <= 4; part++)
        {
            var moment = (report.Period.From + (span * part / 4)).UtcDateTime.ToString(span <= TimeSpan.FromDays(1) ? "MM-dd HH:mm" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
            Line(svg, $"""<text x="{Left + (Width * part / 4)}" y="{Top + Height + 18}" text-anchor="middle">{moment}</text>""");
        }

        foreach (var stretch in Stretches(rates, report.Period.SliceSeconds))
        {
            var (first, last) = (X(stretch[0].From, report), X(stretch[^1].From.AddSeconds(report.Period.SliceSeconds), report));
            Line(svg, $"""<path d="M{first:0.#} {Top + Height}{Points(stretch.Select(rate => (rate.From, rate.In)), report, most)}L{last:0.#} {Top + Height}z" fill="#9c9" stroke="#494" stroke-width=".6"/>""");
            Line(svg, $"""<path d="M{first:0.#} {Y(stretch[0].Out, most):0.#}{Points(stretch.Select(rate => (rate.From, rate.Out)), report, most)}" fill="none" stroke="#25c" stroke-width="1.2"/>""");
        }

        Line(svg, $"""<rect x="{Left}" y="246" width="10" height="10" fill="#9c9"/><text x="{Left + 16}" y="255">in: {Bytes(report.Received)}</text>""");
        Line(svg, $"""<path d="M{Left + 200} 251h10" stroke="#25c" stroke-width="2"/><text x="{Left + 216}" y="255">out: {Bytes(report.Sent)}</text>""");
        return svg.Append("</svg>").ToString();
    }

    private static double Rate(long bytes, TrafficReport report) => bytes * 8.0 / report.Period.SliceSeconds;

    // Where nothing was measured nothing is drawn.
    private static List<List<(DateTimeOffset From, double In, double Out)>> Stretches(List<(DateTimeOffset From, double In, double Out)> rates, int slice)
    {
        var stretches = new List<List<(DateTimeOffset From, double In, double Out)>>();
        foreach (var rate in rates)
        {
            if (stretches.Count == 0 || rate.From - stretches[^1][^1].From > TimeSpan.FromSeconds(slice))
            {
                stretches.Add([]);
            }

            stretches[^1].Add(rate);
        }

        return stretches;
    }

    private static string Points(IEnumerable<(DateTimeOffset From, double Rate)> rates, TrafficReport report, double most) =>
        string.Concat(rates.Select(rate => string.Create(
            CultureInfo.InvariantCulture, $"L{X(rate.From, report):0.#} {Y(rate.Rate, most):0.#}H{X(rate.From.AddSeconds(report.Period.SliceSeconds), report):0.#}")));

    private static double X(DateTimeOffset moment, TrafficReport report) =>
        Left + (Width * ((moment - report.Period.From) / (report.Period.Until - report.Period.From)));

    private static double Y(double rate, double most) => Top + (Height * (1 - (rate / most)));

    private static string Text(double rate) => Scaled(rate, Units);

    private static string Bytes(long bytes) => Scaled(bytes, ["B", "kB", "MB", "GB", "TB", "PB", "EB"]);

    private static string Scaled(double number, string[] units)
    {
        var unit = 0;
        for (; number >= 1000 && unit < units.Length - 1; unit++)
        {
            number /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{number:0.##} {units[unit]}");
    }

    // XML has no way to write them.
    private static string Printable(string text) => new([.. text.Where(sign => !char.IsControl(sign) && !char.IsSurrogate(sign) && sign < '\uFFFE')]);

    private static void Line(StringBuilder svg, FormattableString text) => svg.Append(FormattableString.Invariant(text)).Append('\n');
}
