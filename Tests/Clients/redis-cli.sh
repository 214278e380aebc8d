#!/usr/bin/env bash
# Drives a server with redis-cli, the client that people try first.
# Usage: redis-cli.sh PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.
set -euo pipefail

command -v redis-cli >/dev/null || exit 77

port=$1
folder=$(mktemp -d)
subscriber=
trap '[ -z "$subscriber" ] || kill "$subscriber" 2>/dev/null || true; rm -rf "$folder"' EXIT

cli() { redis-cli -h 127.0.0.1 -p "$port" "$@"; }

fail() {
    printf 'FAILED %s\n' "$1" >&2
    exit 1
}

check() { # NAME EXPECTED ACTUAL
    [ "$2" = "$3" ] || fail "$1: expected '$2', got '$3'"
}

await() { # NAME COMMAND…: until the command succeeds, ten seconds at most
    local name=$1 deadline=$((SECONDS + 10))
    shift
    until "$@"; do
        [ $SECONDS -lt $deadline ] || fail "$name: still not so after ten seconds: $*"
        sleep 0.02
    done
}

cli DEL cli:a cli:b cli:n >/dev/null

check get "" "$(cli GET cli:a)"
check get OK "$(cli SET cli:a hello)"
check get hello "$(cli GET cli:a)"
echo "ok get"

check expiry OK "$(cli SET cli:b soon EX 100)"
left=$(cli TTL cli:b)
{ [ "$left" -gt 90 ] && [ "$left" -le 100 ]; } || fail "expiry: TTL is $left"
check expiry -1 "$(cli TTL cli:a)"
echo "ok expiry"

check delete 2 "$(cli DEL cli:a cli:b cli:none)"
check delete "" "$(cli GET cli:a)"
echo "ok delete"

cli SET cli:a 1 >/dev/null
check exists 2 "$(cli EXISTS cli:a cli:none cli:a)"
echo "ok exists"

for number in $(seq 1000); do echo "INCRBY cli:n $number"; done | cli --pipe >"$folder/pipe"
grep -q 'errors: 0, replies: 1000' "$folder/pipe" || fail "pipeline: $(cat "$folder/pipe")"
check pipeline 500500 "$(cli GET cli:n)"
echo "ok pipeline"

replies=$(printf 'MULTI\nSET cli:a x\nGET cli:a\nINCR cli:n\nEXEC\n' | cli | paste -sd' ')
check transaction "OK QUEUED QUEUED QUEUED OK x 500501" "$replies"
echo "ok transaction"

redis-cli -h 127.0.0.1 -p "$port" SUBSCRIBE cli:news >"$folder/news" &
subscriber=$!
published() { [ "$(cli PUBLISH cli:news 'good news')" = 1 ]; }
await subscribe published
await subscribe grep -qx 'good news' "$folder/news"
check subscribe "subscribe cli:news 1 message cli:news good news" "$(paste -sd' ' "$folder/news")"
echo "ok subscribe"

check error "ERR value is not an integer or out of range" "$(cli INCR cli:a)"
echo "ok error"

head -c 1000003 /dev/urandom >"$folder/value"
check binary OK "$(cli -x SET cli:a <"$folder/value")"
check binary 1000003 "$(cli STRLEN cli:a)"
cli GET cli:a | head -c 1000003 | cmp - "$folder/value" || fail "binary: another value came back"
echo "ok binary"

cli SET cli:watched 1 >/dev/null
watched() { printf 'WATCH cli:watched\n%sMULTI\nINCR cli:watched\nEXEC\n' "$1" | cli | paste -sd' '; }
check watch "OK OK QUEUED 2" "$(watched '')"
check watch "OK 3 OK QUEUED  3" "$(watched $'INCR cli:watched\n') $(cli GET cli:watched)"
echo "ok watch"

told=$(printf 'CLIENT SETNAME cli:me\nCLIENT INFO\n' | cli -n 3 -3)
[[ $told == *" name=cli:me "*" db=3 "*" resp=3 "* ]] || fail "handshake: $told"
echo "ok handshake"

check login app "$(cli --no-auth-warning --user app -a secret ACL WHOAMI)"
[[ $(cli --no-auth-warning --user app -a wrong PING 2>&1) == *"WRONGPASS invalid username-password pair"* ]] ||
    fail "login: a wrong password was taken"
[[ $(cli --no-auth-warning --user reader -a secret SET cli:a 1) == "NOPERM User reader has no permissions"* ]] ||
    fail "login: a reader has written"
echo "ok login"

# There is no pool: many at once are each their own.
check pool "$(seq 20)" "$(seq 20 | xargs -P 8 -I N redis-cli -h 127.0.0.1 -p "$port" ECHO N | sort -n)"
echo "ok pool"

# It connects again by itself.
kill_self='CLIENT KILL TYPE normal SKIPME no\nPING\nPING\n'
[[ $(printf "$kill_self" | cli 2>&1) == *PONG* ]] || fail "killed: there was no second connection"
echo "ok killed"

cli SHUTDOWN NOSAVE || true
served() { [ "$(cli GET cli:a 2>/dev/null)" = "" ] && [ "$(cli PING 2>/dev/null)" = PONG ]; }
await restart served
echo "ok restart"
