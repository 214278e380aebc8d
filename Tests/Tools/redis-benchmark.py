#!/usr/bin/env python3
"""Runs redis-benchmark in every mode whose commands the server has, and looks at what it counted.

Usage: redis-benchmark.py PORT SOCKET. The server has a user `app` with the password `secret`.
"""
import csv
import io
import sys

sys.dont_write_bytecode = True
from tool import PORT, SOCKET, Wire, check, check_match, main, need, run, step

BENCHMARK = need("redis-benchmark")


def benchmark(*words, requests="2000"):
    return run(BENCHMARK, "-p", PORT, "-n", requests, *words)


def calls():
    """How often each command was run."""
    lines = Wire().call("INFO", "commandstats").decode().splitlines()
    return {line[8:].split(":")[0]: int(line.split("calls=")[1].split(",")[0])
            for line in lines if line.startswith("cmdstat_")}


def names(text):
    return [line.split(":")[0].strip().split("\r")[-1] for line in text.splitlines() if "requests per second" in line]


@step("-t")
def tests():
    Wire().call("CONFIG", "RESETSTAT")
    text = benchmark("-q", "-t", "ping,set,get,incr,mset")
    check(["PING_INLINE", "PING_MBULK", "SET", "GET", "INCR", "MSET (10 keys)"], names(text))
    ran = calls()
    # Clients that have sent enough may have sent one more.
    for name, least in {"ping": 4000, "set": 2000, "get": 2000, "incr": 2000, "mset": 2000}.items():
        check((name, True), (name, least <= ran.get(name, 0) <= least + 100))


@step("-c and -P")
def pipelines():
    text = benchmark("-q", "-t", "get", "-c", "20", "-P", "16", requests="20000")
    check_match(r"GET: \d+\.\d+ requests per second, p50=\d+\.\d+ msec", text)


@step("--csv")
def table():
    rows = list(csv.DictReader(io.StringIO(benchmark("--csv", "-t", "set,get"))))
    check(["SET", "GET"], [row["test"] for row in rows])
    check(True, all(float(row["rps"]) > 0 and float(row["p99_latency_ms"]) >= 0 for row in rows))


@step("the long report")
def report():
    text = benchmark("-t", "set").replace("\r", "\n")
    check_match(r"^====== SET ======", text)
    check_match(r"^  2000 requests completed in \d", text)
    # What it asks CONFIG GET for.
    check_match(r'^  host configuration "save": ', text)
    check_match(r'^  host configuration "appendonly": no$', text)
    check_match(r"^100\.000% <= ", text)


@step("-r")
def random_keys():
    wire = Wire()
    check("OK", wire.call("FLUSHALL"))
    benchmark("-q", "-t", "set", "-r", "100")
    size = wire.call("DBSIZE")
    check(True, 90 <= size <= 100)
    check(True, wire.call("RANDOMKEY").startswith(b"key:0000000000"))


@step("-d and -k")
def sizes():
    benchmark("-q", "-t", "set", "-d", "3000")
    check(3000, Wire().call("STRLEN", "key:__rand_int__"))
    check(["PING_INLINE"], names(benchmark("-q", "-t", "ping_inline", "-k", "0", requests="200")))


@step("-3")
def resp3():
    check(["SET", "GET"], names(benchmark("-3", "-q", "-t", "set,get")))


@step("--threads")
def threads():
    check(["SET", "GET"], names(benchmark("-q", "-t", "set,get", "--threads", "2")))


@step("--user and -a")
def user():
    Wire().call("ACL", "LOG", "RESET")
    check(["GET"], names(benchmark("-q", "-t", "get", "--user", "app", "-a", "secret")))
    check_match("WRONGPASS", run(BENCHMARK, "-p", PORT, "-q", "-n", "10", "-t", "get", "--user", "app", "-a", "wrong",
                                 status=1))


@step("-s")
def unix_socket():
    check(["GET"], names(run(BENCHMARK, "-s", SOCKET, "-q", "-n", "2000", "-t", "get")))


@step("a command of one's own")
def own_command():
    text = benchmark("-q", "-r", "10", "incrby", "own:__rand_int__", "2")
    check_match(r"incrby own:__rand_int__ 2: \d", text)
    check(10, len(Wire().call("KEYS", "own:*")))


@step("commands that the server has not")
def refused():
    check_match(r"unknown command 'LPUSH'", run(BENCHMARK, "-p", PORT, "-q", "-n", "10", "-t", "lpush", status=1))


main()
