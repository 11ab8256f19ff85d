namespace Slipway.Media;

/// <summary>Section <c>Media</c>.</summary>
public sealed class MediaOptions
{
    private const int LargestSane = 1024;

    /// <summary>Where ISO images lie; empty is <c>iso</c> in the data folder.</summary>
    public string Folder { get; set; } = "";

    /// <summary>GiB that one image may have.</summary>
    public int LargestGb { get; set; } = 8;

    /// <summary>Images that an account may have.</summary>
    public int MostPerAccount { get; set; } = 10;

    /// <summary>GiB that all images of an account may have.</summary>
    public int MostGbPerAccount { get; set; } = 20;

    /// <summary>GiB that images leave free where they lie.</summary>
    public int KeepFreeGb { get; set; } = 2;

    /// <summary>How long it may take to fetch one.</summary>
    public TimeSpan FetchWithin { get; set; } = TimeSpan.FromHours(2);

    /// <summary>May URLs lead to private and loopback addresses? Off, because the daemon stands inside the provider's network.</summary>
    public bool AllowPrivateUrls { get; set; }

    public IEnumerable<string> Mistakes()
    {
        foreach (var (name, value, least) in new[]
        {
            (nameof(LargestGb), LargestGb, 1), (nameof(MostPerAccount), MostPerAccount, 0), (nameof(MostGbPerAccount), MostGbPerAccount, 0), (nameof(KeepFreeGb), KeepFreeGb, 0),
        })
        {
            if (value < least || value > LargestSane)
            {
                yield return $"Media:{name} is {value}; it must be {least} to {LargestSane}.";
            }
        }

        if (FetchWithin < TimeSpan.FromSeconds(10) || FetchWithin > TimeSpan.FromDays(2))
        {
            yield return $"Media:FetchWithin is {FetchWithin}; it must be a time from 10 seconds to 2 days such as 02:00:00.";
        }
    }
}
