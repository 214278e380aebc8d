#!/usr/bin/env bash
# Holds a release build to Valkey's own Tcl suite: in its external mode, one fresh server for each file, or in its own.
#
#   MILEPOST_TCL_RUNNER=…/run-tcl.sh Tests/Conformance/run.sh TREE OUTDIR [BASELINE.json]
#
# TREE is a checkout of Valkey; it is copied, since the suite writes into it. OUTDIR gets result.json, result.md (the
# table of table.py, beside what a real Valkey passed according to BASELINE.json) and logs/ with the suite's output.
# From the environment: MILEPOST_TCL_RUNNER, the driver of the suite; MILEPOST_TCL_FILES, other files than the usual
# ones, with commas between them; MILEPOST_TCL_PROFILE, native (everything) or foreign (no encodings, no DEBUG);
# MILEPOST_BINARY, a server that is built already; MILEPOST_TCL_MODE=own, to have the suite start the server itself, as
# it does with its own (redis-check-aof and its like, if installed, stand in for the tools of Valkey then);
# MILEPOST_TCL_EXTRA, more arguments for the suite; MILEPOST_TCL_ANNOTATED=1, to have it pass over annotations in files.
set -euo pipefail

if [ -z "${MILEPOST_TCL_RUNNER:-}" ]; then
    echo "SKIPPED: MILEPOST_TCL_RUNNER does not name the driver of Valkey's Tcl suite, so nothing was tried." >&2
    exit 0
fi
if [ $# -lt 2 ] || [ ! -f "$1/tests/test_helper.tcl" ]; then
    sed -n '4s/^# *//p' "$0" >&2
    exit 2
fi

files=(
    unit/type/string unit/type/incr unit/keyspace unit/expire unit/scan unit/pubsub unit/multi unit/protocol
    unit/querybuf unit/quit unit/lazyfree unit/info-command unit/tracking unit/introspection unit/introspection-2
    unit/other unit/slowlog unit/latency-monitor unit/pause unit/replybufsize unit/violations
)

here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
results=$(cd "$2" && pwd)
binary=${MILEPOST_BINARY:-}
if [ -z "$binary" ]; then
    package=$(cd "$here/../.." && pwd)
    swift build --package-path "$package" -c release --product milepost
    binary=$(swift build --package-path "$package" -c release --show-bin-path)/milepost
fi

tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
tar -C "$1" --exclude=.git -cf - . | tar -C "$tree" -xf -

if [ -n "${MILEPOST_TCL_ANNOTATED:-}" ]; then
    cat "$here/annotated.tcl" >>"$tree/tests/support/aofmanifest.tcl"
fi

if [ "${MILEPOST_TCL_MODE:-external}" = own ]; then
    files=(
        unit/aofrw unit/dump unit/shutdown integration/aof integration/aof-multi-part integration/aof-race
        integration/rdb integration/corrupt-dump integration/logging 'integration/convert*'
    )
    usual=$(IFS=, && echo "${files[*]}")
    printf '#!/bin/sh\nexec "%s" "$@"\n' "$binary" >"$tree/launcher"
    chmod +x "$tree/launcher"
    for tool in check-aof check-rdb benchmark cli; do
        command -v "redis-$tool" >/dev/null || continue
        printf '#!/bin/sh\nexec redis-%s "$@"\n' "$tool" >"$tree/src/valkey-$tool"
        chmod +x "$tree/src/valkey-$tool"
    done
    "$MILEPOST_TCL_RUNNER" - 0 "$tree" --launcher "$tree/launcher" --profile "${MILEPOST_TCL_PROFILE:-native}" \
        --files "${MILEPOST_TCL_FILES:-$usual}" --extra=" ${MILEPOST_TCL_EXTRA:-}" \
        --json "$results/result.json" --logs "$results/logs" || true
    python3 "$here/table.py" "$results/result.json" "${@:3}" >"$results/result.md"
    echo "The table is in $results/result.md"
    exit 0
fi

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
server="$binary --port {port} --dir {dir} --enable-debug-command yes --enable-protected-configs yes"
usual=$(IFS=, && echo "${files[*]}")

# The driver's status says whether anything failed; the table says what.
"$MILEPOST_TCL_RUNNER" 127.0.0.1 "$port" "$tree" --profile "${MILEPOST_TCL_PROFILE:-native}" \
    --files "${MILEPOST_TCL_FILES:-$usual}" --server-cmd "$server" \
    --json "$results/result.json" --logs "$results/logs" || true
python3 "$here/table.py" "$results/result.json" "${@:3}" >"$results/result.md"
echo "The table is in $results/result.md"
