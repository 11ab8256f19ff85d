#!/bin/bash
# Starts the Docker engine and waits until it answers. Run as root. It has no secret.
set -euo pipefail
systemctl start docker.service
for _ in $(seq 120); do
    docker info > /dev/null 2>&1 && { echo "docker answers"; exit 0; }
    sleep 1
done
echo "docker does not answer" >&2
exit 1
