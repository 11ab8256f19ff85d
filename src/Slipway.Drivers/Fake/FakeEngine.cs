using Slipway.Machines;

namespace Slipway.Drivers.Fake;

internal sealed class FakeEngine : IEngine
{
    public Task<Result<Engine>> AskAsync(string node, CancellationToken cancellationToken) => Task.FromResult<Result<Engine>>(new Engine("simulated", "1", "simulated"));
}
