#!/usr/bin/env python3
"""Counts in the machine code of the hot functions the calls that a hot path must not make.

    hot_functions.py check|renew BINARY LIST
    hot_functions.py show BINARY FUNCTION…

LIST has a line for each function: how many such calls it may contain, its name as `swift demangle --simplified`
writes it, and why it stands there. A name stands for its specializations too; a function that is not in the binary
fails, so that the list stays true. Code that the compiler has moved out of a function counts as the function's own.
`show` prints the calls with their addresses.
"""
import re
import subprocess
import sys
from collections import defaultdict

# Counting references, allocating, checking for exclusive access, and what does such things for many values at once.
FORBIDDEN = re.compile(
    r"swift_(retain|release|bridgeObjectRetain|bridgeObjectRelease|unknownObject\w+|error(Retain|Release)"
    r"|unowned\w+|weak\w+|alloc\w+|dealloc\w+|slowAlloc|slowDealloc|initStackObject|beginAccess|endAccess|arrayInit\w+"
    r"|arrayDestroy|dynamicCast\w*)(_n)?|malloc|calloc|realloc|free|posix_memalign|aligned_alloc")
# What the compiler makes out of parts of functions: to be counted with the functions that call it.
OUTLINED = re.compile(r"^((merged )?outlined |merged |value witness |destroy for |assignWith|initializeWith)")
# The compiler's own variants of a function, which bear its name behind these words.
VARIANT = re.compile(
    r"^((generic |function signature )?specialized|generic not re-abstracted specialized|merged|partial apply for) ")

INSTRUCTION = re.compile(r"^ *([0-9a-f]+):\s+(.*)")
# A jump to another function ends this one with a call.
CALL = re.compile(r"(?:bnd )?(?:call|j[a-z]+)\s+([0-9a-f]+) <([^>]+)>")


def output(*command, text=None):
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True).stdout


class Binary:
    """The functions of a program by address: their names, and whom they call from where."""

    def __init__(self, path):
        self.names = self.read_names(path)
        self.calls = self.read_calls(path)

    @staticmethod
    def read_names(path):
        symbols = [line.split(maxsplit=2) for line in output("nm", "--defined-only", path).splitlines()]
        symbols = [(int(address, 16), name) for address, kind, name in symbols if kind in "tTwW"]
        mangled = "\n".join(name for _, name in symbols)
        plain = output("swift", "demangle", "--compact", "--simplified", text=mangled).splitlines()
        names = defaultdict(list)
        for (address, _), name in zip(symbols, plain, strict=True):
            names[address].append(name)
        return names

    def read_calls(self, path):
        starts = self.read_starts(path)
        calls = defaultdict(list)
        function = None
        for line in output("objdump", "-d", "--no-show-raw-insn", path).splitlines():
            instruction = INSTRUCTION.match(line)
            if not instruction:
                continue
            place = int(instruction[1], 16)
            if place in starts:
                function = place
            if call := CALL.match(instruction[2]):
                target, symbol = int(call[1], 16), call[2]
                if target in starts and target != function or symbol.endswith("@plt"):
                    calls[function].append((place, target, symbol.removesuffix("@plt")))
        return calls

    def read_starts(self, path):
        """Where functions begin, those without a symbol too: the tables for unwinding know them all."""
        frames = output("readelf", "--debug-dump=frames", path)
        return {*self.names, *(int(start, 16) for start in re.findall(r"FDE .* pc=([0-9a-f]+)\.\.", frames))}

    def addresses(self, wanted):
        """Where the function of that name and its variants begin."""
        return [address for address, names in self.names.items() if any(base(name) == wanted for name in names)]

    def is_part_of_its_callers(self, address):
        names = self.names.get(address, ())
        return not names or any(OUTLINED.match(name) for name in names)

    def forbidden_calls(self, address, seen=frozenset()):
        """The forbidden calls of a function, as (place, what is called, what was outlined between)."""
        found = []
        for place, target, symbol in self.calls[address]:
            if FORBIDDEN.fullmatch(symbol):
                found.append((place, symbol, ""))
            elif target in self.calls and target not in seen and self.is_part_of_its_callers(target):
                outlined = self.names.get(target, ["code without a name"])[0]
                inner = self.forbidden_calls(target, seen | {address, target})
                found += [(place, callee, outlined) for _, callee, _ in inner]
        return found


def base(name):
    """A function's name without the words that mark it as a variant."""
    while VARIANT.match(name):
        name = VARIANT.sub("", name)
    return name


def read_list(path):
    """The list's lines as [line, allowed, name], with None for what is no function."""
    lines = []
    with open(path, encoding="utf-8") as file:
        for line in file.read().splitlines():
            match = re.match(r"^ *(\d+)  (\S.*?)(  +\S.*)?$", line)
            lines.append([line, int(match[1]), match[2]] if match else [line, None, None])
    return lines


def show(binary, names):
    for name in names:
        for address in binary.addresses(name):
            print(f"{address:x} {binary.names[address][0]}")
            for place, callee, outlined in binary.forbidden_calls(address):
                print(f"    {place:x} {callee}" + (f" in {outlined}" if outlined else ""))


def judge(binary, allowed, name):
    """What is wrong with a function, or nothing, and how many forbidden calls it has."""
    addresses = binary.addresses(name)
    if not addresses:
        return "it is not in the program: inlined, renamed or gone", None
    calls = [call for address in addresses for call in binary.forbidden_calls(address)]
    if len(calls) > allowed:
        callees = ", ".join(sorted({callee for _, callee, _ in calls}))
        return f"{len(calls)} forbidden calls where {allowed} are allowed: {callees}", len(calls)
    if len(calls) < allowed:
        return f"only {len(calls)} of {allowed} allowed calls are left: renew", len(calls)
    return None, allowed


def main():
    mode, path, *rest = sys.argv[1:]
    binary = Binary(path)
    if mode == "show":
        show(binary, rest)
        return 0
    lines = read_list(rest[0])
    hot = [line for line in lines if line[2] is not None]
    complaints = []
    for line in hot:
        complaint, count = judge(binary, line[1], line[2])
        if mode == "renew" and count is not None:
            line[0] = f"{count:>2}" + line[0].lstrip()[len(str(line[1])):]
        elif complaint:
            complaints.append(f"{line[2]}: {complaint}")
    if mode == "renew":
        with open(rest[0], "w", encoding="utf-8") as file:
            file.write("\n".join(line[0] for line in lines) + "\n")
    print("\n".join([*complaints, f"{len(hot)} hot functions, {len(complaints)} complaints"]))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
