"""What redis-py and valkey-py have in common, so that both are driven by the same steps.

Each of them hands its name and its module to `run`, which prints "ok NAME" for each thing that works and stops at the
first that does not.
"""
import contextlib
import os
import sys
import threading
import time


def check(name, expected, actual):
    if actual != expected:
        sys.exit(f"FAILED {name}: expected {expected!r:.200}, got {actual!r:.200}")


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
    def __init__(self, name, module, client_class, protocol):
        self.module = module
        self.make = lambda **options: client_class(
            **{"host": "127.0.0.1", "port": int(sys.argv[1]), "protocol": protocol, "socket_timeout": 20, **options})
        self.protocol = protocol
        self.prefix = f"{name}:{protocol}"
        # For what must not be tried again: it waits in between.
        self.once = {"retry": module.retry.Retry(module.backoff.NoBackoff(), 0)}
        self.client = self.make()

    def key(self, suffix):
        return f"{self.prefix}:{suffix}"

    def get(self):
        check("get", None, self.client.get(self.key("a")))
        check("get", True, self.client.set(self.key("a"), "hello"))
        check("get", b"hello", self.client.get(self.key("a")))

    def expiry(self):
        check("expiry", True, self.client.set(self.key("b"), "soon", ex=100))
        check("expiry", True, 90 < self.client.ttl(self.key("b")) <= 100)
        check("expiry", -1, self.client.ttl(self.key("a")))

    def delete(self):
        check("delete", 2, self.client.delete(self.key("a"), self.key("b"), self.key("none")))
        check("delete", None, self.client.get(self.key("a")))

    def exists(self):
        self.client.set(self.key("a"), "1")
        check("exists", 2, self.client.exists(self.key("a"), self.key("none"), self.key("a")))

    def pipeline(self):
        with self.client.pipeline(transaction=False) as batch:
            for number in range(1, 1001):
                batch.incrby(self.key("n"), number)
            check("pipeline", [n * (n + 1) // 2 for n in range(1, 1001)], batch.execute())

    def transaction(self):
        with self.client.pipeline(transaction=True) as batch:
            batch.set(self.key("a"), "x").get(self.key("a")).incr(self.key("n"))
            check("transaction", [True, b"x", 500501], batch.execute())

    def watch(self):
        key = self.key("watched")
        self.client.set(key, "1")
        with self.client.pipeline() as batch:
            batch.watch(key)
            batch.multi()
            batch.incr(key)
            check("watch", [2], batch.execute())
            batch.watch(key)
            self.make().incr(key)
            batch.multi()
            batch.incr(key)
            with refused("watch", self.module.WatchError, ""):
                batch.execute()
        check("watch", 13, self.client.transaction(
            lambda batch: (batch.get(key), batch.multi(), batch.incrby(key, 10)), key)[0])

    def subscribe(self):
        with self.client.pubsub() as subscriber:
            subscriber.subscribe(self.key("news"))
            subscriber.psubscribe(self.key("ne*"))
            check("subscribe", ["subscribe", "psubscribe"],
                  [subscriber.get_message(timeout=10)["type"] for _ in range(2)])
            check("subscribe", 2, self.client.publish(self.key("news"), "good news"))
            messages = [subscriber.get_message(timeout=10) for _ in range(2)]
            check("subscribe", [("message", b"good news"), ("pmessage", b"good news")],
                  [(message["type"], message["data"]) for message in messages])

    def error(self):
        with refused("error", self.module.ResponseError, "value is not an integer or out of range"):
            self.client.incr(self.key("a"))
        with self.client.pipeline(transaction=True) as batch:
            batch.execute_command("NOTHING")
            with refused("error", self.module.ResponseError, "unknown command 'NOTHING'"):
                batch.execute()
        self.client.set("noscript", "1")

    def binary(self):
        value = bytes(range(256)) * 4096 + os.urandom(1)
        check("binary", True, self.client.set(self.key("a"), value))
        check("binary", True, self.client.get(self.key("a")) == value)

    def handshake(self):
        mine = self.make(client_name=self.key("me"), db=3)
        told = mine.client_info()
        library = self.prefix.split(":")[0]
        check("handshake", (self.key("me"), 3, self.protocol, library),
              (told["name"], int(told["db"]), int(told["resp"]), told["lib-name"]))
        check("handshake", True, told["lib-ver"] == self.module.__version__)

    def login(self):
        check("login", True, self.make(username="app", password="secret").acl_whoami() in ("app", b"app"))
        with refused("login", self.module.AuthenticationError, "invalid username-password pair"):
            self.make(username="app", password="wrong", **self.once).ping()
        reader = self.make(username="reader", password="secret")
        with refused("login", self.module.exceptions.NoPermissionError, "no permissions to run the 'set' command"):
            reader.set(self.key("a"), "1")
        check("login", True, reader.exists(self.key("a")) == 1)

    def pool(self):
        """More threads than connections: they wait for each other, and nobody gets another's reply."""
        pool = self.module.BlockingConnectionPool(
            host="127.0.0.1", port=int(sys.argv[1]), protocol=self.protocol, max_connections=4, timeout=20)
        client = type(self.client)(connection_pool=pool)
        wrong = []

        def work(number):
            for turn in range(50):
                if client.echo(f"{number}.{turn}") != f"{number}.{turn}".encode():
                    wrong.append(number)
        threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        check("pool", [], wrong)
        pool.disconnect()

    def killed(self):
        """A connection that somebody ended is made anew, without a word."""
        client = self.make(max_connections=1)
        first = client.client_id()
        check("killed", 1, self.client.client_kill_filter(_id=first))
        check("killed", True, client.client_id() > first)

    def restart(self):
        listener = self.client.pubsub()
        listener.subscribe(self.key("news"))
        check("restart", "subscribe", listener.get_message(timeout=10)["type"])
        with contextlib.suppress(self.module.ConnectionError):
            # Tried again, it would end the next server too.
            self.make(**self.once).shutdown(nosave=True)
        check("restart", None, self.retried(lambda: self.client.get(self.key("a"))))
        # A subscriber subscribes again by itself.
        check("restart", "subscribe", self.retried(lambda: listener.get_message(timeout=10))["type"])
        check("restart", 1, self.client.publish(self.key("news"), "again"))
        check("restart", b"again", listener.get_message(timeout=10)["data"])


    def retried(self, action):
        """What an action answers when there is a server again."""
        deadline = time.monotonic() + 30
        while True:
            try:
                return action()
            except self.module.ConnectionError:
                check("restart", True, time.monotonic() < deadline)
                time.sleep(0.02)


def run(name, module, client_class):
    """The steps in RESP2 and in RESP3, against the port on the command line."""
    for protocol in (2, 3):
        steps = Steps(name, module, client_class, protocol)
        for step in (steps.get, steps.expiry, steps.delete, steps.exists, steps.pipeline, steps.transaction,
                     steps.watch, steps.subscribe, steps.error, steps.binary, steps.handshake, steps.login, steps.pool,
                     steps.killed, steps.restart):
            step()
            print("ok", step.__name__, f"(RESP{protocol})")
