namespace Slipway.Orders;

/// <summary>Section <c>Orders</c>.</summary>
public sealed class OrderOptions
{
    /// <summary>How long an unpaid order waits for its money before it is cancelled.</summary>
    public TimeSpan PayWithin { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long software may take from the first login to the answer its recipe asks for.</summary>
    public TimeSpan SoftwareWithin { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>May <c>post_install_callback</c> reach private and loopback addresses? Off, because the daemon stands inside the provider's network.</summary>
    public bool AllowPrivateCallbacks { get; set; }

    public IEnumerable<string> Mistakes()
    {
        if (PayWithin <= TimeSpan.Zero)
        {
            yield return $"Orders:PayWithin is {PayWithin}; it must be a positive time such as 7.00:00:00.";
        }

        if (SoftwareWithin <= TimeSpan.Zero)
        {
            yield return $"Orders:SoftwareWithin is {SoftwareWithin}; it must be a positive time such as 00:30:00.";
        }
    }
}
