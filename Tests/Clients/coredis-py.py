#!/usr/bin/env python3
"""Drives a server with coredis, a client for asyncio with a parser of its own that speaks RESP3.

Usage: coredis-py.py PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.
"""
import asyncio
import contextlib
import os
import sys
import time

try:
    import coredis
    from coredis.exceptions import (
        AuthenticationError, AuthorizationError, ConnectionError, ResponseError, UnknownCommandError, WatchError)
    from coredis.retry import NoRetryPolicy
except ImportError:
    sys.exit(77)


def check(name, expected, actual):
    if actual != expected:
        sys.exit(f"FAILED {name}: expected {expected!r:.200}, got {actual!r:.200}")


def connect(**options):
    return coredis.Redis(host="127.0.0.1", port=int(sys.argv[1]), **options)


@contextlib.contextmanager
def refused(name, error, text):
    """What is inside must end with an error of this class, with this text."""
    try:
        yield
    except BaseException as refusal:
        while isinstance(refusal, BaseExceptionGroup):
            refusal = refusal.exceptions[0]
        check(name, True, isinstance(refusal, error))
        check(name, text, text if text in str(refusal) else str(refusal))
    else:
        sys.exit(f"FAILED {name}: it was taken")


async def strings(client):
    check("get", None, await client.get("co:a"))
    check("get", True, await client.set("co:a", "hello"))
    check("get", b"hello", await client.get("co:a"))
    print("ok get")
    check("expiry", True, await client.set("co:b", "soon", ex=100))
    check("expiry", True, 90 < await client.ttl("co:b") <= 100)
    check("expiry", -1, await client.ttl("co:a"))
    print("ok expiry")
    check("delete", 2, await client.delete(["co:a", "co:b", "co:none"]))
    check("delete", None, await client.get("co:a"))
    print("ok delete")
    await client.set("co:a", "1")
    check("exists", 2, await client.exists(["co:a", "co:none", "co:a"]))
    print("ok exists")


async def batches(client):
    async with client.pipeline(transaction=False) as batch:
        sums = [batch.incrby("co:n", number) for number in range(1, 1001)]
    check("pipeline", [n * (n + 1) // 2 for n in range(1, 1001)], [await one for one in sums])
    print("ok pipeline")
    async with client.pipeline(transaction=True) as batch:
        replies = [batch.set("co:a", "x"), batch.get("co:a"), batch.incr("co:n")]
    check("transaction", [True, b"x", 500501], [await one for one in replies])
    print("ok transaction")


async def watch(client):
    await client.set("co:watched", "1")
    async with client.pipeline(transaction=True) as batch:
        async with batch.watch("co:watched"):
            sum = batch.incr("co:watched")
    check("watch", 2, await sum)
    with refused("watch", WatchError, ""):
        async with client.pipeline(transaction=True) as batch:
            async with batch.watch("co:watched"):
                await client.incr("co:watched")
                batch.incr("co:watched")
    check("watch", b"3", await client.get("co:watched"))
    print("ok watch")


async def messages(client):
    async with client.pubsub(channels=["co:news"]) as subscriber:
        check("subscribe", 1, await client.publish("co:news", "good news"))
        async for message in subscriber:
            if message["type"] == "message":
                check("subscribe", b"good news", message["data"])
                break
    print("ok subscribe")


async def edges(client):
    with refused("error", ResponseError, "value is not an integer or out of range"):
        await client.incr("co:a")
    with refused("error", UnknownCommandError, "LPUSH"):
        await client.lpush("co:a", ["1"])
    print("ok error")
    value = bytes(range(256)) * 4096 + os.urandom(1)
    check("binary", True, await client.set("co:a", value))
    check("binary", True, await client.get("co:a") == value)
    print("ok binary")


async def handshake(client):
    async with connect(client_name="co:me", db=3) as mine:
        told = await mine.client_info()
        check("handshake", ("co:me", 3, "3"), (told["name"], told["db"], told["resp"]))
        check("handshake", "coredis", told["lib-name"].split("(")[0])
        await mine.ping()
    print("ok handshake")


async def login(client):
    async with connect(username="app", password="secret") as mine:
        check("login", b"app", await mine.acl_whoami())
    with refused("login", AuthenticationError, "invalid username-password pair"):
        async with connect(username="app", password="wrong") as mine:
            await mine.ping()
    async with connect(username="reader", password="secret") as reader:
        with refused("login", AuthorizationError, "no permissions to run the 'set' command"):
            await reader.set("co:a", "1")
    print("ok login")


async def pool(client):
    async with connect(max_connections=4) as many:
        words = [f"{number}" for number in range(200)]
        check("pool", words, [word.decode() for word in await asyncio.gather(*(many.echo(word) for word in words))])
    print("ok pool")


async def reconnects(client):
    async with connect(max_connections=1) as mine:
        first = (await mine.client_info())["id"]
        check("killed", 1, await client.client_kill(identifier=first))
        check("killed", True, (await retried(mine.client_info))["id"] > first)
    print("ok killed")
    # A SHUTDOWN that is tried again would end the next server too.
    with contextlib.suppress(ConnectionError, asyncio.CancelledError, BaseExceptionGroup):
        async with connect(retry_policy=NoRetryPolicy()) as once:
            await once.shutdown(coredis.PureToken.NOSAVE)
    check("restart", None, await retried(lambda: client.get("co:a")))
    print("ok restart")


async def retried(action):
    """What an action answers when there is a connection again."""
    deadline = time.monotonic() + 30
    while True:
        try:
            return await action()
        except (ConnectionError, OSError):
            check("restart", True, time.monotonic() < deadline)
            await asyncio.sleep(0.02)


async def main():
    async with connect() as client:
        for part in (strings, batches, watch, messages, edges, handshake, login, pool, reconnects):
            await asyncio.wait_for(part(client), 40)


asyncio.run(main())
