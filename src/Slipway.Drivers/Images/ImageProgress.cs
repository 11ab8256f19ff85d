namespace Slipway.Drivers.Images;

/// <summary>What is being done with an image, for somebody who watches.</summary>
/// <param name="Done">Bytes.</param>
/// <param name="Total">Bytes in all, where it is known.</param>
public sealed record ImageProgress(string Name, ImagePhase Phase, long Done = 0, long? Total = null, string? Note = null);

public enum ImagePhase
{
    /// <summary>Somebody else works on the same image.</summary>
    Waiting,
    Downloading,
    Checking,
    Converting,

    /// <summary>A line of the build.</summary>
    Building,
}

/// <summary>Told at once and in order, unlike the framework's own, which hands it to another thread.</summary>
public delegate void ImageWatcher(ImageProgress progress);
