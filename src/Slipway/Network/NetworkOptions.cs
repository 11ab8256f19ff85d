namespace Slipway.Network;

/// <summary>Section <c>Network</c>: addresses, and access to management modules.</summary>
public sealed class NetworkOptions
{
    /// <summary>How long a released address is given to nobody, so that no caller meets the next customer's server.</summary>
    public TimeSpan Quarantine { get; set; } = TimeSpan.FromHours(1);

    /// <summary>IPv4 addresses of one server, its main address included.</summary>
    public int MostAddresses { get; set; } = 256;

    /// <summary>How long the temporary user of a management module exists (eq/add_ipmi_user).</summary>
    public TimeSpan ManagementUserFor { get; set; } = TimeSpan.FromHours(24);

    public IEnumerable<string> Mistakes()
    {
        // Added addresses are taken back after half an hour; until then nobody else may have got one that was removed meanwhile.
        if (Quarantine < TimeSpan.FromMinutes(30) || Quarantine > TimeSpan.FromDays(365))
        {
            yield return $"Network:Quarantine is {Quarantine}; it must be a time from 30 minutes to 365 days such as 01:00:00.";
        }

        if (MostAddresses is < 1 or > 256)
        {
            yield return $"Network:MostAddresses is {MostAddresses}; it must be 1 to 256.";
        }

        if (ManagementUserFor < TimeSpan.FromMinutes(5) || ManagementUserFor > TimeSpan.FromDays(30))
        {
            yield return $"Network:ManagementUserFor is {ManagementUserFor}; it must be a time from 5 minutes to 30 days such as 24:00:00 or 1.00:00:00.";
        }
    }
}
