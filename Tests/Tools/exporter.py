#!/usr/bin/env python3
"""Lets prometheus-redis-exporter scrape the server and Debian's redis-server after the same commands, and compares.

Usage: exporter.py PORT. Every metric that one of them lacks and every value that differs is explained below.
"""
import re
import subprocess
import sys
import time
import urllib.request

sys.dont_write_bytecode = True
from tool import PORT, Failure, Wire, check, free_port, listens, main, need, redis_server, step, wait_until

EXPORTER = need("prometheus-redis-exporter")
need("redis-server")

OPTIONS = ["-include-system-metrics", "-export-client-list", "-check-keys", "k*", "-check-single-keys", "k1",
           "-count-keys", "db0=k*,db3=o*", "-check-key-groups", "^(k)"]

# Metrics that Debian's redis-server has and this server has not.
MISSING = {
    r"redis_key_group_|redis_number_of_distinct_key_groups": "the exporter counts groups by a script",
    r"redis_config_\w+\{key=\"(aof-disable-auto-gc|io-threads-do-reads)\"": "no option of Valkey 8",
}

# Metrics that this server has and Debian's redis-server, which is of version 7.0, has not.
ADDED = {
    r"redis_config_": "options of Valkey 8, and our own",
}

# Metrics whose values cannot be the same.
DIFFERENT = {
    r"redis_(allocator|mem|memory|client_recent)_": "memory is laid out differently, and no allocator is the same",
    r"redis_(cpu|commands_duration|latency|slowlog|last_slow_execution)_": "time that something took",
    r"redis_(start_time|uptime|rdb_last_save)|redis_db_avg_ttl": "time that goes by",
    r"redis_(process_id|instance_info|exporter_)|redis_last_key_groups_scrape_duration": "another process",
    r"redis_net_output_bytes_total": "INFO and CONFIG GET have other lengths",
    r"redis_connected_clients_details": "times in labels; looked at by a step of its own",
    r"redis_(master_repl_offset|repl_backlog_|replication_backlog_bytes)": "nothing is replicated; Valkey's default",
    r"redis_(number_of_cached_scripts)": "no scripts",
    r"redis_rdb_changes_since_last_save": "what other tests wrote before stays counted",
    r"redis_config_(key_)?value": "options have a list of their own below",
    r"redis_(total_system_memory_bytes)": "the same, but rounded differently",
}

# Options whose defaults are those of Valkey 8 or our own.
OTHER_DEFAULTS = {
    "bind", "dir", "enable-debug-command", "port", "unixsocket", "save", "repl-backlog-size", "logfile",
    "lazyfree-lazy-eviction", "lazyfree-lazy-expire", "lazyfree-lazy-server-del", "lazyfree-lazy-user-del",
    "lazyfree-lazy-user-flush", "replica-lazy-flush", "slave-lazy-flush", "syslog-ident", "user",
}


def prepare(port):
    """The same for both: keys, hits, misses, an error, a client with a name."""
    wire = Wire(port)
    for words in ("FLUSHALL", "CONFIG RESETSTAT", "MSET k1 v1 k2 22 k3 333", "GET k1", "GET none", "INCR k1",
                  "EXPIRE k2 1000", "PEXPIRE k3 1", "SELECT 3", "SET o1 x", "NOTHING", "GET"):
        wire.call(*words.split())
    time.sleep(0.01)
    wire.call("SELECT", "0")
    check(None, wire.call("GET", "k3"))
    return wire


def scrape(port, *options):
    """The metrics of the server behind the port: their names with labels, and their values."""
    own_port = free_port()
    address = f"127.0.0.1:{own_port}"
    words = [EXPORTER, "-redis.addr", f"redis://127.0.0.1:{port}", "-web.listen-address", address, *options]
    process = subprocess.Popen(words, stderr=subprocess.PIPE)
    try:
        wait_until("the exporter", lambda: listens(own_port))
        text = urllib.request.urlopen(f"http://{address}/metrics", timeout=30).read().decode()
    finally:
        process.terminate()
        process.communicate()
    lines = [line for line in text.splitlines() if line.startswith("redis_")]
    return dict(line.rsplit(" ", 1) for line in lines)


