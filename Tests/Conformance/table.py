#!/usr/bin/env python3
"""Prints a result of Valkey's Tcl suite as Markdown: table.py RESULT.json [BASELINE.json]

For each file what passed here, what a real Valkey passed, and the names of the tests that failed.
"""
import json
import sys


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def plain(text):
    """Text as a cell of a table: on one line, and with nothing in it that Markdown would take for its own."""
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("`", "'")


def rows(result, baseline):
    for name, file in result["files"].items():
        real = baseline.get(name, {}).get("ok", "?")
        failures = "<br>".join(plain(test) for test, _ in file["failures"])
        yield f"| {name} | {file['ok']} | {real} | {failures} |"


def reasons(result):
    for name, file in result["files"].items():
        for test, why in file["failures"]:
            yield f"- {name}, {plain(test)}: {plain(why)}"


def main():
    result = load(sys.argv[1])
    baseline = load(sys.argv[2]) if len(sys.argv) > 2 else {"files": {}}
    files = result["files"]
    passed = sum(file["ok"] for file in files.values())
    real = sum(baseline["files"].get(name, {}).get("ok", 0) for name in files)
    print(f"Valkey's Tcl suite, profile {result['profile']}: {passed} passed here, {real or '?'} by a real Valkey.\n")
    print("| file | passed here | passed by a real Valkey | failures |")
    print("|---|---:|---:|---|")
    print("\n".join(rows(result, baseline["files"])))
    print(f"| all | {passed} | {real or '?'} | {sum(len(file['failures']) for file in files.values())} |")
    why = list(reasons(result))
    if why:
        print("\nWhy, in the suite's own words:\n")
        print("\n".join(why))


main()
