namespace Slipway.Invapi.Modules.S3;

internal sealed class S3Module() : InvapiModule("s3")
{
    private const string Why = "object storage is not offered here";

    public override IReadOnlyList<ActionEntry> Actions =>
    [
        Refused("list_plans", Why),
        Refused("get_available_locations", Why),
        Refused("get_buckets", Why),
        Refused("get_buckets_rmq", Why),
        Refused("get_files", Why),
        Refused("get_users", Why),
        Refused("show_key", Why),
        Refused("create_account", Why),
        Refused("create_bucket", Why),
        Refused("create_order", Why),
        Refused("delete_file", Why),
        Refused("delete_bucket", Why),
        Refused("delete_account", Why),
        Refused("delete_payment_account", Why),
        Refused("cancel_payment_account_deletion", Why),
        Refused("update_traffic_info", Why),
        Refused("history", Why),
    ];
}
