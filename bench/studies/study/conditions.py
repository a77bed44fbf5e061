# SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
"""What is gated under which circumstances, how often and in which order. Pure."""

import dataclasses
import math
import random
import typing

# Net ns of the two bases: sizes in ns are added to the small one, sizes in % to the large one. At
# 25 ns the default threshold is still 0.5 ns, and a step costs the same in both regimes; a shorter
# chain hides behind the kernel's loop on a quiet core, where seven steps more cost nothing.
BASES = {"small": 25.0, "large": 100.0}

# What 'sensitive' allows; the default policy's threshold is 0.5 ns or 2 %, the larger of the two.
SENSITIVE_POLICY = {
    "schema_version": 1,
    "rules": [{"metric": "ns_per_packet_net", "absolute": 0.2, "relative": 0}],
}


@dataclasses.dataclass(frozen=True)
class Size:
    label: str
    base: str
    ns: float
    below_default_threshold: bool = False


SIZES = (
    Size("+0.5 ns", "small", 0.5, below_default_threshold=True),
    Size("+1 ns", "small", 1.0),
    Size("+2 ns", "small", 2.0),
    Size("+5 ns", "small", 5.0),
    Size("+1 %", "large", 1.0, below_default_threshold=True),
    Size("+3 %", "large", 3.0),
    Size("+5 %", "large", 5.0),
    Size("+10 %", "large", 10.0),
)


@dataclasses.dataclass(frozen=True)
class Condition:
    pair: str  # same, moved, slowdown
    base: str
    count: int
    busy: bool = False  # a neighbour on another CPU
    policy: str = "default"
    size: typing.Optional[Size] = None  # of a slowdown

    @property
    def name(self):
        what = self.size.label if self.size else self.base
        neighbour = "busy" if self.busy else "quiet"
        return f"{self.pair} {what}, {neighbour}, {self.policy} policy"

    @property
    def with_peers(self):
        """The peers have no policy: once a pair is enough."""
        return self.policy == "default"


def all_conditions(aa_gates, slowdown_gates):
    """`aa_gates` in all, at the default policy; `slowdown_gates` for each size and policy."""
    share = math.ceil(aa_gates / 8)
    found = []
    for pair in ("same", "moved"):
        for base in BASES:
            found += [Condition(pair, base, share, busy) for busy in (False, True)]
            # How often the sensitive policy is wrong belongs beside what it finds.
            found.append(Condition(pair, base, math.ceil(slowdown_gates / 4), policy="sensitive"))
    for size in SIZES:
        found.append(Condition("slowdown", size.base, slowdown_gates, size=size))
        if size.below_default_threshold:
            found.append(
                Condition("slowdown", size.base, slowdown_gates, policy="sensitive", size=size)
            )
    return [each for each in found if each.count > 0]


def schedule(conditions, seed=1):
    """Yields (pass, condition, index). Each pass visits the conditions in a new order, quiet ones
    first, and a condition's gates are spread over all passes: whatever ends the study early, or
    slows the machine for an hour, meets all conditions alike."""
    passes = max((each.count for each in conditions), default=0)
    draw = random.Random(seed)
    for number in range(passes):
        order = list(conditions)
        draw.shuffle(order)
        for condition in sorted(order, key=lambda each: each.busy):
            index = number * condition.count // passes
            if (number + 1) * condition.count // passes > index:
                yield number, condition, index
