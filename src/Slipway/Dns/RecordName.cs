namespace Slipway.Dns;

/// <summary>The name of a record as customers write it: relative to the zone, <c>@</c> for the zone itself, or the whole name.</summary>
internal static class RecordName
{
    public const string Apex = "@";

    private const string Allowed = "allowed are @ for the zone itself, or labels of letters, digits, hyphens and underscores such as www or _acme-challenge.www, with * alone as the first; up to 63 characters each and 253 with the zone.";

    /// <summary>The whole name, lower case, without the last dot.</summary>
    public static Result<string> Owner(string zone, string name)
    {
        if (name is Apex)
        {
            return zone;
        }

        var dotted = name.EndsWith('.');
        if (name.Length > 253 || ZoneName.ToAscii(dotted ? name[..^1] : name) is not { } ascii || !ascii.Split('.').Select((label, index) => ZoneName.Label().IsMatch(label) || (index == 0 && label == "*")).All(fits => fits))
        {
            return DnsFailures.Record("name", Allowed);
        }

        // Quirk Q-061: a name that ends in the zone's own is meant as a whole one; clients send both.
        var inside = ZoneName.IsWithin(ascii, zone);
        if (dotted && !inside)
        {
            return DnsFailures.Record("name", $"a name with a dot at its end must lie in {zone}.");
        }

        var owner = inside ? ascii : $"{ascii}.{zone}";
        return owner.Length <= 253 ? owner : DnsFailures.Record("name", Allowed);
    }

    /// <summary>The shortest way to write it.</summary>
    public static string Relative(string zone, string owner) => owner == zone ? Apex : owner[..^(zone.Length + 1)];
}
