#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""validate.py SCHEMA FILE...: checks JSON files, prints the path of each mistake.

Exit codes: 0 all valid; 1 a mistake; 2 usage or an unreadable file; 77 jsonschema is missing.
"""
import json
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: install python3-jsonschema", file=sys.stderr)
    sys.exit(77)


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def refuse_duplicates(pairs):
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise ValueError(f"a key stands twice among {[key for key, _ in pairs]}")
    return keys


def parse(text):
    """JSON alone: by default Python takes NaN, and the last of two equal keys."""
    return json.loads(text, parse_constant=refuse_constant, object_pairs_hook=refuse_duplicates)


def path_of(error):
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in error.absolute_path)
    return "$" + "".join(steps)


def mistakes(schema, document):
    """[(path, what is wrong)], in the order of the document."""
    jsonschema.Draft7Validator.check_schema(schema)
    errors = jsonschema.Draft7Validator(schema).iter_errors(document)
    return sorted((path_of(error), error.message[:300]) for error in errors)


def read(path):
    with open(path, encoding="utf-8") as file:
        return parse(file.read())


def report(schema, path):
    """Prints the mistakes of one file; how many there were."""
    try:
        found = mistakes(schema, read(path))
    except ValueError as error:  # not JSON, not UTF-8
        found = [("$", error)]
    for where, what in found:
        print(f"{path}: {where}: {what}")
    return len(found)


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        schema = read(arguments[0])
        return 1 if sum([report(schema, path) for path in arguments[1:]]) else 0
    except (OSError, ValueError, jsonschema.SchemaError) as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
