using Slipway.Storage;

namespace Slipway.Catalog;

/// <summary>Writes the catalog's rows.</summary>
internal static class CatalogStore
{
    public static async Task<bool> IsEmptyAsync(DatabaseSession session) =>
        await session.ScalarAsync<long>("select count(*) from catalog_location") == 0;

    /// <summary>Fills empty tables.</summary>
    public static async Task SeedAsync(DatabaseTransaction transaction, CatalogFacts facts)
    {
        foreach (var (position, location) in facts.Locations.Index())
        {
            await transaction.ExecuteAsync(
                "insert into catalog_location (code, position, country, city, data_centre, timezone) values (@code, @position, @country, @city, @data_centre, @timezone)",
                ("code", location.Code), ("position", position), ("country", location.Country), ("city", location.City), ("data_centre", location.DataCentre), ("timezone", location.Timezone));
        }

        foreach (var group in facts.Groups)
        {
            await transaction.ExecuteAsync("insert into catalog_preset_group (id, name) values (@id, @name)", ("id", group.Id), ("name", group.Name));
        }

        foreach (var (months, percent) in facts.Discounts)
        {
            await transaction.ExecuteAsync("insert into catalog_discount (months, percent) values (@months, @percent)", ("months", months), ("percent", percent));
        }

        foreach (var (position, preset) in facts.Presets.Index())
        {
            await InsertAsync(transaction, preset, position);
            await InsertAsync(transaction, PriceKinds.Preset, preset.Id.Value, preset.Prices);
        }

        foreach (var (position, plan) in facts.TrafficPlans.Index())
        {
            await InsertAsync(transaction, plan, position);
            await InsertAsync(transaction, PriceKinds.TrafficPlan, plan.Id.Value, plan.Prices);
        }

        await InsertAsync(transaction, PriceKinds.ExtraIpv4, 0, facts.ExtraIpv4);
        await InsertAsync(transaction, PriceKinds.Ipv6Block, 0, facts.Ipv6Block);
    }

    private static Task<int> InsertAsync(DatabaseTransaction transaction, Preset preset, int position) => transaction.ExecuteAsync(
        """
        insert into catalog_preset (id, position, name, kind, group_name, description, cores, ram_gb, disk_count, disk_gb, disk_type, cpu_name, cpu_ghz, gpu, active)
        values (@id, @position, @name, @kind, @group_name, @description, @cores, @ram_gb, @disk_count, @disk_gb, @disk_type, @cpu_name, @cpu_ghz, @gpu, @active)
        """,
        ("id", preset.Id.Value), ("position", position), ("name", preset.Name), ("kind", preset.Kind.Word()), ("group_name", preset.Group),
        ("description", preset.Description), ("cores", preset.Cores), ("ram_gb", preset.RamGb), ("disk_count", preset.DiskCount),
        ("disk_gb", preset.DiskGb), ("disk_type", preset.DiskType), ("cpu_name", preset.CpuName), ("cpu_ghz", preset.CpuGhz),
        ("gpu", preset.Gpu), ("active", preset.Active));

    private static Task<int> InsertAsync(DatabaseTransaction transaction, TrafficPlan plan, int position) => transaction.ExecuteAsync(
        """
        insert into catalog_traffic_plan (id, position, name, kinds, limit_in_tb, limit_out_tb, bandwidth_mbps, is_main, active)
        values (@id, @position, @name, @kinds, @limit_in_tb, @limit_out_tb, @bandwidth_mbps, @is_main, @active)
        """,
        ("id", plan.Id.Value), ("position", position), ("name", plan.Name), ("kinds", string.Join(',', plan.Kinds.Select(kind => kind.Word()))),
        ("limit_in_tb", plan.LimitInTb), ("limit_out_tb", plan.LimitOutTb), ("bandwidth_mbps", plan.BandwidthMbps),
        ("is_main", plan.IsMain), ("active", plan.Active));

    private static async Task InsertAsync(DatabaseTransaction transaction, string kind, int itemId, PriceList prices)
    {
        foreach (var (position, (location, price)) in prices.All.Index())
        {
            await transaction.ExecuteAsync(
                "insert into catalog_price (kind, item_id, location, currency, position, amount) values (@kind, @item_id, @location, @currency, @position, @amount)",
                ("kind", kind), ("item_id", itemId), ("location", location), ("currency", price.Currency.Code), ("position", position), ("amount", price.ToStored()));
        }
    }
}

/// <summary>Words that stand in <c>catalog_price.kind</c>; never changed.</summary>
internal static class PriceKinds
{
    public const string Preset = "preset";
    public const string TrafficPlan = "traffic-plan";
    public const string ExtraIpv4 = "extra-ipv4";
    public const string Ipv6Block = "ipv6-block";
}
