#!/usr/bin/env python3
"""Holds what `Bench instructions` has counted to the figures that are written down, or writes them anew.

    figures.py check|renew MEASURED.json FIGURES.json
"""
import json
import sys

SUFFIX = "_per_command"
# The C library chooses its copying by the processor, so instructions differ a little from machine to machine.
INSTRUCTION_SHARE = 0.03
# A timer that happens to fire during one of the two runs allocates and retains now and then, and turns do not always
# bring as many requests: series of one program differ by 0.1. What a command costs more is a whole one at least.
CALL_SLACK = 0.3


def limit(name, stored):
    return stored * (1 + INSTRUCTION_SHARE) if name == "instructions" else stored + CALL_SLACK


def figures(measured):
    """Instructions, allocations and calls of the runtime that one command of each workload costs."""
    return {
        workload: {name.removesuffix(SUFFIX): number for name, number in counts.items()}
        for workload, counts in measured["workloads"].items()
    }


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def check(now, stored):
    """Prints a table, and answers whether every figure is within its limit."""
    if stored.keys() != now.keys():
        print("The workloads are not those written down: renew the figures.")
        return False
    holds = True
    print(f"{'per command':<9}  {'':<18} {'now':>9} {'stored':>9} {'limit':>9}")
    for workload, counts in now.items():
        # What was never called is in neither list: its figure is zero.
        for name in sorted({*counts, *stored[workload]}):
            number, before = counts.get(name, 0), stored[workload].get(name, 0)
            most = limit(name, before)
            verdict = "  TOO MUCH" if number > most else "  less: renew" if number < before - (most - before) else ""
            holds = holds and number <= most
            print(f"{workload:<11}  {name:<18} {number:>9.2f} {before:>9.2f} {most:>9.2f}{verdict}")
    return holds


def main():
    mode, measured_path, stored_path = sys.argv[1:]
    now = figures(load(measured_path))
    if mode == "renew":
        with open(stored_path, "w", encoding="utf-8") as file:
            file.write(json.dumps(now, indent=2) + "\n")
        return 0
    return 0 if check(now, load(stored_path)) else 1


if __name__ == "__main__":
    sys.exit(main())
