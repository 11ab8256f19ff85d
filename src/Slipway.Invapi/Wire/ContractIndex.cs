namespace Slipway.Invapi.Wire;

/// <summary>
/// Every module and action of the contract, served or not (README 8): the source of
/// <c>docs/reference/compatibility.md</c> and of the polite answer to what is not served yet.
/// </summary>
internal static class ContractIndex
{
    // module, priority (S seed flow, C called by a client, D documented only), access (pub, tok), actions
    private const string Table = """
        auth S pub login
        auth C tok info logout
        auth C pub whmcslogin
        auth D pub 2fa_check 2fa_resend email_check github_init github_signin google_signin ipalogin tg_verify vk_init vk_signin
        auth D tok billing_list flip_tag get_log get_log_details session_reset set_tag
        presets S pub list
        presets C pub info show groups
        presets C tok search
        os S pub list
        software S pub list
        traffic_plans S pub list
        stocks C pub list show
        eq S tok order_instance update_servers
        eq C tok list show on off reboot hard_off status sensors rename_server reinstall create_pxe boot_dev clear_pxe
        eq C tok console novnc add_ipmi_user remove_ipmi_user unit_reset search
        eq D tok recreate_novnc stop_novnc abort_reinstall add_ipmi_admin get_ipmi get_traffic history groups deploy announceip
        eq D tok getserversforannounce backup_list create_backup delete_backup backup_get_schedule backup_save_schedule
        eq D tok check_backup_lock set_pin check_pin
        eq_callback S pub check
        eq_callback D pub reinstall
        whmcs C tok get_client get_invoice apply_credit request_cancellation get_invoices get_product_invoice get_billing_data
        whmcs C tok getcredits getpaymentgw transactions create_addfunds get_related_invoices download_invoice
        whmcs C tok get_cancellation_requests delete_cancellation_request get_contacts add_contact update_contact delete_contact
        whmcs C tok update_client reset_password generate_due_invoice mass_pay getclientsproducts
        whmcs D tok get_clientgroups
        api_keys C tok add list_for_server list view history edit delete
        ssh_keys C tok list add delete
        tags C tok list add remove user_search
        tags D tok clear get search search_user show
        net C tok add_ipv4 remove_ipv4 get_status show_cacti port_on port_off block_ip unblock_ip
        net D tok show_ipv4_free
        ip C tok get_ip get_ptr update_ptr set_main
        ip D pub get_client_ip
        ip D tok get_traffic list_free_ip
        nat C tok add_static_nat remove_static_nat clear_static_nat drop_nat
        pdns C tok list_domains add_domain delete_domain view_zone add_dns delete_dns list_zones add_zone delete_zone
        pdns C tok list_subdomains add_subdomain edit_subdomain delete_subdomain
        pdns D tok get_cb_url
        iso C tok list_iso uploaded upload add mount_iso unmount_iso delete
        iso D tok del history update
        vm C tok get_snapshot create_snapshot remove_snapshot restore_snapshot load_stats get_engine
        vm D tok update_restore_settings
        s3 C tok list_plans get_available_locations get_buckets get_buckets_rmq get_files get_users show_key create_account
        s3 C tok create_bucket create_order delete_file delete_bucket delete_account delete_payment_account
        s3 C tok cancel_payment_account_deletion update_traffic_info
        s3 D tok history
        rhr C tok list add chat discard
        jira C tok request_pon request_poff request_reboot request_PXEboot request_kvm request_check request_assistance
        jenkins C pub get_tasks
        jenkins C tok call
        rtm C tok get_tickets get_ticket_by_id add_comment open_ticket
        """;

    public static readonly IReadOnlyList<ContractAction> All =
    [
        .. Table
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' '))
            .SelectMany(words => words[3..].Select(action => new ContractAction(words[0], action, words[1][0], words[2] == "pub"))),
    ];

    public static IReadOnlyList<string> Modules => [.. All.Select(action => action.Module).Distinct()];
}

/// <param name="Priority">S: needed by the seed flow; C: called by a real client; D: only documented.</param>
internal sealed record ContractAction(string Module, string Action, char Priority, bool IsPublic);
