"""What redis-py and valkey-py have in common, so that both are driven by the same steps.

Each of them hands its name and its class to `run`, which prints "ok NAME" for each thing that works and stops at the
first that does not.
"""
import os
import sys


def check(name, expected, actual):
    if actual != expected:
        sys.exit(f"FAILED {name}: expected {expected!r:.200}, got {actual!r:.200}")


def get(client, key):
    check("get", None, client.get(key("a")))
    check("get", True, client.set(key("a"), "hello"))
    check("get", b"hello", client.get(key("a")))


def expiry(client, key):
    check("expiry", True, client.set(key("b"), "soon", ex=100))
    check("expiry", True, 90 < client.ttl(key("b")) <= 100)
    check("expiry", -1, client.ttl(key("a")))


def delete(client, key):
    check("delete", 2, client.delete(key("a"), key("b"), key("none")))
    check("delete", None, client.get(key("a")))


def exists(client, key):
    client.set(key("a"), "1")
    check("exists", 2, client.exists(key("a"), key("none"), key("a")))


def pipeline(client, key):
    with client.pipeline(transaction=False) as batch:
        for number in range(1, 1001):
            batch.incrby(key("n"), number)
        check("pipeline", [n * (n + 1) // 2 for n in range(1, 1001)], batch.execute())


def transaction(client, key):
    with client.pipeline(transaction=True) as batch:
        batch.set(key("a"), "x").get(key("a")).incr(key("n"))
        check("transaction", [True, b"x", 500501], batch.execute())


def subscribe(client, key):
    with client.pubsub() as subscriber:
        subscriber.subscribe(key("news"))
        check("subscribe", "subscribe", subscriber.get_message(timeout=10)["type"])
        check("subscribe", 1, client.publish(key("news"), "good news"))
        message = subscriber.get_message(timeout=10)
        check("subscribe", ("message", b"good news"), (message["type"], message["data"]))


def error(client, key):
    try:
        client.incr(key("a"))
    except Exception as refusal:
        check("error", "ResponseError", type(refusal).__name__)
        check("error", "value is not an integer or out of range", str(refusal))
    else:
        sys.exit("FAILED error: the command was taken")


def binary(client, key):
    value = bytes(range(256)) * 4096 + os.urandom(1)
    check("binary", True, client.set(key("a"), value))
    check("binary", True, client.get(key("a")) == value)


def run(name, client_class):
    """The steps in RESP2 and in RESP3, against the port on the command line."""
    for protocol in (2, 3):
        client = client_class(host="127.0.0.1", port=int(sys.argv[1]), protocol=protocol, socket_timeout=20)

        def key(suffix):
            return f"{name}:{protocol}:{suffix}"

        client.delete(key("a"), key("b"), key("n"))
        for step in (get, expiry, delete, exists, pipeline, transaction, subscribe, error, binary):
            step(client, key)
            print("ok", step.__name__, f"(RESP{protocol})")
