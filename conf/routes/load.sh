#!/bin/sh
# Loads a file of Traefik's file provider into the namespace `default`, unless anything was exported from it before:
# what was changed since is not put back by the next start.
# Usage: load.sh FILE, with MILEPOST_HOST, MILEPOST_PORT and the admin's password in REDISCLI_AUTH.
set -eu

milepost() {
    redis-cli -e -h "$MILEPOST_HOST" -p "$MILEPOST_PORT" --user admin "$@"
}

if [ "$(milepost EXISTS traefik/_milepost/revision)" = 1 ]; then
    echo "Routes have been kept here before; nothing was loaded."
    exit 0
fi
milepost -x TRAEFIK.IMPORT default YAML <"$1"
milepost TRAEFIK.CHECK default
