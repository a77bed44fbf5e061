#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""The JSON of Google Benchmark that `map_operations` (the argument) prints: what its users' tools read."""
import json
import os
import subprocess
import sys

SKIPPED = 77
ROW = "queue/push/entries:1024/value:8"

if os.geteuid() != 0:
    print("needs root")
    sys.exit(SKIPPED)
ran = subprocess.run(
    [sys.argv[1], f"--benchmark_filter=^{ROW}/manual_time$", "--benchmark_min_time=0.01",
     "--benchmark_format=json", "--benchmark_repetitions=3"], capture_output=True, text=True, timeout=60, check=False)
if ran.returncode != 0:
    sys.exit(f"exit code {ran.returncode}: {ran.stderr}")
benchmarks = json.loads(ran.stdout)["benchmarks"]
runs = [each for each in benchmarks if each["run_type"] == "iteration"]
assert [each["name"] for each in runs] == 3 * [ROW + "/manual_time"], benchmarks
assert len({each["iterations"] for each in runs}) == 1, runs
for push in runs:
    assert not push.get("error_occurred"), push
    assert push["time_unit"] == "ns" and push["iterations"] > 0, push
    assert push["real_time"] > 0, push
    assert push["hash_lookup_ns"] > 0, push
aggregates = {each["aggregate_name"] for each in benchmarks if each["run_type"] == "aggregate"}
assert {"mean", "median", "stddev"} <= aggregates, aggregates
