#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""synthetic_history.py FOLDER [--runs N] [--rows N] [--seed N] [--machines N] [--no-changes]

Writes N result files in the form of a history (results/schema.json): versions on packets that
scatter, drift and change, map operations over entries, and a sweep. For measuring what a large
history costs, and for tests of the report. Nothing in it was measured.
"""
import argparse
import datetime
import json
import math
import pathlib
import random

EXACT = {"unit": "instructions", "exact": True, "confidence": None}
TIMED = {"unit": "ns", "exact": False, "confidence": 0.99}
METRICS = {
    "ns_per_packet": TIMED,
    "ns_per_packet_net": TIMED,
    "ns_per_op": TIMED,
    "xlated_insns": EXACT,
    "jited_bytes": {"unit": "bytes", "exact": True, "confidence": None},
}
START = datetime.datetime(2021, 1, 1, tzinfo=datetime.timezone.utc)
# What a commit's message may hold; the page must show it and do nothing else.
SUBJECTS = [
    "Cheaper parsing of the IPv4 header",
    "<script>alert(1)</script> in the parser",
    'Robert"); DROP TABLE runs;--',
    "Look the flow up once & \"reuse\" it",
]


def rows_of(count):
    """[(name, kind, version, packet, cost)], as many as asked for."""
    rows = []
    versions = ("v1", "v2", "v3", "v4")
    for packet in ("none", "fizz", "buzz", "fizzbuzz", "fibonacci-large", "non-ipv4"):
        for index, version in enumerate(versions):
            rows.append((f"fizzbuzz/{version}/{packet}", "program", version, packet, 2 + 3 * index))
    for value in range(0, 256, 16):
        steps = 5 + 0.05 * value + (12 if value >= 128 else 0)
        rows.append((f"fizzbuzz/v3/source:{value}", "program", "v3", f"source:{value}", steps))
    for kind, base in (("hash", 34), ("array", 1.0), ("lpm_trie", 52)):
        for entries in (64, 1024, 16384, 262144):
            cost = base * (1 + math.log2(entries) / 20)
            name = f"{kind}/lookup/entries:{entries}/key:4/value:8/hit/random"
            rows.append((name, "map_op", None, None, cost))
    for cpus in (1, 2, 4, 8):
        name = f"hash/update/entries:1024/key:4/value:8/cpus:{cpus}"
        rows.append((name, "map_op", None, None, 110 + 40 * math.log2(cpus)))
    extra = 0
    while len(rows) < count:
        rows.append((f"fizzbuzz/v1/more{extra}x", "program", "v1", f"more{extra}x", 9))
        extra += 1
    return rows[:count]


def interval(random_, value, spread):
    half = abs(spread * random_.uniform(0.8, 1.6))
    measured = value + random_.gauss(0, spread)
    return [round(measured, 4), round(measured - half, 4), round(measured + half, 4), 12]


def row_json(random_, row, run, runs, changes, version_insns):
    name, kind, version, packet, cost = row
    seed = sum(map(ord, name))
    if changes:
        # Two rows in three change once or twice; one spikes now and then.
        if seed % 3 and run >= runs * (0.2 + (seed % 50) / 100):
            cost *= 1.25
        if seed % 3 == 1 and run >= runs * 0.85:
            cost *= 0.9
        if seed % 7 == 0 and random_.random() < 0.01:
            cost *= 3
    spread = 0.02 * cost + 0.05
    if kind == "map_op":
        values = {"ns_per_op": interval(random_, cost, spread)}
    else:
        net = interval(random_, cost, spread)
        gross = [round(30 + each, 4) for each in net[:3]] + [12]
        values = {"ns_per_packet": gross, "ns_per_packet_net": net}
        values |= {"xlated_insns": [version_insns[version]], "jited_bytes": [5 * version_insns[version]]}
    return {
        "name": name, "kind": kind, "suite": "fizzbuzz" if kind == "program" else "maps",
        "version": version, "packet": packet, "drive": "repeat" if kind == "program" else None,
        "program": None, "values": values,
    }


def run_json(random_, run, machine, arguments, rows):
    at = START + datetime.timedelta(hours=4 * run, minutes=machine)
    later = run >= arguments.runs * 0.6
    insns = {"v1": 38, "v2": 60 if not later else 58, "v3": 66, "v4": 63}
    if not arguments.changes:
        insns["v2"] = 60
    commit = "".join(random.Random(run).choices("0123456789abcdef", k=40))
    document = {
        "schema_version": 1, "form": "history",
        "tool": {"name": "bpfmark", "version": "0.1.0"},
        "run": {
            "id": f"{at:%Y%m%dT%H%M%SZ}-{run:04x}{machine}", "started_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "duration_s": 10.5, "timed_share": 0.8, "seed": run, "suite": "fizzbuzz",
            "git": {
                "commit": commit, "branch": "main", "dirty": False,
                "repository": "https://example.org/owner/name",
                "subject": SUBJECTS[run % len(SUBJECTS)], "author": "A. U. Thor",
                "committed_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            },
        },
        "environment": {
            "kernel": "6.18.0", "arch": "x86_64", "cpu_model": f"Some CPU {machine}", "cpus": 2,
            "hypervisor": "kvm", "jit": True, "mitigations": "retpolines", "governor": None,
            "libbpf": "1.1.2", "clang": "14.0.6" if not later or not arguments.changes else "16.0.6",
            "contended_share": 0.1, "canary_quiet_ns": 10.5, "canary_contended_ns": 40.0,
            "fingerprint": f"{machine:x}f2a9c0d11e4b675",
        },
        "metrics": METRICS, "programs": [],
        "benchmarks": [
            row_json(random_, row, run, arguments.runs, arguments.changes, insns) for row in rows
        ],
    }
    return document


def text_of(document):
    """As the command writes it: one benchmark a line."""
    benchmarks = document.pop("benchmarks")
    head = json.dumps(document, separators=(",", ":"))[:-1]
    lines = ",\n".join(json.dumps(each, separators=(",", ":")) for each in benchmarks)
    return f'{head},\n"benchmarks": [\n{lines}\n]}}\n'


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[1])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--rows", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--machines", type=int, default=1)
    parser.add_argument("--no-changes", dest="changes", action="store_false")
    arguments = parser.parse_args()
    random_ = random.Random(arguments.seed)
    rows = rows_of(arguments.rows)
    for run in range(arguments.runs):
        machine = run % arguments.machines
        document = run_json(random_, run, machine, arguments, rows)
        folder = arguments.folder / document["run"]["started_at"][:7]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{document['run']['id']}.json").write_text(text_of(document))


if __name__ == "__main__":
    main()
