#!/bin/bash
# Makes this server's own keys and those of a first client, and waits until the tunnel is up. Run as root; running it
# again keeps the keys.
set -euo pipefail

config=/etc/wireguard/wg0.conf
client=/root/wireguard-client.conf

if [ ! -e "$config" ]; then
    umask 077
    server_key=$(wg genkey)
    client_key=$(wg genkey)
    shared=$(wg genpsk)
    server_public=$(wg pubkey <<< "$server_key")
    client_public=$(wg pubkey <<< "$client_key")
    address=$(ip -4 -o route get 1.1.1.1 2> /dev/null | sed -n 's/.* src \([0-9.]*\).*/\1/p')
    cat > "$client" <<CONF
# Settings of the first client. If this server is reached under another address than the one after Endpoint, change it.
[Interface]
PrivateKey = $client_key
Address = 10.66.66.2/32
DNS = 9.9.9.9

[Peer]
PublicKey = $server_public
PresharedKey = $shared
Endpoint = ${address:-ADDRESS}:51820
AllowedIPs = 0.0.0.0/0
PersistentKeepalive = 25
CONF
    cat > "$config.new" <<CONF
[Interface]
PrivateKey = $server_key
Address = 10.66.66.1/24
ListenPort = 51820
PostUp = sysctl -q -w net.ipv4.ip_forward=1; nft -f /etc/wireguard/nat.nft
PostDown = nft delete table inet slipway_wireguard

# The first client; its settings are in $client. Another one is another block like this.
[Peer]
PublicKey = $client_public
PresharedKey = $shared
AllowedIPs = 10.66.66.2/32
CONF
    mv "$config.new" "$config"
    umask 022
fi
if ! wg show wg0 > /dev/null 2>&1; then
    systemctl restart wg-quick@wg0.service
fi
wg show wg0 listen-port
