#!/usr/bin/env python3
"""Uses redis-cli in every mode that looks at a server or fills it, and reads what it prints.

Usage: redis-cli-modes.py PORT SOCKET. The server has a user `app` with the password `secret`.
"""
import json
import os
import signal
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from tool import PORT, SOCKET, Failure, Terminal, check, check_match, main, need, run, step

CLI = need("redis-cli")


def cli(*words, **options):
    return run(CLI, "-p", PORT, *words, **options)


def for_a_while(*words, lines):
    """What a mode without an end prints, until it has printed so many lines."""
    with Terminal(CLI, "-p", PORT, *words) as terminal:
        return terminal.expect(r"(?:[^\n]*\n){%d}" % lines).group()


@step("populate")
def populate():
    check("OK\n", cli("FLUSHALL"))
    check("OK\n", cli("DEBUG", "POPULATE", "1000", "few", "10"))
    check("OK\n", cli("SET", "big", "x" * 5000))
    check("OK\n", cli("SET", "soon", "over", "EX", "1000"))
    check("1002\n", cli("DBSIZE"))


@step("--stat")
def stat():
    text = for_a_while("--stat", "-i", "0.1", lines=4)
    check_match(r"^-+ data -+ -+ load -+ - child -", text)
    check_match(r"^keys +mem +clients +blocked +requests +connections", text)
    # Keys, memory, clients, blocked ones, requests with their growth, connections.
    check_match(r"^1002 +\d+\.\d+[KM] +[1-9]\d* +0 +[1-9]\d* \(\+\d+\) +[1-9]\d*", text)


@step("--bigkeys")
def bigkeys():
    text = cli("--bigkeys")
    check_match(r"^Sampled 1002 keys in the keyspace!$", text)
    check_match(r"^Biggest string found '\"big\"' has 5000 bytes$", text)
    check_match(r"^1002 strings with \d+ bytes \(100\.00% of keys", text)


@step("--memkeys")
def memkeys():
    text = cli("--memkeys")
    biggest = int(check_match(r"^Biggest string found '\"big\"' has (\d+) bytes$", text).group(1))
    check(True, 5000 <= biggest <= 6000)
    total = int(check_match(r"^1002 strings with (\d+) bytes \(100\.00% of keys", text).group(1))
    check(True, total > 1002 * 20)


@step("--memkeys-samples")
def memkeys_samples():
    check_match(r"has \d+ bytes$", cli("--memkeys", "--memkeys-samples", "0"))


@step("--hotkeys")
def hotkeys():
    cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu")
    try:
        for _ in range(5):
            run(CLI, "-p", PORT, input="GET big\n" * 300)
        text = cli("--hotkeys")
        if "Error" in text:
            raise Failure(text)
        check_match(r'^hot key found with counter: \d+\tkeyname: "big"$', text)
    finally:
        cli("CONFIG", "SET", "maxmemory-policy", "noeviction")


@step("--latency")
def latency():
    # Without a terminal it measures for as long as it is told and prints one line: least, most, mean, how many.
    low, high, mean, count = cli("--latency", "-i", "0.3").split()
    check(True, int(low) <= float(mean) <= int(high) and int(count) > 5)


@step("--latency-history")
def latency_history():
    text = for_a_while("--latency-history", "-i", "0.3", lines=2)
    check_match(r"min: \d+, max: \d+, avg: \d+\.\d+ \(\d+ samples\) -- 0\.\d+ seconds range", text)


@step("--latency-dist")
def latency_dist():
    with Terminal(CLI, "-p", PORT, "--latency-dist", "-i", "0.3") as terminal:
        terminal.expect(r"1,2,3,\.\.\.,9 +from 1 to 9 +milliseconds")
        terminal.expect(r"\n[ .\-*#1-9A-Q?]{20,}")


@step("--intrinsic-latency")
def intrinsic_latency():
    check_match(r"^\d+ total runs \(avg latency: ", cli("--intrinsic-latency", "1"))


@step("--pipe")
def pipe():
    def request(*words):
        return "*%d\r\n" % len(words) + "".join("$%d\r\n%s\r\n" % (len(word), word) for word in words)
    good = [request("SET", f"mass:{number}", f"value {number}") for number in range(20000)]
    bad = [request("INCR", "big"), request("NOTHING"), request("SET", "mass:0")]
    text = cli("--pipe", input="".join(good[:10000] + bad + good[10000:]), status=1)
    check(2, text.count("ERR wrong number of arguments") + text.count("ERR unknown command"))
    check_match(r"^All data transferred\. Waiting for the last reply\.\.\.\n"
                r"Last reply received from server\.\nerrors: 3, replies: 20003$", text)
    check("value 19999\n", cli("GET", "mass:19999"))
    # Lines as a person types them do, too.
    check_match(r"errors: 0, replies: 2$", cli("--pipe", input="SET mass:a 1\r\nSET mass:b 2\r\n"))
    check("20002\n", str(len(cli("--scan", "--pattern", "mass:*").split())) + "\n")


@step("--scan")
def scan():
    check(sorted(f"few:{n}" for n in range(1000)) + ["soon"],
          sorted(cli("--scan", "--pattern", "few:*").split()) + cli("--scan", "--pattern", "so?n").split())
    check(21004, len(cli("--scan").split()))
    check("big\n", cli("--scan", "--quoted-pattern", r'"b\x69g"'))


