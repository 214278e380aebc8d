"""What the programs in this folder have in common: steps that are reported, programs with a limit, and a terminal.

A program declares its steps and calls `main`, which takes them in order and prints "ok NAME" for each that holds and
"FAILED NAME" for each that does not.
"""
import contextlib
import fcntl
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time

PORT = sys.argv[1]
SOCKET = sys.argv[2] if len(sys.argv) > 2 else ""
PATIENCE = 30

_steps = []


class Failure(Exception):
    pass


def step(name):
    """Declares a step."""
    def declare(function):
        _steps.append((name, function))
        return function
    return declare


def main():
    failed = False
    for name, function in _steps:
        try:
            function()
            print("ok", name, flush=True)
        except (Failure, subprocess.TimeoutExpired) as failure:
            print(f"FAILED {name}: {failure}", file=sys.stderr, flush=True)
            failed = True
    sys.exit(failed)


def check(expected, actual):
    if actual != expected:
        raise Failure(f"expected {expected!r:.300}, got {actual!r:.600}")


def check_match(pattern, text):
    found = re.search(pattern, text, re.MULTILINE)
    if not found:
        raise Failure(f"expected {pattern!r}, got {text!r:.1500}")
    return found


def need(program):
    """The path of a program. Where it is not installed the whole is skipped."""
    return shutil.which(program) or sys.exit(77)


def run(*words, input="", status=0, environment=None, limit=PATIENCE):
    """What a program printed, which must end in time and with `status`."""
    ended = subprocess.run(
        words, input=input.encode() if isinstance(input, str) else input, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=limit, env={**os.environ, **(environment or {})})
    text = ended.stdout.decode(errors="replace")
    if ended.returncode != status:
        raise Failure(f"{' '.join(words)} ended with {ended.returncode}: {text!r:.1500}")
    return text


def wait_until(what, condition):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise Failure(f"waited {PATIENCE} seconds for {what}")
        select.select([], [], [], 0.01)


class Wire:
    """A connection as plain as it gets."""

    def __init__(self, port=PORT):
        self.socket = socket.create_connection(("127.0.0.1", int(port)), timeout=PATIENCE)
        self.file = self.socket.makefile("rb")

    def send(self, *words):
        parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))

    def call(self, *words):
        self.send(*words)
        return self.reply()

    def reply(self):
        line = self.file.readline()
        kind, rest = line[:1], line[1:-2]
        if kind == b"+":
            return Status(rest.decode())
        if kind == b"-":
            return Error(rest.decode(errors="replace"))
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return None if rest == b"-1" else [self.reply() for _ in range(int(rest))]
        raise Failure(f"no reply: {line!r}")

    def close(self):
        self.file.close()
        self.socket.close()


class Status(str):
    pass


class Error(str):
    pass


class Terminal:
    """A program that believes to be used by a person."""

    def __init__(self, *words, environment=None):
        self.shown = ""
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            os.environ.update(environment or {})
            os.environ["TERM"] = "xterm"
            os.execvp(words[0], words)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))

    def type(self, text):
        os.write(self.descriptor, text.encode())

    def expect(self, pattern):
        """Reads until the screen has shown what the pattern describes, and answers that; what was before is over."""
        deadline = time.monotonic() + PATIENCE
        while True:
            plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]", "", self.shown)
            found = re.search(pattern, plain)
            if found:
                self.shown = plain[found.end():]
                return found
            if not self._read(deadline):
                raise Failure(f"the terminal never showed {pattern!r}: {plain!r:.1500}")

    def _read(self, deadline):
        ready, _, _ = select.select([self.descriptor], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            piece = os.read(self.descriptor, 1 << 16).decode(errors="replace")
        except OSError:
            return False
        self.shown += piece
        # A terminal that is asked where its cursor stands says so.
        for _ in range(piece.count("\x1b[6n")):
            self.type("\x1b[1;1R")
        return piece != ""

    def status(self):
        """Waits for its end."""
        while self._read(time.monotonic() + PATIENCE):
            pass
        self.process, process = None, self.process
        return os.waitpid(process, 0)[1]

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self.process is not None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        os.close(self.descriptor)


def free_port():
    """A port that nobody listens on at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def listens(port):
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", int(port))) == 0


@contextlib.contextmanager
def redis_server(*options):
    """Debian's redis-server, as what one server is compared with. Answers its port."""
    program = need("redis-server")
    folder = tempfile.mkdtemp()
    port = free_port()
    words = [program, "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder, *options]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until("redis-server", lambda: listens(port))
        yield port
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)
