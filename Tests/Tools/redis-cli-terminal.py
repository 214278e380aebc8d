#!/usr/bin/env python3
"""Uses redis-cli as a person does, at a terminal: prompts, hints, help, and modes that the connection is in.

Usage: redis-cli-terminal.py PORT SOCKET. The server has a user `app` with the password `secret`.
"""
import sys
import tempfile

sys.dont_write_bytecode = True
from tool import PORT, Terminal, Wire, check, main, need, step

CLI = need("redis-cli")
HOME = tempfile.TemporaryDirectory()
ENVIRONMENT = {"HOME": HOME.name, "REDISCLI_HISTFILE": "/dev/null"}
PROMPT = f"127.0.0.1:{PORT}"


def calls_of(command):
    lines = Wire().call("INFO", "commandstats").decode().splitlines()
    return next((int(line.split("calls=")[1].split(",")[0]) for line in lines
                 if line.startswith(f"cmdstat_{command}:")), 0)


def session(*words):
    """A terminal that shows its first prompt."""
    terminal = Terminal(CLI, "-p", PORT, *words, environment=ENVIRONMENT)
    terminal.expect(f"{PROMPT}> $")
    return terminal


def say(terminal, line, answer, prompt=f"{PROMPT}> "):
    """Types a line, which must be answered and followed by a prompt: what is typed before there is one is lost."""
    terminal.type(line + "\r")
    return terminal.expect(rf"\r\n(?:{answer})\s+{prompt}$")


@step("hints")
def hints():
    before = calls_of("command|docs")
    with session() as terminal:
        terminal.type("getex ")
        terminal.expect(r"getex +key \[EX seconds\|PX milliseconds\|EXAT unix-time-seconds\|.*\|PERSIST\]")
        say(terminal, "k EX 10", r"\(nil\)")
        terminal.type("config set ")
        terminal.expect(r"config set +parameter value \[parameter value \.\.\.\]")
    check(before + 1, calls_of("command|docs"))


@step("completion")
def completion():
    with session() as terminal:
        terminal.type("persis\t")
        terminal.expect(r"PERSIST")


@step("help")
def help_texts():
    with session() as terminal:
        say(terminal, "help client no-touch", r"\s+CLIENT NO-TOUCH ON\|OFF\s+summary: [A-Z][^\n]*\.\s+"
            r"since: 7\.2\.0\s+group: connection")
        say(terminal, "help @pubsub", r"(?s:.*)PUBSUB CHANNELS \[pattern\](?s:.*)")
        # Commands that this server has not are not in its help.
        say(terminal, "help xadd", "")


@step("SELECT")
def select():
    with session() as terminal:
        say(terminal, "select 3", "OK", rf"{PROMPT}\[3\]> ")


@step("MULTI")
def transaction():
    inside = rf"{PROMPT}\(TX\)> "
    with session() as terminal:
        say(terminal, "multi", "OK", inside)
        say(terminal, "set tx 1", "QUEUED", inside)
        say(terminal, "exec", r"1\) OK")
        say(terminal, "multi", "OK", inside)
        say(terminal, "get", r"\(error\) ERR wrong number of arguments for 'get' command", inside)
        say(terminal, "exec", r"\(error\) EXECABORT Transaction discarded because of previous errors\.")


@step("subscribe")
def subscribe():
    for protocol in ("-2", "-3"):
        with session(protocol) as terminal:
            terminal.type("subscribe term\r")
            terminal.expect(r'1\) "subscribe"\s+2\) "term"\s+3\) \(integer\) 1')
            check(1, Wire().call("PUBLISH", "term", "good news"))
            terminal.expect(r'1\) "message"\s+2\) "term"\s+3\) "good news"')


@step("CLIENT TRACKING")
def tracking():
    with session("-3") as terminal:
        say(terminal, "client tracking on", "OK")
        say(terminal, "get tracked", r"\(nil\)")
        check("OK", Wire().call("SET", "tracked", "1"))
        say(terminal, "ping", r"-> invalidate: 'tracked'\s+PONG")


@step("AUTH")
def login():
    with session() as terminal:
        say(terminal, "auth app wrong", r"\(error\) WRONGPASS invalid username-password pair or user is disabled\.")
        say(terminal, "auth app secret", "OK")
        say(terminal, "acl whoami", '"app"')


@step("reconnect")
def reconnect():
    with session() as terminal:
        first = say(terminal, "client id", r"\(integer\) (\d+)").group(1)
        check(1, Wire().call("CLIENT", "KILL", "ID", first))
        say(terminal, "client id", "Error: Server closed the connection", "not connected> ")
        check(True, say(terminal, "client id", r"\(integer\) (\d+)").group(1) != first)


@step("quit")
def leave():
    with session() as terminal:
        terminal.type("quit\r")
        check(0, terminal.status())


main()
