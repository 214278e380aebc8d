#!/usr/bin/env python3
"""Drives a server with coredis, a client for asyncio with a parser of its own that speaks RESP3.

Usage: coredis-py.py PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.
"""
import asyncio
import os
import sys

try:
    import coredis
    from coredis.exceptions import ResponseError
except ImportError:
    sys.exit(77)


def check(name, expected, actual):
    if actual != expected:
        sys.exit(f"FAILED {name}: expected {expected!r:.200}, got {actual!r:.200}")


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


async def messages(client):
    async with client.pubsub(channels=["co:news"]) as subscriber:
        check("subscribe", 1, await client.publish("co:news", "good news"))
        async for message in subscriber:
            if message["type"] == "message":
                check("subscribe", b"good news", message["data"])
                break
    print("ok subscribe")


async def edges(client):
    try:
        await client.incr("co:a")
    except ResponseError as refusal:
        check("error", True, "value is not an integer or out of range" in str(refusal))
    else:
        sys.exit("FAILED error: the command was taken")
    print("ok error")
    value = bytes(range(256)) * 4096 + os.urandom(1)
    check("binary", True, await client.set("co:a", value))
    check("binary", True, await client.get("co:a") == value)
    print("ok binary")


async def main():
    async with coredis.Redis(host="127.0.0.1", port=int(sys.argv[1])) as client:
        await client.delete(["co:a", "co:b", "co:n"])
        for part in (strings, batches, messages, edges):
            await asyncio.wait_for(part(client), 20)


asyncio.run(main())
