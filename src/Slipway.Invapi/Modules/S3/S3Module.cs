namespace Slipway.Invapi.Modules.S3;

internal sealed class S3Module() : InvapiModule("s3")
{
    public override IReadOnlyList<ActionEntry> Actions =>
    [
    ];
}
