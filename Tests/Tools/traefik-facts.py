#!/usr/bin/env python3
"""Writes the tables of Sources/Traefik/Facts from the facts about Traefik (schema.json, rules.json), so that a new
version of Traefik is a new data file: traefik-facts.py FOLDER-OF-FACTS Sources/Traefik/Facts"""
import json
import sys

SCALARS = {"string": "string", "bool": "bool", "int": "int", "duration": "duration", "object": "object"}
FLAGS = [
    ("allowEmpty", "mayBeEmpty"), ("allowEmptyInFileOnly", "mayBeEmptyInFile"), ("presentByDefault", "present"),
    ("hiddenFromKV", "hidden"), ("notInFile", "notInFile"), ("undocumented", "undocumented"),
    ("notInAPI", "notInAPI"), ("deprecated", "deprecated"),
]


def type_of(field):
    kind, of = field["type"], field.get("of")
    if kind == "list":
        return f"[{of}]"
    if kind == "map":
        return "{{any}}" if field.get("innerOf") == "any" else "{[string]}" if of == "list" else "{%s}" % of
    return "uint32" if field.get("bits") == 32 and field.get("min") == 0 else SCALARS[kind]


def line_of(field, depth, one_of):
    assert "kv" not in field, "a key fragment that is not the field's name: the tables have no word for it yet"
    words = [" " * depth + field["name"], type_of(field) + ("?" if field.get("optional") else "")]
    words += [word for key, word in FLAGS if field.get(key)]
    if field["name"] in one_of:
        words.append("oneOf")
    since = field.get("sincePatch", field.get("since"))
    if since:
        words.append("since=" + since)
    if "default" in field:
        words.append("=" + json.dumps(field["default"], separators=(",", ":")))
    return " ".join(words)


def lines_of(fields, depth, one_of=()):
    for field in fields:
        yield line_of(field, depth, one_of)
        yield from lines_of(field.get("fields", []), depth + 1)


def kind_lines(kinds, flags=""):
    for name, kind in kinds.items():
        yield f"{name} {kind['container']}{flags}"
        yield from lines_of(kind["fields"], 1, kind.get("exactlyOneOf", []))


def literal(lines):
    for line in lines:
        while len(line) > 110:
            cut = line.rindex(",", 0, 110) + 1
            yield "        " + line[:cut] + "\\"
            line = line[cut:]
        yield "        " + line


def write(path, comment, name, lines):
    with open(path, "w") as file:
        text = "\n".join(literal(lines))
        file.write(f"// {comment}\n\nextension FactTable {{\n")
        file.write(f"    static let {name} = \"\"\"\n{text}\n        \"\"\"\n}}\n")


def rule_lines(rules):
    for protocol in ("http", "tcp"):
        for matcher in rules[protocol]["matchers"]:
            yield " ".join(
                [protocol, matcher["name"], str(matcher["minArgs"]), str(matcher["maxArgs"])] + matcher["accepts"])


def reference_lines(rules):
    for kind, references in rules["references"].items():
        for path, target in references.items():
            yield f"{kind} /{path.replace('[]', '.*').replace('.', '/')} {target}"


def main(facts, out):
    schema = json.load(open(facts + "/schema.json"))
    rules = json.load(open(facts + "/rules.json"))
    made = "Made by Tests/Tools/traefik-facts.py from the facts about Traefik:"
    kinds = schema["kinds"]
    middlewares = {"http.middlewares": kinds.pop("http.middlewares")}
    http = {name: kinds.pop(name) for name in list(kinds) if name.startswith("http.")}
    write(out + "/FactTable+HTTP.swift", made + " what the objects of HTTP are made of.", "http", kind_lines(http))
    write(
        out + "/FactTable+Middlewares.swift", made + " what the middlewares of HTTP are made of.", "middlewares",
        kind_lines(middlewares))
    write(
        out + "/FactTable+Others.swift", made + " objects of TCP, UDP and TLS, and Traefik's own.", "others",
        list(kind_lines(kinds)) + list(kind_lines(schema["internalKinds"], " internal")))
    write(out + "/FactTable+Versions.swift", made + " the versions that can be aimed at.", "versions",
          schema["targetVersions"])
    write(out + "/FactTable+Matchers.swift", made + " what rules are made of.", "matchers", rule_lines(rules))
    write(out + "/FactTable+References.swift", made + " what refers to what.", "references", reference_lines(rules))


if __name__ == "__main__":
    main(*sys.argv[1:])
