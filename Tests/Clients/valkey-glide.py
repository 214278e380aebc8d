#!/usr/bin/env python3
"""Drives a server with valkey-glide, whose core in Rust keeps one connection for all and reconnects by itself.

Usage: valkey-glide.py PORT. Prints "ok NAME" for each thing that works, and stops at the first that does not.
"""
import asyncio
import contextlib
import os
import sys
import time

try:
    import glide
except ImportError:
    sys.exit(77)


def check(name, expected, actual):
    if actual != expected:
        sys.exit(f"FAILED {name}: expected {expected!r:.200}, got {actual!r:.200}")


async def connect(protocol, **options):
    address = glide.NodeAddress("127.0.0.1", int(sys.argv[1]))
    return await glide.GlideClient.create(
        glide.GlideClientConfiguration([address], protocol=protocol, request_timeout=20000, **options))


@contextlib.contextmanager
def refused(name, error, text):
    """What is inside must end with an error of exactly this class, with this text."""
    try:
        yield
    except Exception as refusal:
        check(name, error, type(refusal))
        check(name, text, text if text in str(refusal) else str(refusal))
    else:
        sys.exit(f"FAILED {name}: it was taken")


class Steps:
    def __init__(self, protocol, client):
        self.protocol, self.client = protocol, client
        self.connect = lambda **options: connect(protocol, **options)

    async def strings(self):
        client = self.client
        check("get", None, await client.get("gl:a"))
        check("get", "OK", await client.set("gl:a", "hello"))
        check("get", b"hello", await client.get("gl:a"))
        print("ok get")
        check("expiry", "OK", await client.set("gl:b", "soon", expiry=glide.ExpirySet(glide.ExpiryType.SEC, 100)))
        check("expiry", True, 90 < await client.ttl("gl:b") <= 100)
        check("expiry", -1, await client.ttl("gl:a"))
        print("ok expiry")
        check("delete", 2, await client.delete(["gl:a", "gl:b", "gl:none"]))
        check("delete", None, await client.get("gl:a"))
        print("ok delete")
        await client.set("gl:a", "1")
        check("exists", 2, await client.exists(["gl:a", "gl:none", "gl:a"]))
        print("ok exists")

    async def batches(self):
        batch = glide.Batch(is_atomic=False)
        for number in range(1, 1001):
            batch.incrby("gl:n", number)
        check("pipeline", [n * (n + 1) // 2 for n in range(1, 1001)], await self.client.exec(batch, True))
        print("ok pipeline")
        batch = glide.Batch(is_atomic=True)
        batch.set("gl:a", "x").get("gl:a").incr("gl:n")
        check("transaction", ["OK", b"x", 500501], await self.client.exec(batch, True))
        print("ok transaction")

    async def watch(self):
        own = await self.connect()
        await own.set("gl:watched", "1")
        increment = glide.Batch(is_atomic=True).incr("gl:watched")
        await own.watch(["gl:watched"])
        check("watch", [2], await own.exec(increment, True))
        await own.watch(["gl:watched"])
        await self.client.incr("gl:watched")
        check("watch", None, await own.exec(increment, True))
        check("watch", b"3", await own.get("gl:watched"))
        await own.close()
        print("ok watch")

    async def subscriber(self):
        modes = glide.GlideClientConfiguration.PubSubChannelModes
        wanted = {modes.Exact: {"gl:news"}, modes.Pattern: {"gl:ne*"}}
        subscriptions = glide.GlideClientConfiguration.PubSubSubscriptions(wanted, None, None)
        return await self.connect(pubsub_subscriptions=subscriptions)

    async def hear(self, name, listener, text):
        await self.retried(name, lambda: self.published(text))
        heard = [await listener.get_pubsub_message() for _ in range(2)]
        check(name, [text.encode()] * 2, [message.message for message in heard])

    async def published(self, text):
        if await self.client.publish(text, "gl:news") != 2:
            raise glide.RequestError("not yet heard")

    async def messages(self):
        # Subscribers need RESP3.
        if self.protocol == glide.ProtocolVersion.RESP3:
            listener = await self.subscriber()
            await self.hear("subscribe", listener, "good news")
            await listener.close()
            print("ok subscribe")

    async def edges(self):
        with refused("error", glide.RequestError, "value is not an integer or out of range"):
            await self.client.incr("gl:a")
        with refused("error", glide.RequestError, "unknown command 'NOTHING'"):
            await self.client.custom_command(["NOTHING"])
        batch = glide.Batch(is_atomic=True).incr("gl:a").get("gl:a")
        with refused("error", glide.RequestError, "value is not an integer or out of range"):
            await self.client.exec(batch, raise_on_error=True)
        print("ok error")
        value = bytes(range(256)) * 4096 + os.urandom(1)
        check("binary", "OK", await self.client.set("gl:a", value))
        check("binary", True, await self.client.get("gl:a") == value)
        print("ok binary")

    async def handshake(self):
        mine = await self.connect(client_name="gl:me", database_id=3)
        told = (await mine.custom_command(["CLIENT", "INFO"])).decode()
        values = dict(word.split("=", 1) for word in told.split())
        number = "3" if self.protocol == glide.ProtocolVersion.RESP3 else "2"
        check("handshake", ("gl:me", "3", number, "GlidePy"),
              tuple(values[name] for name in ("name", "db", "resp", "lib-name")))
        await mine.close()
        print("ok handshake")

    async def login(self):
        mine = await self.connect(credentials=glide.ServerCredentials("secret", "app"))
        check("login", b"app", await mine.custom_command(["ACL", "WHOAMI"]))
        await mine.close()
        # With AUTH it has words of its own, with HELLO it shows the server's.
        told = "WRONGPASS" if self.protocol == glide.ProtocolVersion.RESP3 else "AuthenticationFailed"
        with refused("login", glide.ClosingError, told):
            await self.connect(credentials=glide.ServerCredentials("wrong", "app"))
        reader = await self.connect(credentials=glide.ServerCredentials("secret", "reader"))
        with refused("login", glide.RequestError, "no permissions to run the 'set' command"):
            await reader.set("gl:a", "1")
        await reader.close()
        print("ok login")

    async def pool(self):
        """There is no pool: one connection takes what many tasks send at once."""
        words = [str(number).encode() for number in range(500)]
        check("pool", words, await asyncio.gather(*(self.client.echo(word) for word in words)))
        print("ok pool")

    async def reconnects(self):
        mine = await self.connect()
        first = await mine.client_id()
        check("killed", 1, await self.client.custom_command(["CLIENT", "KILL", "ID", str(first)]))
        check("killed", True, await self.retried("killed", mine.client_id) > first)
        await mine.close()
        print("ok killed")
        listens = self.protocol == glide.ProtocolVersion.RESP3
        listener = await self.subscriber() if listens else None
        with contextlib.suppress(glide.GlideError):
            await self.client.custom_command(["SHUTDOWN", "NOSAVE"])
        check("restart", None, await self.retried("restart", lambda: self.client.get("gl:a")))
        if listens:
            # A subscriber subscribes again by itself.
            await self.hear("restart", listener, "again")
            await listener.close()
        print("ok restart")

    async def retried(self, name, action):
        """What an action answers when there is a connection again."""
        deadline = time.monotonic() + 30
        while True:
            try:
                return await action()
            except glide.GlideError:
                check(name, True, time.monotonic() < deadline)
                await asyncio.sleep(0.02)


async def main():
    for protocol in (glide.ProtocolVersion.RESP2, glide.ProtocolVersion.RESP3):
        client = await connect(protocol)
        await client.delete(["gl:a", "gl:b", "gl:n"])
        steps = Steps(protocol, client)
        for part in (steps.strings, steps.batches, steps.watch, steps.messages, steps.edges, steps.handshake,
                     steps.login, steps.pool, steps.reconnects):
            await asyncio.wait_for(part(), 60)
        await client.close()


glide.Logger.set_logger_config(glide.LogLevel.OFF)
asyncio.run(main())