def unexplained(names, explanations):
    return sorted(name for name in names if not any(re.match(pattern, name) for pattern in explanations))


with redis_server("--enable-debug-command", "yes") as REDIS_PORT:
    prepare(PORT), prepare(REDIS_PORT)
    OURS, THEIRS = scrape(PORT, *OPTIONS), scrape(REDIS_PORT, *OPTIONS)
    OUR_OPTIONS = scrape(PORT, "-include-config-metrics")
    THEIR_OPTIONS = scrape(REDIS_PORT, "-include-config-metrics")


def bare(metrics):
    """Names without the labels that say when."""
    return {re.sub(r'(created_at|idle_since|os|process_id|run_id|redis_build_id|redis_version|tcp_port)="[^"]*"', r"\1",
                   name): value for name, value in metrics.items()}


@step("the same metrics")
def same_metrics():
    ours, theirs = bare(OURS), bare(THEIRS)
    if len(ours) < 150:
        raise Failure(f"only {len(ours)} metrics: {sorted(ours)}")
    check([], unexplained(theirs.keys() - ours.keys(), MISSING))
    check([], unexplained(ours.keys() - theirs.keys(), ADDED))


@step("the same values")
def same_values():
    ours, theirs = bare(OURS), bare(THEIRS)
    other = [name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]]
    check([], [(name, ours[name], theirs[name]) for name in unexplained(other, DIFFERENT)])


@step("every explanation is needed")
def explanations():
    ours, theirs = {**bare(OUR_OPTIONS), **bare(OURS)}, {**bare(THEIR_OPTIONS), **bare(THEIRS)}
    for pattern in MISSING:
        check((pattern, True), (pattern, any(re.match(pattern, name) for name in theirs.keys() - ours.keys())))


@step("the values themselves")
def values():
    expected = {
        'redis_up': 1, 'redis_db_keys{db="db0"}': 2, 'redis_db_keys{db="db3"}': 1, 'redis_db_keys{db="db15"}': 0,
        'redis_db_keys_expiring{db="db0"}': 1, 'redis_expired_keys_total': 1, 'redis_keyspace_hits_total': 1,
        'redis_keyspace_misses_total': 2, 'redis_key_size{db="db0",key="k2"}': 2,
        'redis_key_value_as_string{db="db0",key="k1",val="v1"}': 1, 'redis_keys_count{db="db3",key="o*"}': 1,
        'redis_commands_total{cmd="get"}': 3, 'redis_commands_failed_calls_total{cmd="incr"}': 1,
        'redis_commands_rejected_calls_total{cmd="get"}': 1, 'redis_errors_total{err="ERR"}': 3,
        'redis_exporter_last_scrape_error{err=""}': 0, 'redis_memory_max_bytes': 0, 'redis_connected_slaves': 0,
    }
    check(expected, {name: float(OURS.get(name, "nan")) for name in expected})
    for name in ("redis_memory_used_bytes", "redis_memory_used_rss_bytes", "redis_memory_used_peak_bytes",
                 "redis_start_time_seconds", "redis_net_input_bytes_total",
                 "redis_total_system_memory_bytes", "redis_process_id", "redis_connected_clients"):
        check((name, True), (name, float(OURS[name]) > 0))
    check(True, sum(float(OURS[f"redis_cpu_{kind}_seconds_total"]) for kind in ("user", "sys")) > 0)


@step("clients with their details")
def clients():
    names = [name for name in OURS if name.startswith("redis_connected_clients_details")]
    mine = [name for name in names if 'name="redis_exporter"' in name]
    check(True, bool(mine) and all('host="127.0.0.1"' in name and 'flags="N"' in name for name in mine))


@step("the same options")
def options():
    def split(metrics):
        found = {}
        for name in metrics:
            match = re.match(r'redis_config_key_value\{key="([^"]*)",value="(.*)"\}', name)
            if match:
                found[match[1]] = match[2]
        return found
    ours, theirs = split(OUR_OPTIONS), split(THEIR_OPTIONS)
    check({"aof-disable-auto-gc", "io-threads-do-reads"}, theirs.keys() - ours.keys())
    other = {key for key in ours.keys() & theirs.keys() if ours[key] != theirs[key]}
    check(set(), other - OTHER_DEFAULTS)


main()
