#!/usr/bin/env bash
# Builds hiredis.c in a temporary folder and runs it. Usage: hiredis.sh PORT.
set -euo pipefail

echo '#include <hiredis/hiredis.h>' | cc -E -x c - >/dev/null 2>&1 || exit 77
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cc -Wall -Wextra -Werror -o "$folder/hiredis" "$(dirname "$0")/hiredis.c" -lhiredis
"$folder/hiredis" "$1"
