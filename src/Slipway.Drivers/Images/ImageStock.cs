namespace Slipway.Drivers.Images;

/// <summary>All that can be done with images, for the operator's verbs.</summary>
public sealed class ImageStock
{
    private readonly PullImage _pull;
    private readonly BuildImages _build;
    private readonly ListImages _list;
    private readonly VerifyImages _verify;
    private readonly PruneImages _prune;

    internal ImageStock(PullImage pull, BuildImages build, ListImages list, VerifyImages verify, PruneImages prune) => (_pull, _build, _list, _verify, _prune) = (pull, build, list, verify, prune);

    public Task<IReadOnlyList<ImageEntry>> ListAsync(IEnumerable<ImageRecipe> recipes, ImageFolder folder, BuildScripts? scripts, bool online, CancellationToken cancellationToken) =>
        _list.RunAsync(recipes, folder, scripts, online, cancellationToken);

    public Task<Result<PulledImage>> PullAsync(string name, VendorImage image, ImageFolder folder, bool force, ImageWatcher watcher, CancellationToken cancellationToken) =>
        _pull.RunAsync(name, image, folder, force, watcher, cancellationToken);

    public Task<Failure?> BuildAsync(IReadOnlyList<ImageRecipe> recipes, BuildScripts scripts, ImageFolder folder, ImageWatcher watcher, CancellationToken cancellationToken) =>
        _build.DebianAsync(recipes, scripts, folder, watcher, cancellationToken);

    public Task<Failure?> BuildWindowsAsync(string name, ImageSource.Iso source, WindowsMedia media, BuildScripts scripts, ImageFolder folder, ImageWatcher watcher, CancellationToken cancellationToken) =>
        _build.WindowsAsync(name, source, media, scripts, folder, watcher, cancellationToken);

    public Task<VerifiedImage> VerifyAsync(string name, ImageFolder folder, ImageWatcher watcher, CancellationToken cancellationToken) => _verify.RunAsync(name, folder, watcher, cancellationToken);

    public Task<PrunePlan> PlanPruneAsync(IReadOnlyCollection<string> named, ImageFolder folder, bool packages, bool unused, CancellationToken cancellationToken) =>
        _prune.PlanAsync(named, folder, packages, unused, cancellationToken);

    public static void Prune(PrunePlan plan) => PruneImages.Carry(plan);
}
