#!/usr/bin/env python3
"""Uses iredis, a terminal client that formats replies and completes commands by itself.

Usage: iredis.py PORT SOCKET. The server has a user `app` with the password `secret`.
"""
import sys
import tempfile

sys.dont_write_bytecode = True
from tool import PORT, SOCKET, Terminal, Wire, check, check_match, main, need, run, step, wait_until

IREDIS = need("iredis")
HOME = tempfile.TemporaryDirectory()
ENVIRONMENT = {"HOME": HOME.name, "LC_ALL": "C.UTF-8"}
PROMPT = rf"127\.0\.0\.1:{PORT}>"


def iredis(*lines, options=("-p", PORT)):
    """What it answers to lines from its standard input."""
    text = "".join(line + "\n" for line in lines)
    return run(IREDIS, *options, "--no-raw", "--decode", "utf-8", input=text, environment=ENVIRONMENT)


@step("values")
def values():
    check("OK\nhello\nERROR value is not an integer or out of range\n-1\n",
          iredis("SET ir:a hello", "GET ir:a", "INCR ir:a", "TTL ir:a"))
    check_match(r"^hello\n", iredis("MGET ir:a ir:none"))
    check_match(r"^0\nir:a\n$", iredis("SCAN 0 MATCH ir:*"))


@step("information")
def information():
    check_match(r"^redis_version:7\.", iredis("INFO server"))
    check_match(r"\bcmd=client\|list\b", iredis("CLIENT LIST"))
    check_match(r"maxmemory", iredis("CONFIG GET maxmemory"))


@step("key at a glance")
def peek():
    wire = Wire()
    wire.call("SET", "ir:peek", "inside", "EX", "1000")
    text = iredis("PEEK ir:peek")
    check_match(r"string \(embstr\) +mem: \d+ bytes, ttl: (1000|99\d)", text)
    check_match(r"strlen: 6", text)
    check_match(r"inside", text)


@step("transaction")
def transaction():
    check_match(r"^OK\nQUEUED\nOK\n", iredis("MULTI", "SET ir:tx 1", "EXEC"))


@step("addresses and users")
def addresses():
    check("app\n", iredis("ACL WHOAMI", options=("-p", PORT, "-u", "app", "-a", "secret")))
    check("app\n", iredis("ACL WHOAMI", options=("--url", f"redis://app:secret@127.0.0.1:{PORT}/3")))
    check("PONG\n", iredis("PING", options=("-s", SOCKET)))
    check_match("3$", iredis("SELECT 3", "CLIENT INFO").split(" db=")[1].split()[0])


@step("at a terminal")
def terminal():
    with Terminal(IREDIS, "-p", PORT, environment=ENVIRONMENT) as shown:
        shown.expect(r"redis-server +7\.\d+\.\d+")
        shown.expect(PROMPT)
        shown.type("set ir:t 1\r")
        shown.expect(r"OK")
        shown.expect(PROMPT)
        shown.type("select 5\r")
        shown.expect(rf"127\.0\.0\.1:{PORT}\[5\]>")
        shown.type("multi\r")
        shown.expect(r"\(transaction\)|transaction")
        shown.type("exec\r")
        shown.expect(PROMPT[:-1])


@step("subscription")
def subscription():
    with Terminal(IREDIS, "-p", PORT, environment=ENVIRONMENT) as shown:
        shown.expect(PROMPT)
        shown.type("subscribe ir:news\r")
        wait_until("the subscription", lambda: Wire().call("PUBLISH", "ir:news", "good news") == 1)
        shown.expect(r"good news")


main()
