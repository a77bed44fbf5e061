# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""How many steps make the bases and the slowdowns, and what they really cost here: two
instructions more can cost nothing. What is found is recorded, so that a study that goes on has the
same pairs."""

import dataclasses
import json

from study.conditions import BASES
from study.tools import CannotMeasure

PROBED_STEPS = (128, 384)  # beyond what hides behind the kernel's own loop: linear from there
ROUGH_SECONDS = 3
TRIES = 4


@dataclasses.dataclass(frozen=True)
class Steps:
    ns: float  # of one
    bases: dict  # the number of steps of each


class Calibration:
    def __init__(self, bpfmark, objects, records, folder, seconds):
        self._bpfmark = bpfmark
        self._objects = objects
        self._records = records
        self._policy = folder / "calibration-policy.json"
        self._seconds = seconds

    def _difference(self, base, new, guess_ns, seconds):
        """With the threshold where the difference is, no verdict is certain before time is up."""
        rule = {"metric": "ns_per_packet_net", "absolute": max(guess_ns, 0), "relative": 0}
        self._policy.write_text(json.dumps({"schema_version": 1, "rules": [rule]}))
        pair = [self._objects.build(steps) for steps in (base, new)]
        row = self._bpfmark.compare(
            "compare", *pair, seed=1, policy=self._policy, budget=seconds
        )
        if row.get("difference") is None:
            raise CannotMeasure(f"calibration: {row.get('error') or row.get('note')}")
        return row

    def steps(self):
        for record in self._records.of("steps"):
            return Steps(record["ns"], record["bases"])
        fewer, more = PROBED_STEPS
        row = self._difference(fewer, more, 0.28 * (more - fewer), ROUGH_SECONDS)
        if row["difference"] <= 0:
            raise CannotMeasure(f"calibration: {more - fewer} steps more cost nothing here")
        ns = row["difference"] / (more - fewer)
        bases = {
            name: max(1, round(fewer + (net - row["base_value"]) / ns))
            for name, net in BASES.items()
        }
        self._records.append({"kind": "steps", "ns": ns, "bases": bases})
        return Steps(ns, bases)

    def size(self, size, steps):
        """The size's record: its steps and, with an interval of 99 % or more, what they cost."""
        for record in self._records.of("calibration"):
            if record["size"] == size.label:
                return record
        base = steps.bases[size.base]
        extra = max(1, round(size.ns / steps.ns))
        row = self._difference(base, base + extra, extra * steps.ns, ROUGH_SECONDS)
        for _ in range(TRIES):
            row = self._difference(base, base + extra, row["difference"], self._seconds)
            if row["seconds"] >= self._seconds:
                break
        kept = ("base_value", "difference", "ci_low", "ci_high", "regime", "seconds")
        self._records.append(
            {
                "kind": "calibration",
                "size": size.label,
                "nominal_ns": size.ns,
                "base_steps": base,
                "extra_steps": extra,
                **{key: row[key] for key in kept},
            }
        )
        return self._records.of("calibration")[-1]