@step("-3")
def resp3():
    check("1# \"maxmemory\" => \"0\"\n", cli("-3", "--no-raw", "CONFIG", "GET", "maxmemory"))
    check("(nil)\n", cli("-3", "--no-raw", "GET", "none"))
    check_match(r'^3# "proto" => \(integer\) 3$', cli("-3", "--no-raw", "HELLO"))


@step("-2")
def resp2():
    check('1) "maxmemory"\n2) "0"\n', cli("-2", "--no-raw", "CONFIG", "GET", "maxmemory"))


@step("-x and -X")
def standard_input():
    value = bytes(range(256)) * 10
    check("OK\n", cli("-x", "SET", "binary", input=value))
    check("2560\n", cli("STRLEN", "binary"))
    check("OK\n", cli("-X", "here", "SET", "here", "last", input="named"))
    check("last\n", cli("GET", "named"))


@step("--no-raw, --raw, --csv, --json")
def formats():
    cli("SET", "odd", 'a"b\n')
    check('"a\\"b\\n"\n', cli("--no-raw", "GET", "odd"))
    check('a"b\n\n', cli("--raw", "GET", "odd"))
    check('"a\\"b\\n",NULL\n', cli("--csv", "MGET", "odd", "none"))
    check(['a"b\n', None], json.loads(cli("--json", "MGET", "odd", "none")))
    check({"maxmemory": "0"}, json.loads(cli("--json", "CONFIG", "GET", "maxmemory")))
    check('"a\\"b\\n"\n', cli("--quoted-input", "--no-raw", "GET", r'"od\x64"'))
    check("1;", cli("-D", ";", "SETNX", "delimited", "1"))
    check("/a\"b\n\n", cli("-d", "/", "MGET", "none", "odd"))


@step("-r, -i, -n, -e, -t")
def small_options():
    check("1\n2\n3\n", cli("-r", "3", "-i", "0.01", "INCR", "repeated"))
    check("OK\n", cli("-n", "7", "SET", "elsewhere", "1"))
    check("0\n", cli("EXISTS", "elsewhere"))
    check("ERR wrong number of arguments for 'get' command\n", cli("-e", "GET", status=1))
    check("PONG\n", cli("PING"))


@step("--eval")
def evaluate():
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write("return 1\n")
        script.flush()
        check_match(r"unknown command 'EVAL'", cli("--eval", script.name, "key", ",", "argument"))


@step("--rdb")
def rdb():
    with tempfile.TemporaryDirectory() as folder:
        place = os.path.join(folder, "dump.rdb")
        for option in ("--rdb", "--functions-rdb"):
            text = cli(option, place, status=1)
            check_match(r"REPLCONF capa error: ERR .*does not replicate", text)
        check_match(r"SYNC with master failed: -ERR .*does not replicate", cli("--rdb", place, status=1))
        check(0, os.path.getsize(place) if os.path.exists(place) else 0)


@step("--replica")
def replica():
    check_match(r"SYNC with master failed: -ERR .*does not replicate", cli("--replica", status=1))


@step("-u")
def address():
    check("PONG\n", run(CLI, "-u", f"redis://127.0.0.1:{PORT}", "PING"))
    named = f"redis://app:secret@127.0.0.1:{PORT}"
    check("app\n", run(CLI, "--no-auth-warning", "-u", f"{named}/0", "ACL", "WHOAMI"))
    check("1\n", run(CLI, "--no-auth-warning", "-u", f"{named}/7", "EXISTS", "elsewhere"))


@step("--user and --pass")
def user():
    name = ("--user", "app", "--no-auth-warning")
    check("app\n", cli(*name, "--pass", "secret", "ACL", "WHOAMI"))
    check("app\n", cli(*name, "ACL", "WHOAMI", environment={"REDISCLI_AUTH": "secret"}))
    check_match("^AUTH failed: WRONGPASS invalid username-password pair", cli(*name, "--pass", "wrong", "PING"))


@step("--askpass")
def askpass():
    with Terminal(CLI, "-p", PORT, "--user", "app", "--askpass", "ACL", "WHOAMI") as terminal:
        terminal.expect("Please input password: ")
        terminal.type("secret\r")
        terminal.expect(r"\bapp\b")


@step("-s")
def unix_socket():
    check("PONG\n", run(CLI, "-s", SOCKET, "PING"))
    check_match(rf" addr=\S*{os.path.basename(SOCKET)}:0 ", run(CLI, "-s", SOCKET, "CLIENT", "LIST"))


@step("MONITOR")
def monitor():
    process = subprocess.Popen([CLI, "-p", PORT, "MONITOR"], stdout=subprocess.PIPE, text=True)
    try:
        first = process.stdout.readline()
        if first != "OK\n":
            raise Failure(first)
        cli("SET", "watched", "a b")
        check_match(r'^\d+\.\d{6} \[0 127\.0\.0\.1:\d+\] "SET" "watched" "a b"$', process.stdout.readline())
    finally:
        process.kill()


@step("SUBSCRIBE")
def subscribe():
    process = subprocess.Popen([CLI, "-p", PORT, "--csv", "SUBSCRIBE", "news"], stdout=subprocess.PIPE, text=True)
    try:
        check_match("Reading messages", process.stdout.readline())
        check('"subscribe","news",1\n', process.stdout.readline())
        check("1\n", cli("PUBLISH", "news", "good"))
        check('"message","news","good"\n', process.stdout.readline())
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


main()
