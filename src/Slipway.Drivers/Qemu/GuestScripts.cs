using System.Text;

namespace Slipway.Drivers.Qemu;

/// <summary>
/// What our own questions to a guest are, as scripts for its <c>/bin/sh</c>. Pure. They go by standard input, so that nothing of them stands on
/// a command line, in the guest neither.
/// </summary>
internal static class GuestScripts
{
    // Answers "asked", "running", "lost", or "done CODE" and then the end of the output. The files begun and exit are written by the process itself.
    private const string LookText = """
        umask 077
        key=@KEY@
        home=/var/lib/slipway/tasks/$key
        run=/run/slipway/tasks/$key
        boot=$(cat /proc/sys/kernel/random/boot_id)
        tell_end() {
            [ -f "$home/exit" ] || return 0
            echo "done $(cat "$home/exit")"
            tail -c 4096 "$home/log"
            exit 0
        }
        tell_end
        if [ -f "$home/begun" ]; then
            read -r pid began < "$home/begun"
            if [ "$began" = "$boot" ] && kill -0 "$pid" 2> /dev/null; then
                echo running
                exit 0
            fi
            tell_end
            echo lost
            exit 0
        fi
        # Claimed, and died before it could say so.
        if [ -n "$(find "$home/claim" -maxdepth 0 -mmin +1 2> /dev/null)" ]; then
            echo lost
            exit 0
        fi

        """;

    // Making a folder succeeds once: whoever makes the claim runs the script, all others go home.
    private const string LaunchText = """
        mkdir -p "$home" "$run" || exit 1
        find /var/lib/slipway/tasks -mindepth 1 -maxdepth 1 -mtime +30 -exec rm -rf {} +
        cat > "$run/start" << 'SLIPWAY_START'
        key=@KEY@
        home=/var/lib/slipway/tasks/$key
        run=/run/slipway/tasks/$key
        umask 077
        mkdir "$home/claim" 2> /dev/null || exit 0
        echo "$$ $(cat /proc/sys/kernel/random/boot_id)" > "$home/begun.new"
        mv "$home/begun.new" "$home/begun"
        (
            umask 022
            cd /root
            export HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive
            exec /bin/sh "$run/script" < /dev/null
        ) > "$home/out" 2>&1
        code=$?
        tail -c 4096 "$home/out" > "$home/log"
        rm -rf "$home/out" "$run"
        echo $code > "$home/exit.new"
        mv "$home/exit.new" "$home/exit"
        SLIPWAY_START
        base64 -d > "$run/script" << 'SLIPWAY_SCRIPT'
        @SCRIPT@
        SLIPWAY_SCRIPT
        # In a unit of its own it survives a restart of the agent.
        systemd-run --quiet --collect --unit="slipway-task-$key" /bin/sh "$run/start" > /dev/null 2>&1 ||
            setsid /bin/sh "$run/start" > /dev/null 2>&1 < /dev/null &
        # Not "running": only what has begun is that.
        echo asked

        """;

    /// <summary>The network counters and the memory as the guest itself sees them.</summary>
    private const string FiguresText = """
        read -r boot < /proc/sys/kernel/random/boot_id && echo "boot $boot"
        for card in /sys/class/net/*; do
            [ "$(cat "$card/address")" = @MAC@ ] && echo "net $(cat "$card/statistics/rx_bytes") $(cat "$card/statistics/tx_bytes")"
        done
        grep -E '^(MemTotal|MemAvailable):' /proc/meminfo

        """;

    // Images of ours have networkd, which is told by a file; anything else gets a unit that does the same at each start.
    private const string AddressesText = """
        umask 022
        mac=@MAC@
        want='@WANT@'
        dev=
        for card in /sys/class/net/*; do
            [ "$(cat "$card/address")" = "$mac" ] && dev=${card##*/}
        done
        [ -n "$dev" ] || { echo "no card $mac"; exit 3; }
        mkdir -p /var/lib/slipway || exit 4
        list=/var/lib/slipway/addresses
        had=$(cat "$list" 2> /dev/null)
        for address in $had $want; do echo "$address"; done > "$list"
        if [ -f /etc/systemd/network/80-slipway.network ]; then
            dir=/etc/systemd/network/80-slipway.network.d
            mkdir -p "$dir"
            echo '[Network]' > "$dir/addresses.new"
            for address in $want; do echo "Address=$address" >> "$dir/addresses.new"; done
            mv "$dir/addresses.new" "$dir/addresses.conf"
        elif [ -d /run/systemd/system ]; then
            cat > /var/lib/slipway/addresses.sh << SLIPWAY_SCRIPT
        for card in /sys/class/net/*; do
            [ "\$(cat "\$card/address")" = "$mac" ] || continue
            while read -r address; do ip address replace "\$address" dev "\${card##*/}"; done < $list
        done
        SLIPWAY_SCRIPT
            cat > /etc/systemd/system/slipway-addresses.service << 'SLIPWAY_UNIT'
        [Unit]
        Description=Additional addresses of this server
        Wants=network-online.target
        After=network-online.target

        [Service]
        Type=oneshot
        ExecStart=/bin/sh /var/lib/slipway/addresses.sh
        RemainAfterExit=yes

        [Install]
        WantedBy=multi-user.target
        SLIPWAY_UNIT
            systemctl daemon-reload
            systemctl --quiet enable slipway-addresses.service
        fi
        for address in $had; do
            case " $want " in
                *" $address "*) ;;
                *) ip address del "$address" dev "$dev" 2> /dev/null ;;
            esac
        done
        for address in $want; do
            ip address replace "$address" dev "$dev" || exit 5
        done
        for address in $want; do echo "$address"; done > "$list"
        echo applied

        """;

    /// <param name="key">Letters, digits and hyphens.</param>
    public static string Look(string key) => Fill(LookText + "echo lost\n", ("KEY", key));

    public static string Launch(string key, Secret script) => Fill(LookText + LaunchText, ("KEY", key), ("SCRIPT", Base64(script.Reveal().ReplaceLineEndings("\n"))));

    public static string Figures(string mac) => Fill(FiguresText, ("MAC", mac));

    /// <param name="addresses">As IPAddress and a number write them.</param>
    public static string Addresses(string mac, IEnumerable<string> addresses) => Fill(AddressesText, ("MAC", mac), ("WANT", string.Join(' ', addresses)));

    // None of the values can hold a place of another.
    private static string Fill(string text, params (string Place, string Value)[] values) =>
        values.Aggregate(text.ReplaceLineEndings("\n"), (filled, value) => filled.Replace($"@{value.Place}@", value.Value, StringComparison.Ordinal));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text), Base64FormattingOptions.InsertLineBreaks).ReplaceLineEndings("\n");
}
