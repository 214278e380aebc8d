#!/usr/bin/env python3
"""Replays what graphical clients send, as lists beside this file have it, and compares with Debian's redis-server.

Usage: gui-calls.py PORT. A reply must be of the same type and shape: the same kind of value, the same code of an
error, and for INFO and CLIENT LIST at least the same fields.
"""
import pathlib
import re
import shlex
import sys

sys.dont_write_bytecode = True
from tool import PORT, Error, Failure, Status, Wire, check, main, need, redis_server, step

need("redis-server")
FOLDER = pathlib.Path(__file__).parent

KEYS = ["gui:one", "a value", "gui:two", "12", "gui:bulk1", "1", "gui:bulk2", "2"]

# Fields of INFO that Debian's redis-server has and this server has not, each with its reason.
GONE = {
    "atomicvar_api": "told by C compilers", "gcc_version": "told by C compilers",
}


def fields(text):
    if text.startswith("id="):
        return {word.split("=")[0] for word in text.splitlines()[0].split()}
    names = {line.split(":")[0] if not line.startswith("#") else line for line in text.splitlines() if line}
    # Counters appear with the first event.
    return {name for name in names if not re.match(r"cmdstat_|errorstat_|latency_percentiles|db\d", name)}


def lacking(ours, theirs):
    return fields(theirs.decode()) - fields(ours.decode()) - GONE.keys()


def fits(ours, theirs):
    """Whether a reply is of the type and shape of another."""
    if isinstance(theirs, list) and isinstance(ours, list):
        if len(ours) == len(theirs):
            return all(fits(mine, other) for mine, other in zip(ours, theirs))
        return not theirs or all(any(fits(mine, other) for other in theirs) for mine in ours)
    if isinstance(theirs, Error) and isinstance(ours, Error):
        return ours.split()[0] == theirs.split()[0]
    if isinstance(theirs, bytes) and isinstance(ours, bytes):
        looked_at = theirs.startswith((b"id=", b"# "))
        return not looked_at or not lacking(ours, theirs)
    return type(ours) is type(theirs)


def equals(ours, theirs):
    """Whether a reply is another, but for the order of keys from SCAN."""
    if isinstance(theirs, list) and isinstance(ours, list):
        ours, theirs = ([sorted(value) if isinstance(value, list) else value for value in reply]
                        for reply in (ours, theirs))
    if isinstance(theirs, Error) and isinstance(ours, Error):
        return ours.strip() == theirs.strip()
    return ours == theirs and type(ours) is type(theirs)


def pages(name):
    """The pages of a list, with the lines of each."""
    found = {}
    for line in (FOLDER / name).read_text().splitlines():
        if line.startswith("["):
            page = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            page.append(line)
    return found


def complaint(line, us, them):
    """What is wrong with our reply to a line; nothing where it is as it should be."""
    mark = line[0] if line[0] in "=~" and line[1] == " " else ""
    words = shlex.split(line.removeprefix(mark).split(" // ")[0])
    ours, theirs = us.call(*words), them.call(*words)
    if words[:2] == ["CONFIG", "GET"]:
        ours, theirs = (sorted(zip(reply[::2], reply[1::2])) for reply in (ours, theirs))
    if mark == "~":
        return "" if not fits(ours, theirs) else f"{line}: is as in Redis, so the reason is no more"
    good = equals(ours, theirs) if mark == "=" else fits(ours, theirs)
    if good:
        return ""
    if isinstance(ours, bytes) and isinstance(theirs, bytes):
        return f"{line}: lacks {lacking(ours, theirs)}"
    return f"{line}: {ours!r:.300}, in Redis {theirs!r:.300}"


def compare(lines, us, them):
    wrong = [one for line in lines for one in [complaint(line, us, them)] if one]
    if wrong:
        raise Failure("\n  ".join(["replies differ:", *wrong]))


def fill(*wires):
    for wire in wires:
        for words in (["FLUSHALL"], ["MSET", *KEYS], ["SET", "gui:soon", "over", "EX", "1000"]):
            check(Status("OK"), wire.call(*words))


def declare(name, redis_port):
    us, them = Wire(PORT), Wire(redis_port)
    step(f"{name}: keys to look at")(lambda: fill(us, them))
    for page, lines in pages(f"{name}.calls").items():
        step(f"{name}: {page}")(lambda lines=lines: compare(lines, us, them))


with redis_server() as REDIS_PORT:
    for NAME in ("redisinsight", "another-redis-desktop-manager"):
        declare(NAME, REDIS_PORT)
    main()
